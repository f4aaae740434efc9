"""The city as it is loaded, the packs that could be, and the long work of loading: begun, watched, ended on record."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.audit import AuditRow
from chassis.db import wait_turn
from chassis.errors import ForbiddenError, GoldentimeError, NotFoundError, TakenError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.city.apart import LONGEST, lay_apart
from dispatch.city.load import put_city, put_roads
from dispatch.city.pack import CityPack, PackError
from dispatch.city.reading import SHIPPED, read_pack
from dispatch.roadfile import roads_file
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, LandmarkRow, StationRow, get_region
from dispatch.tables.fleet import UnitRow
from dispatch.tables.jobs import CityJobRow, JobKind, JobState, JobStep, newest_jobs
from drones.tables.fleet import DroneRow, DroneStationRow
from drones.tables.kits import KitRow
from hospitals.tables.facts import HospitalRow
from routing.model import RoadImportError
from routing.order import order_file
from routing.store import load_network

log = structlog.get_logger("goldentime.city")
BUILT_IN = ("coquimbo", "sf")  # these are made from data packages, the others are folders of TOML
COUNTED: tuple[tuple[str, Any], ...] = (
    ("stations", StationRow),
    ("units", UnitRow),
    ("zones", DemandZoneRow),
    ("landmarks", LandmarkRow),
    ("pads", DroneStationRow),
    ("drones", DroneRow),
    ("kits", KitRow),
)


@dataclass(frozen=True, slots=True)
class RoadsInForce:
    """The network decisions are made on. `put_at` is when its file was written."""

    name: str
    digest: str
    junctions: int
    arcs: int
    generated: bool
    source: str
    licence: str
    attribution: str
    put_at: float


@dataclass(frozen=True, slots=True)
class PackCheck:
    """A pack as it reads: the region it is for and what it brings, or every mistake in it."""

    name: str
    region: str | None
    counts: dict[str, int]
    mistakes: tuple[str, ...]


def read_loaded(session: Session, region: str) -> dict[str, Any]:
    """What the database has of the region, when it was loaded and by whom."""
    area = get_region(session, region)
    counts = {name: _count(session, table, region) for name, table in COUNTED}
    loaded = select(AuditRow).where(AuditRow.action == "load_city", AuditRow.subject == region)
    newest = session.scalars(loaded.order_by(AuditRow.id.desc()).limit(1)).first()
    wanted = select(HospitalRow.id).where(HospitalRow.id.in_(area.catchment))
    return {
        "region": region,
        "name_ko": area.name_ko,
        "name_en": area.name_en,
        "notice": area.notice,
        "neighbours": area.neighbours,
        "counts": counts | {"hospitals": len(session.scalars(wanted).all())},
        "pack": (newest.new or {}).get("pack") if newest is not None else None,
        "loaded_at": area.loaded_at.isoformat() if area.loaded_at else None,
        "loaded_by": newest.actor if newest is not None else None,
    }


def roads_in_force(system: System) -> RoadsInForce | None:
    """The network in the instance's folder; None when there is none that can be read."""
    file = roads_file(system.settings)
    try:
        network, written = load_network(file), file.stat().st_mtime
    except (RoadImportError, OSError):
        return None
    label = network.label
    return RoadsInForce(
        label.name,
        network.digest,
        network.node_count,
        network.edge_count,
        label.generated,
        label.source,
        label.licence,
        label.attribution,
        written,
    )


def shipped_packs() -> tuple[str, ...]:
    """The packs that come with the release."""
    return (*sorted(folder.name for folder in SHIPPED.iterdir() if (folder / "city.toml").is_file()), *BUILT_IN)


def check_pack(system: System, name: str) -> PackCheck:
    """Read a pack that ships and load nothing. Raises NotFoundError for any other name."""
    try:
        pack = _shipped(system, name)
    except (PackError, RoadImportError) as error:
        return PackCheck(name, None, {}, tuple(str(error).splitlines()))
    counts = {
        "stations": len(pack.stations),
        "units": len(pack.units),
        "hospitals": len(pack.hospitals),
        "zones": len(pack.zones),
        "landmarks": len(pack.landmarks),
        "pads": len(pack.pads),
        "drones": len(pack.drones),
        "kits": len(pack.kits),
    }
    return PackCheck(name, pack.area.id, counts, ())


def begin_loading(system: System, actor: Actor, name: str) -> str:
    """Put the loading of a pack on record and return the job; `load` does it.

    Raises NotFoundError, PackError with every mistake, ForbiddenError for another region's pack, TakenError while
    another job runs.
    """
    pack = _shipped(system, name)
    if pack.area.id != actor.region:
        raise ForbiddenError("the pack of another region")
    return _begin(system, actor, JobKind.LOAD_CITY, name)


