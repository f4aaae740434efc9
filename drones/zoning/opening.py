"""What opens a zone: a standing paper that an administrator files, a number that an operator was told on the telephone.

A paper opens it to every flight of the region, an approval to the one sortie it was asked for.
Public emergency flights in Korea may be approved by telephone and flown at once, the paper following (Aviation Safety
Act 131-2): whoever calls writes down the number, who gave it and until when.
"""

from datetime import datetime, timedelta

from chassis.errors import InvalidInputError, NotFoundError
from chassis.ground import Ground
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from drones.events import airspace_changed
from drones.model import Authorisation, Given, Zone
from drones.states import OPEN_SORTIE
from drones.tables.airspace import Put, find_zone, lock_authorisation, put_authorisation
from drones.tables.fleet import read_stations
from drones.tables.sorties import get_sortie
from drones.windows import Slot

LONGEST_CALL = timedelta(hours=12)  # a telephone approval is for the flight at hand
LONGEST_NUMBER, LONGEST_NAME = 64, 64
HIGHEST_M = 1000.0


def authorise(
    system: Ground,
    actor: Actor,
    zone_id: str,
    *,
    document_no: str,
    valid_from: datetime,
    valid_until: datetime,
    max_altitude_m: float | None,
    slots: tuple[Slot, ...] = (),
) -> Authorisation:
    """File a standing authorisation; the zone is open inside it. Raises NotFoundError, InvalidInputError."""
    number = _words("document_no", document_no, LONGEST_NUMBER)
    if valid_until <= valid_from:
        raise InvalidInputError("valid_until", "after its begin")
    paper = Authorisation(
        system.ids.new("aut"), number, valid_from, valid_until, _height(max_altitude_m), tuple(sorted(slots))
    )
    return _put(system, actor, zone_id, paper, "authorise_zone")


def approve_by_telephone(
    system: Ground,
    actor: Actor,
    zone_id: str,
    *,
    sortie_id: str,
    number: str,
    given_by: str,
    lasts: timedelta,
    max_altitude_m: float | None,
) -> Authorisation:
    """Write down an approval that was given on the telephone just now, for one open sortie of the station's or the
    region's. Raises NotFoundError, InvalidInputError."""
    if not timedelta(0) < lasts <= LONGEST_CALL:
        raise InvalidInputError("lasts_min", f"at most {LONGEST_CALL.total_seconds() / 60:.0f}")
    now = system.clock.now()
    paper = Authorisation(
        id=system.ids.new("aut"),
        document_no=_words("number", number, LONGEST_NUMBER),
        valid_from=now,
        valid_until=now + lasts,
        max_altitude_m=_height(max_altitude_m),
        given=Given.TELEPHONE,
        given_by=_words("given_by", given_by, LONGEST_NAME),
        sortie_id=sortie_id,
    )
    return _put(system, actor, zone_id, paper, "approve_zone_by_telephone")


def withdraw(system: Ground, actor: Actor, authorisation_id: str) -> None:
    """An authorisation opens nothing any more; it stays on record. Raises NotFoundError."""
    with working(system, actor) as work:
        row = lock_authorisation(work.session, authorisation_id)
        if row is None or row.region != actor.region:
            raise NotFoundError("authorisation", authorisation_id)
        if row.withdrawn_at is not None:
            return
        row.withdrawn_at, row.withdrawn_by = work.now, actor.name
        record_change(work, "withdraw_authorisation", row.id, {"document_no": row.document_no}, {"zone": row.zone_id})
        _tell(work)


def _put(system: Ground, actor: Actor, zone_id: str, paper: Authorisation, action: str) -> Authorisation:
    with working(system, actor) as work:
        zone: Zone | None = find_zone(work.session, actor.region, zone_id)
        if zone is None:
            raise NotFoundError("zone", zone_id)
        if paper.sortie_id is not None:
            _check_open(work, paper.sortie_id)
        put_authorisation(work.session, zone, paper, put=Put(actor.name, work.now))
        new = {"zone": zone_id, "document_no": paper.document_no, "until": paper.valid_until.isoformat()}
        if paper.sortie_id is not None:
            new["sortie"] = paper.sortie_id
        record_change(work, action, paper.id, None, new)
        _tell(work)
    return paper


def _check_open(work: Work, sortie_id: str) -> None:
    """Raises NotFoundError unless the sortie is open, and of the station of a pilot or the region of anybody else."""
    sortie, who = get_sortie(work.session, sortie_id), work.actor
    mine = sortie.station_id == who.facility if who.role is Role.PILOT else True
    if not mine or sortie.station_region != who.region or sortie.state not in OPEN_SORTIE:
        raise NotFoundError("sortie", sortie_id)


def _tell(work: Work) -> None:
    region = work.actor.region
    work.told.extend(airspace_changed(region, read_stations(work.session, (region,)), at=work.now))


def _words(field: str, said: str, longest: int) -> str:
    text = " ".join(said.split())
    if not 0 < len(text) <= longest:
        raise InvalidInputError(field, f"1 to {longest} characters")
    return text


def _height(max_altitude_m: float | None) -> float | None:
    if max_altitude_m is not None and not 0.0 < max_altitude_m <= HIGHEST_M:
        raise InvalidInputError("max_altitude_m", f"above 0 and at most {HIGHEST_M:.0f}")
    return max_altitude_m
