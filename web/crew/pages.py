"""The crew's page, and what makes it an app on the device: its manifest and its service worker."""

import json
from typing import Any

from apiflask import APIBlueprint
from flask import Response, make_response, request

from chassis.identity import Role
from web.crew.release import MAP_WORKER, WORKER, Release, release
from web.current import actor, language
from web.guard import for_anyone, for_roles
from web.i18n import page, say
from web.problems import Refused

crew_pages = APIBlueprint("crew_pages", __name__, enable_openapi=False)
SCRIPT = "text/javascript; charset=utf-8"
SCOPE = "/crew"
NIGHT = "#12161b"  # the ground of the page in the cab at night
ICON = {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"}


@crew_pages.get("/crew")
@for_roles(Role.PARAMEDIC)
def show() -> Response:
    """The page's shell; its script reads the board and follows the stream. By the header a device knows whose it is,
    and whether it goes with the files it has."""
    answer, now = make_response(page("crew")), release()
    if now is not None:
        answer.headers["Crew-Release"] = f"{now.name} {actor().id}"
    return answer


@crew_pages.get("/crew/app.webmanifest")
@for_anyone
def manifest() -> Response:
    """How the page looks as an app. The sign-in belongs to it too, so its scope is the site's."""
    told: dict[str, Any] = {
        "id": SCOPE,
        "start_url": SCOPE,
        "scope": "/",
        "display": "standalone",
        "lang": language(),
        "name": f"{say('app.name')} · {say('crew.title')}",
        "short_name": say("app.name"),
        "background_color": NIGHT,
        "theme_color": NIGHT,
        "icons": [{**ICON, "purpose": use} for use in ("any", "maskable")],
    }
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")


@crew_pages.get("/crew/worker.js")
@for_anyone
def worker() -> Response:
    """The service worker of this release: its name and its files stand before the script, so that a new one differs."""
    now = _installed()
    head = f"const RELEASE = {json.dumps(now.name)}, FILES = {json.dumps(dict(now.files), sort_keys=True)};\n"
    told = {"Service-Worker-Allowed": SCOPE, "Cache-Control": "no-cache"}
    return Response(head + WORKER.read_text("utf-8"), content_type=SCRIPT, headers=told)


@crew_pages.get("/crew/map-worker.mjs")
@for_anyone
def map_worker() -> Response:
    """The map's own worker below the page's address: there the service worker sees what it loads."""
    _installed()
    answer = Response(MAP_WORKER.read_bytes(), content_type=SCRIPT, headers={"Cache-Control": "no-cache"})
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _installed() -> Release:
    now = release()
    if now is None:
        raise Refused(404, "not_found", "the browser assets are not installed")
    return now
