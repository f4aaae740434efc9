"""`flask nemc`: the stand-in for the national feed, and one look at what the feed says."""

import socketserver
from collections.abc import Sequence
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import click
from flask import current_app
from flask.cli import AppGroup

from dispatch.city.load import as_of
from dispatch.city.reading import read_pack
from dispatch.system import System
from hospitals.feeds import FeedError
from hospitals.feeds.nemc.client import NemcFeed
from hospitals.feeds.nemc.standin import GATEWAY, Standin
from hospitals.feeds.reports import Area
from hospitals.model import Hospital
from hospitals.tables.board import read_board

nemc = AppGroup("nemc", help="The national feed of hospitals.")
TRAPS = (*sorted(GATEWAY), "short", "cut", "upper", "stale", "undated")
SAID_AGO = timedelta(minutes=3)


class _Threaded(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The address holds the key."""


@nemc.command("serve")
@click.option("--port", default=8029, show_default=True)
@click.option("--trap", type=click.Choice(TRAPS), help="Answer everything as the real feed does on a bad day.")
def serve(port: int, trap: str | None) -> None:
    """Answer like NEMC, from the database's board and the city pack; for demonstrations, drills and tests."""
    system: System = current_app.extensions["goldentime"]
    provinces = {one.region: one.province for one in read_pack(system.settings.city).area.nemc}
    app = Standin(lambda: board(system), provinces, system.clock, trap or "")
    click.echo(f"NEMC_BASE_URL=http://127.0.0.1:{port} NEMC_SERVICE_KEY=any   (a trap's name as key springs it)")
    with make_server("127.0.0.1", port, app, _Threaded, _Quiet) as server:
        server.serve_forever()


@nemc.command("look")
@click.argument("province")
@click.option("--district", help="Where only that is asked for; Sejong has none.")
def look(province: str, district: str | None) -> None:
    """Ask the feed once for beds, and print what it said and what was odd."""
    system: System = current_app.extensions["goldentime"]
    feed = NemcFeed(system.settings.nemc_base_url, system.settings.nemc_service_key, system.clock)
    try:
        answer = feed.beds(Area(province, district))
    except FeedError as error:
        raise click.ClickException(str(error)) from error
    for row in answer.rows:
        counts = " ".join(f"{one.bed}={one.available}/{one.baseline}" for one in row.figures[:6])
        click.echo(f"{row.hospital_id} {row.name} {row.source_time} {counts} {' '.join(row.odd)}")
    click.echo(f"{len(answer.rows)} hospitals; odd: {'; '.join(answer.odd) or 'nothing'}")


def board(system: System) -> Sequence[Hospital]:
    """What the database knows, with its own stamps; a hospital it does not know as the pack has it, just now."""
    pack, now = read_pack(system.settings.city), system.clock.now()
    with system.db.read() as session:
        known = {one.id: one for one in read_board(session, now=now, hospital_ids=[one.id for one in pack.hospitals])}
    return [known.get(one.id) or as_of(one, pack.recorded_at, now - SAID_AGO) for one in pack.hospitals]
