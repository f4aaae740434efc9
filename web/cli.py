"""The command line: `flask …` with an application, `goldentime demo` for a whole system on one machine."""

import dataclasses
import json
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from chassis import accounts
from chassis.errors import GoldentimeError
from chassis.identity import Role, system_actor
from dispatch import printing, worker
from dispatch.bootstrap import feed_jobs, open_signals
from dispatch.city.load import load_city, put_roads
from dispatch.city.reading import read_pack
from dispatch.desk.deciding import read_record
from dispatch.minutes import calibrating
from dispatch.record import decide_again, pack, unpack_view
from dispatch.review.period import Span, calibration_lines, read_period
from dispatch.simulation.jobs import simulated_jobs
from dispatch.simulation.replay import replay_main
from dispatch.system import System
from dispatch.tables.climbs import steps_of
from dispatch.upgrade import upgrade
from hospitals.ladder import climb
from routing.network import import_file, import_place
from web.demo import demo
from web.drones.commands import drones
from web.hints import hints
from web.lamps import lamps
from web.lines.cli import lines
from web.nemc import nemc
from web.paper.keeping import board_jobs
from web.registered.commands import registered
from web.roadreport import report_lines
from web.transfer.sending import adt_jobs
from web.triage import triage

city = AppGroup("city", help="City packs: roads, stations, units, hospitals, drones.")
roads = AppGroup("roads", help="Road networks.")
users = AppGroup("users", help="People and machines that sign in.")
docs = AppGroup("docs", help="Documents printed from the code.")


hospitals = AppGroup("hospitals", help="What is believed of hospitals, and whether it came true.")


def register(app: Flask) -> None:
    """Add every command to the application's command line."""
    for group in (city, roads, users, docs, nemc, lamps, lines, hospitals, triage, hints, registered, drones):
        app.cli.add_command(group)
    for command in (upgrade_command, worker_command, replay_decision, replay_ladder, replay):
        app.cli.add_command(command)


def _system() -> System:
    context = click.get_current_context()
    app: Flask = context.obj.load_app()
    system: System = app.extensions["goldentime"]
    return system


@click.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest schema."""
    upgrade(_system().db)


@click.command("worker")
def worker_command() -> None:
    """Run the deadlines, the deliveries and the simulated parts until told to stop."""
    system = _system()
    open_signals(system)
    worker.run(system, jobs=(*simulated_jobs(), *feed_jobs(system), *board_jobs(), *adt_jobs()))


@city.command("load")
@click.argument("name", default="sejong")
def city_load(name: str) -> None:
    """Load a city pack: a name that ships with the system, or a folder."""
    system = _system()
    click.echo(load_city(system, read_pack(name, shared_data=system.settings.shared_data)))
    system.tiles.draw()


@roads.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--place", help="A place name, looked up by OSMnx and downloaded; needs the internet.")
@click.option(
    "--polygon",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A GeoJSON file whose inside is downloaded; --place then only names it.",
)
@click.option("--contraflow/--no-contraflow", default=True, help="Minor one-way streets both ways, for blue light.")
def roads_import(file: Path | None, place: str | None, polygon: Path | None, contraflow: bool) -> None:
    """Put real roads in force: a file or folder (see docs/roads.md), a place, or the inside of a polygon."""
    if (file is None) == (place is None and polygon is None):
        raise click.UsageError("give either a file or folder, or --place, --polygon or both")
    try:
        if file is not None:
            network, report = import_file(file, contraflow=contraflow)
        else:
            name = place or Path(str(polygon)).stem
            network, report = import_place(name, polygon=polygon, contraflow=contraflow)
    except GoldentimeError as error:
        raise click.ClickException(f"{error} (the roads in force stay)") from error
    put_roads(_system(), network)
    for line in report_lines(report):
        click.echo(line)


@roads.command("calibrate")
@click.option("--region", help="The region; the city of the settings unless told.")
@click.option("--record", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A recorded file instead.")
@click.option("--simulated", is_flag=True, help="The simulated trips instead of the real ones; never put in force.")
@click.option("--dry-run", is_flag=True, help="Print what would come in force, and change nothing.")
def roads_calibrate(region: str | None, record: Path | None, simulated: bool, dry_run: bool) -> None:
    """Fit the minutes to the trips of the last 90 days, print how they are kept, and put them in force."""
    system = _system()
    where = region or system.settings.city
    try:
        if record is not None:
            fitted = calibrating.fit_record(record)
        else:
            with system.db.read() as session:
                fitted = calibrating.fit_own(session, system, where, simulated=simulated)
        number = None if dry_run or simulated else calibrating.put_in_force(system, system_actor(where, "cli"), fitted)
    except (GoldentimeError, OSError, ValueError) as error:
        raise click.ClickException(f"{error} (the minutes in force stay)") from error
    for line in calibrating.lines(fitted):
        click.echo(line)
    click.echo("nothing changed" if number is None else f"version {number} is in force in {where} within a minute")


@hospitals.command("calibrate")
@click.option("--region", help="The region; the city of the settings unless told.")
@click.option(
    "--span", type=click.Choice([one.value for one in Span]), default=Span.FOUR_WEEKS.value, show_default=True
)
@click.option("--simulated", is_flag=True, help="The simulated incidents instead of the real ones.")
def hospitals_calibrate(region: str | None, span: str, simulated: bool) -> None:
    """Print the predicted chances of a yes against what came: in all, by bins, and for each hospital."""
    system = _system()
    with system.db.read() as session:
        where = region or system.settings.city
        found = read_period(session, system, where, span=Span(span), last=None, simulated=simulated)
    for line in calibration_lines(found):
        click.echo(line)


@click.command("replay-decision")
@click.argument("decision_id")
def replay_decision(decision_id: str) -> None:
    """Make a recorded decision again from its record alone, and compare bit by bit."""
    with _system().db.read() as session:
        inputs, plan = read_record(session, decision_id)
    same = pack(decide_again(inputs)) == pack(plan)
    click.echo(f"{decision_id}: {'the same, bit by bit' if same else 'DIFFERENT'}")
    if not same:
        raise SystemExit(1)


@click.command("replay-ladder")
@click.argument("patient_id")
def replay_ladder(patient_id: str) -> None:
    """Decide every step of a patient's ladder again from its record alone, and compare bit by bit."""
    with _system().db.read() as session:
        kept = [(row.at, row.rung, row.view, row.step) for row in steps_of(session, patient_id)]
    if not kept:
        raise click.ClickException(f"{patient_id} has climbed no ladder")
    same = [pack(climb(unpack_view(view))) == step for _, _, view, step in kept]
    for (at, rung, _, _), one in zip(kept, same, strict=True):
        click.echo(f"{at.isoformat()}  {rung:<12} {'the same, bit by bit' if one else 'DIFFERENT'}")
    if not all(same):
        raise SystemExit(1)


