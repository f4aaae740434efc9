"""Every page there is, who opens it, and what shows that it has its data. A page that is not here fails a story."""

from dataclasses import dataclass
from typing import Any

DESKTOP: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
ZOOMED: dict[str, Any] = {"viewport": {"width": 683, "height": 384}, "device_scale_factor": 2}  # the laptop at 200 %
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SMALL_PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
SLOW_MS = 20_000


@dataclass(frozen=True, slots=True)
class Face:
    """A page at `path` for `login` (None for anybody), drawn once `ready` is visible; `streams` of events it holds."""

    name: str
    login: str | None
    path: str
    ready: str
    streams: int = 1
    coded: bool = False  # shows names of fields and records on purpose

    def __str__(self) -> str:
        return self.name


CONSOLE = Face("console", "desk", "/desk", ".queue .empty, .queue li")
MAP = Face("map window", "desk", "/desk/map", ".stage .map[data-state]")
PREMISES = Face("premises", "desk", "/desk/premises", "main form", streams=0)
MESSAGES = Face("messages", "desk", "/desk/messages", "main .card", streams=0)
HANDOVER = Face("handover", "desk", "/desk/handover", "main .card", streams=0)
PAPER = Face("paper call", "desk", "/desk/paper", "main form", streams=0)
HOSPITAL = Face("hospital", "nurse", "/receiving", ".stepper")
CREW = Face("crew", "crew", "/crew", ".phone main .card")
PAD = Face("pad", "pilot", "/pad", "aside.left .card")
PAD_LOG = Face("pilot log", "pilot", "/pad/log", "main .card", streams=0)
OPS = Face("ops", "admin", "/ops", ".check-line", streams=0)
PASSWORD = Face("password", "desk", "/password", "main form", streams=0)
ADMIN = tuple(
    Face(f"admin {tab}", "admin", f"/admin/{tab}", "main .card", coded=True)
    for tab in ("people", "machines", "city", "airspace", "policies", "audit")
)
START = Face("start", "chief", "/start", "main .door", streams=0)
DAY = Face("day", "chief", "/chief", "main .which", streams=0)
NETWORK = Face("hospital statistics", "chief", "/chief/hospitals", "main .which", streams=0)
ROADS = Face("arrivals kept", "chief", "/chief/roads", "main .which", streams=0)
DRONES = Face("drone results", "chief", "/chief/drones", "main .which", streams=0)
LOOKS = Face("looks at registered people", "chief", "/chief/registered", "main .card", streams=0)
REGISTERED = Face("registered people", None, "/registered", "main form", streams=0)
CALL_FORM = Face("call form", None, "/call", "main form", streams=0)
WALL = Face("wallboard", "chief", "/wallboard", ".wall-tile")
SIGN_IN = Face("sign-in", None, "/signin", "form", streams=0)
SCREEN = Face("screen", None, "/screen", "form", streams=0)
DOCS = Face("docs", None, "/docs", "h1", streams=0, coded=True)
FACES = (
    CONSOLE,
    MAP,
    PREMISES,
    MESSAGES,
    HANDOVER,
    PAPER,
    HOSPITAL,
    CREW,
    PAD,
    PAD_LOG,
    OPS,
    *ADMIN,
    PASSWORD,
    START,
    DAY,
    NETWORK,
    ROADS,
    DRONES,
    WALL,
    LOOKS,
    REGISTERED,
    CALL_FORM,
    SIGN_IN,
    SCREEN,
    DOCS,
)
NOT_PAGES = (
    "/",
    "/admin",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/tiles.json",
    "/board.pdf",
    "/board/kept.pdf",
    "/registered/card",
    "/crew/app.webmanifest",
    "/crew/worker.js",
    "/crew/map-worker.mjs",
)
AIRSPACE = next(face for face in ADMIN if face.path == "/admin/airspace")
WITH_A_MAP = (CONSOLE, MAP, HOSPITAL, PAD, AIRSPACE)
LIVE = (CONSOLE, MAP, HOSPITAL, CREW, PAD)  # those that people stare at for twelve hours
