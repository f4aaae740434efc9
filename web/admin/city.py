"""The city, its packs and its roads as JSON. Long work runs in a thread of its own and tells the stream how it goes."""

import re
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from flask import current_app, request

from chassis.errors import InvalidInputError
from chassis.identity import Role
from dispatch.admin import city
from dispatch.admin.records import names_of
from dispatch.city.pack import PackError
from dispatch.record import plain
from routing.readable import READABLE
from web.admin import schemas
from web.admin.board import Json, admin_api, board
from web.current import actor, system
from web.guard import for_roles, takes_up_to
from web.problems import Refused

LARGEST_ROADS = 256 * 1024 * 1024
PIECE = 1024 * 1024
FILE_NAME = re.compile(r"[\w-][\w.-]{0,79}")


@admin_api.get("/city")
@for_roles(Role.ADMIN)
def read_city() -> Json:
    """What is loaded, the roads in force, the packs that ship, and the newest loadings."""
    region, now = actor().region, system().clock.now()
    with system().db.read() as session:
        loaded = city.read_loaded(session, region)
        by = loaded["loaded_by"]
        loaded["loaded_by"] = names_of(session, {by}).get(by) if by else None
        roads = city.roads_in_force(system())
        return board(
            session,
            loaded=loaded,
            roads=plain(roads) if roads is not None else None,
            own_roads=region == system().settings.city,
            packs=city.shipped_packs(),
            readable=READABLE,
            largest=LARGEST_ROADS,
            jobs=city.read_jobs(session, region, now),
        )


@admin_api.post("/city/check")
@admin_api.input(schemas.PackIn, arg_name="body")
@for_roles(Role.ADMIN)
def check_pack(body: schemas.PackIn) -> Json:
    """Read a pack and load nothing: what it brings, or every mistake in it."""
    return plain(city.check_pack(system(), body.name))


@admin_api.post("/city/load")
@admin_api.input(schemas.PackIn, arg_name="body")
@for_roles(Role.ADMIN)
def load_pack(body: schemas.PackIn) -> tuple[Json, int]:
    """Begin to load a pack. 409 `taken` while another loading runs."""
    running, who = system(), actor()
    try:
        job = city.begin_loading(running, who, body.name)
    except PackError as mistakes:
        raise InvalidInputError("name", str(mistakes)) from mistakes
    _aside(lambda: city.load(running, who, job, body.name))
    return {"job_id": job}, 201


@admin_api.post("/roads")
@for_roles(Role.ADMIN)
@takes_up_to(LARGEST_ROADS)
def import_roads() -> tuple[Json, int]:
    """Import the road file that is the body, `?name=` telling its kind. 409 `taken` while another loading runs."""
    running, who, name = system(), actor(), request.args.get("name", "")
    if not FILE_NAME.fullmatch(name) or not name.endswith(READABLE):
        raise InvalidInputError("file", f"one of {', '.join(READABLE)}")
    file = _received(name)
    try:
        job = city.begin_import(running, who, name)
    except Exception:
        file.unlink()
        raise
    _aside(lambda: city.import_roads(running, who, job, file))
    return {"job_id": job}, 201


def _received(name: str) -> Path:
    """The body on disk, piece by piece; nothing is left behind when it breaks off or is too large."""
    folder = system().settings.instance / "uploads" / system().ids.new("up")
    folder.mkdir(parents=True)
    file = folder / name
    try:
        with file.open("wb") as kept:
            while piece := request.stream.read(PIECE):
                kept.write(piece)
    except Exception:
        file.unlink()
        raise
    if not file.stat().st_size:
        file.unlink()
        raise Refused(422, "invalid_input", "the file is empty")
    return file


def _aside(work: Callable[[], None]) -> None:
    """Out of the request, in this process; the work itself is done by a child of it."""
    thread = Thread(target=work, name="city-job", daemon=True)
    current_app.extensions.setdefault("goldentime_aside", []).append(thread)
    thread.start()