def begin_import(system: System, actor: Actor, file_name: str) -> str:
    """Put the import of a road file on record and return the job; `import_roads` does it. Raises as above."""
    if actor.region != system.settings.city:
        raise ForbiddenError("the roads of this instance belong to another region")
    return _begin(system, actor, JobKind.IMPORT_ROADS, file_name)


def load(system: System, actor: Actor, job_id: str, name: str) -> None:
    """Lay the pack's roads apart, then put the pack in. How it ended stands in the job."""

    def work() -> dict[str, Any]:
        pack = _shipped(system, name)
        file = roads_file(system.settings, pack.area.roads)
        lay_apart("pack", name, file, shared=system.settings.shared_data)
        _step(system, actor, job_id)
        return asdict(put_city(system, actor, pack, load_network(file)))

    _finish(system, actor, job_id, work)


def import_roads(system: System, actor: Actor, job_id: str, file: Path) -> None:
    """Read a road file apart and put it in force; when that fails, the roads in force stay. The file is used up."""
    fresh, tiles = file.with_name("roads.npz"), file.with_name("roads.pmtiles")

    def work() -> dict[str, Any]:
        report = lay_apart("file", str(file), fresh)
        _step(system, actor, job_id)
        put_roads(system, load_network(fresh), actor=actor, tiles=tiles, order=order_file(fresh))
        return report

    try:
        _finish(system, actor, job_id, work)
    finally:
        rmtree(file.parent, ignore_errors=True)


def read_jobs(session: Session, region: str, now: datetime) -> list[dict[str, Any]]:
    """The newest jobs as the page shows them; one that ran too long is lost."""
    return [_shown(row, now) for row in newest_jobs(session, region)]


def _shown(row: CityJobRow, now: datetime) -> dict[str, Any]:
    lost = row.state == JobState.RUNNING and now - row.started_at > LONGEST
    return {
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "state": JobState.LOST.value if lost else row.state,
        "step": row.step,
        "by": row.by_name,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "problem": row.problem,
        "report": row.report,
    }


def _shipped(system: System, name: str) -> CityPack:
    """A pack by its name alone: what the web may ask for is never a path."""
    if name not in shipped_packs():
        raise NotFoundError("city pack", name)
    return read_pack(name, shared_data=system.settings.shared_data)


def _begin(system: System, actor: Actor, kind: JobKind, subject: str) -> str:
    with working(system, actor) as work:
        wait_turn(work.session, f"city.{actor.region}")
        for row in newest_jobs(work.session, actor.region, limit=1):
            if row.state == JobState.RUNNING and work.now - row.started_at <= LONGEST:
                at = row.started_at.isoformat()
                raise TakenError("city_job", row.id, by=row.by_name, at=at, why=row.kind)
        job = CityJobRow(
            id=system.ids.new("job"),
            region=actor.region,
            kind=kind.value,
            subject=subject,
            state=JobState.RUNNING.value,
            step=JobStep.READING.value,
            by=actor.id,
            by_name=actor.name,
            started_at=work.now,
            report={},
        )
        work.session.add(job)
        record_change(work, f"begin_{kind.value}", job.id, None, {"subject": subject})
        _tell(work, job)
        return job.id


def _step(system: System, actor: Actor, job_id: str) -> None:
    with working(system, actor) as work:
        job = work.session.get_one(CityJobRow, job_id)
        job.step = JobStep.WRITING.value
        _tell(work, job)


def _finish(system: System, actor: Actor, job_id: str, act: Any) -> None:
    """Do `act` and write down how it ended: a failure of ours included, for nobody waits in front of this."""
    report: dict[str, Any] = {}
    problem: str | None = None
    try:
        report = act()
    except (GoldentimeError, PackError) as error:
        problem = str(error)
    except Exception as error:
        log.exception("city_job_failed", job=job_id)
        problem = type(error).__name__
    with working(system, actor) as work:
        job = work.session.get_one(CityJobRow, job_id)
        job.state = (JobState.FAILED if problem else JobState.DONE).value
        job.ended_at, job.problem, job.report = work.now, problem, report
        record_change(work, f"end_{job.kind}", job.id, None, {"state": job.state, "problem": problem})
        _tell(work, job)


def _tell(work: Work, job: CityJobRow) -> None:
    region = work.actor.region
    told = _shown(job, work.now)
    work.told.append(Event(region, topics.admin(region), "city_job", job.id, told, work.now))


def _count(session: Session, table: Any, region: str) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.region == region)) or 0
