"""What every page's shell knows before a script runs: the import map, the language, whether the day is simulated."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import request, url_for
from sqlalchemy.exc import SQLAlchemyError

from dispatch.boards.desk import simulation_view
from web.current import find_actor, language, system
from web.eta import spread_until
from web.manifest import read_manifest

shell = APIBlueprint("shell", __name__, enable_openapi=False)


@shell.app_context_processor
def known() -> dict[str, Any]:
    """For the templates. `import_map` is None when the browser assets are not installed."""
    who = find_actor()
    region = who.region if who is not None else system().settings.city
    return {
        "import_map": import_map(),
        "simulated": _simulated(region),
        "who": who,
        "other_language": "en" if language() == "ko" else "ko",
        "here": request.full_path.rstrip("?"),
    }


@shell.app_template_filter("minutes_until")
def minutes_until(instant: str, p90: str | None) -> str:
    """7–10: whole minutes from now until two ISO 8601 instants, at least 1: nobody is told to expect help in 0."""
    return spread_until(instant, p90, system().clock.now())


@shell.app_template_filter("hour")
def hour(instant: str, timezone: str) -> str:
    """The time of day of an ISO 8601 instant, 24 hours, where the caller is."""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def import_map() -> str | None:
    """The import map as JSON, from the manifest of what is installed."""
    manifest = read_manifest()
    if manifest is None:
        return None
    root = url_for("static", filename="")
    return json.dumps({"imports": {name: root + path for name, path in manifest["imports"].items()}})


def _simulated(region: str) -> bool:
    """Whether the simulated day runs; the page that says the database is down cannot know."""
    try:
        with system().db.read() as session:
            return bool(simulation_view(session, region)["on"])
    except SQLAlchemyError:
        return False
