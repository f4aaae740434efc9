"""The application: blueprints, guard, problems, languages; no logic of its own."""

import re
import time
from pathlib import Path

import structlog
from apiflask import APIFlask
from flask import Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from chassis.telemetry import REQUESTS
from dispatch.isochrones import AreaDrawer
from dispatch.system import System
from web import cli, guard, i18n, once, openapi, problems, security, signin
from web.admin import airspace, audit, city, machines, people, policies
from web.admin.board import admin_api
from web.admin.pages import admin_pages
from web.airspace.views import airspace_api
from web.caller.answering import answering
from web.caller.pages import caller_pages
from web.caller.video import caller_video, desk_video
from web.caller.views import caller
from web.care.pages import care_pages
from web.care.views import care_api
from web.catalogues import catalogues
from web.chief.pages import chief_pages
from web.chief.views import chief_api
from web.chief.wall import wall
from web.crew.pages import crew_pages
from web.crew.pictures import patient_pictures
from web.crew.views import crew_api
from web.current import system as current_system
from web.desk import hospitals, mapviews, suggestions
from web.desk.alerts import alerts_api
from web.desk.drops import drops
from web.desk.handover import handover_api, handover_pages
from web.desk.interview import interviews
from web.desk.pages import desk_pages
from web.desk.papercall import paper_api, paper_pages
from web.desk.premisepage import premise_pages
from web.desk.premises import premises_api
from web.desk.views import desk_api
from web.desk.where import where_api
from web.desk.working import working_api
from web.docs import api_docs
from web.fhir.subscribing import subscription_api
from web.fhir.views import fhir_api
from web.film.views import crew_film, film_api
from web.flights.views import flights_api
from web.guidance.views import guidance_api
from web.hooks import hooks
from web.hub import Hubs
from web.intake.pages import intake_pages
from web.intake.views import intake_api
from web.interop.views import interop_api
from web.lines import hooks as line_hooks
from web.lines import texts as text_hooks
from web.lines.apps import apps_api
from web.lines.callform import call_pages
from web.lines.pictures import pictures_api
from web.lines.views import lines_api
from web.mass.pages import mass_pages
from web.mass.views import mass_api
from web.ops.pages import ops_pages
from web.ops.views import ops
from web.pad import log as pilot_log
from web.pad.pages import pad_pages
from web.pad.views import pad_api
from web.paper.views import paper_board
from web.passwords import passwords
from web.receiving import reaching
from web.receiving.pages import receiving_pages
from web.receiving.screens import screen_pages, screens_api
from web.receiving.views import receiving_api
from web.registered.pages import registered_pages
from web.registered.report import registered_reports
from web.registered.views import registered_api
from web.shell import shell
from web.streams import streams
from web.tiles import tiles
from web.traffic.views import traffic_api
from web.transfer.views import transfer_api

ADMIN_VIEWS = (airspace, audit, city, machines, people, policies)  # importing them puts their views on the blueprint
PAD_VIEWS = (pilot_log,)  # as well
RECEIVING_VIEWS = (reaching,)  # as well
DESK_VIEWS = (hospitals, mapviews, suggestions)  # as well
HOOKS = (line_hooks, text_hooks)  # as well
LARGEST_BODY = 256 * 1024
REQUEST_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
log = structlog.get_logger("goldentime.web")
BLUEPRINTS = (
    signin.signin,
    streams,
    ops,
    ops_pages,
    passwords,
    admin_api,
    admin_pages,
    hooks,
    api_docs,
    shell,
    catalogues,
    tiles,
    caller,
    caller_pages,
    answering,
    caller_video,
    desk_video,
    crew_film,
    film_api,
    desk_api,
    lines_api,
    interviews,
    drops,
    pictures_api,
    apps_api,
    alerts_api,
    where_api,
    working_api,
    desk_pages,
    premises_api,
    premise_pages,
    handover_api,
    handover_pages,
    paper_api,
    paper_pages,
    paper_board,
    chief_api,
    flights_api,
    chief_pages,
    wall,
    crew_api,
    patient_pictures,
    care_api,
    care_pages,
    crew_pages,
    mass_api,
    mass_pages,
    receiving_api,
    guidance_api,
    receiving_pages,
    transfer_api,
    screens_api,
    interop_api,
    fhir_api,
    subscription_api,
    intake_api,
    intake_pages,
    traffic_api,
    screen_pages,
    pad_api,
    airspace_api,
    pad_pages,
    registered_api,
    registered_reports,
    registered_pages,
    call_pages,
)


def create_app(system: System) -> APIFlask:
    """The application over a running system. Raises RuntimeError for an endpoint that names no audience."""
    app = APIFlask(
        __name__,
        title="Goldentime",
        version="0.1.0",
        json_errors=False,
        docs_path=None,
        static_folder=str(Path(__file__).parent / "static"),
    )
    _configure(app, system)
    app.extensions["goldentime"], app.extensions["goldentime_hubs"] = system, Hubs(system)
    app.extensions["goldentime_areas"] = AreaDrawer()
    app.before_request(_begin)
    app.after_request(_finish)  # the last of all: they run backwards
    security.install(app)
    app.before_request(signin.pick_language)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    guard.install(app, open_endpoints=("static", "openapi.spec"))
    once.install(app)
    problems.install(app)
    i18n.install(app)
    openapi.install(app)
    cli.register(app)
    guard.require_declarations(app)
    return app


def _configure(app: APIFlask, system: System) -> None:
    app.config.update(
        SECRET_KEY=system.settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=system.settings.https,
        SESSION_COOKIE_NAME="__Host-goldentime" if system.settings.https else "goldentime",
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        OPENAPI_VERSION="3.1.0",
        LOCAL_SPEC_JSON_INDENT=2,
        SPEC_FORMAT="json",
    )
    if system.settings.https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def _begin() -> None:
    """Bind what every log line of this request carries."""
    g.began = time.perf_counter()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else current_system().ids.new("req")
    bound = {"request": g.request_id, "endpoint": request.endpoint}
    if request.view_args and "incident_id" in request.view_args:
        bound["incident"] = request.view_args["incident_id"]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**bound)


def _finish(response: Response) -> Response:
    """Count the request and say how it ended. Never its address: that may hold the secret of a link."""
    took = time.perf_counter() - g.get("began", time.perf_counter())
    method = request.method if request.endpoint else "–"  # what is in no table could be any word
    REQUESTS.labels(request.endpoint or "–", method, response.status_code).observe(took)
    if request.endpoint != "static":
        log.info("answered", method=method, status=response.status_code, took_ms=round(took * 1000, 1))
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return response