@click.command("replay")
@click.argument("calls", type=click.Path(exists=True, path_type=Path))
@click.option("--city", "city_name", default="sf", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def replay(calls: Path, city_name: str, as_json: bool) -> None:
    """Live recorded days again through the same decisions."""
    report = replay_main(calls, city_name, progress=not as_json)
    click.echo(json.dumps(dataclasses.asdict(report), default=str) if as_json else report.table())


@users.command("add")
@click.argument("login")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.CALLER]))
@click.option("--region", default="sejong", show_default=True)
@click.option("--facility", help="The hospital, unit or drone station the person belongs to.")
@click.password_option()
def users_add(login: str, name: str, role: str, region: str, facility: str | None, password: str) -> None:
    """Add a person."""
    system = _system()
    with system.db.write() as session:
        accounts.create_user(
            session,
            system.ids,
            login=login,
            name=name,
            role=Role(role),
            region=region,
            facility=facility,
            password=password,
            now=system.clock.now(),
        )


@users.command("token")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.CALLER]))
@click.option("--region", help="The region it works for; the instance's own when missing.")
@click.option("--facility", help="The hospital, unit or drone station the machine belongs to.")
@click.option(
    "--scope", "scopes", multiple=True, help="What it may read in FHIR, as system/Encounter.rs; again for more."
)
def users_token(name: str, role: str, region: str | None, facility: str | None, scopes: tuple[str, ...]) -> None:
    """Print a new token for a machine. It is shown once."""
    system = _system()
    with system.db.write() as session:
        token = accounts.issue_token(
            session,
            name=name,
            role=Role(role),
            region=region or system.settings.city,
            facility=facility,
            now=system.clock.now(),
            scopes=scopes,
        )
    click.echo(token)


@docs.command("states")
@click.option("--write", "target", type=click.Path(path_type=Path), help="Write to this file instead of the screen.")
def docs_states(target: Path | None) -> None:
    """Print the state machines."""
    if target is None:
        click.echo(printing.states_markdown(), nl=False)
    else:
        target.write_text(printing.states_markdown(), "utf-8")


@click.group()
def main() -> None:
    """Emergency medical dispatch: calls, ambulances, hospitals, drones."""


main.add_command(demo)
