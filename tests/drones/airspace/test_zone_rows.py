"""Zones as they are read: made once while the rows say the same, never a moment longer."""

from dataclasses import replace
from datetime import timedelta

from drones import pad, zoning
from drones.model import Circle, Restriction
from drones.states import SortieReason
from drones.tables.airspace import Put, find_zone, put_zone, read_zones
from tests.drones.conftest import PILOT, Yard
from tests.drones.scene import HANSOL, P65B, REGION

FREE = replace(P65B, id="FREE", restriction=Restriction.NO_RESTRICTION, authorised=())


def test_zones_are_made_once_and_again_after_every_change(yard: Yard) -> None:
    first, again = read(yard), read(yard)
    assert again is first
    put = Put("kim", yard.clock.now())  # all at one moment, as a still clock has it
    for changed in (FREE, replace(FREE, floor_m=30.0), replace(FREE, shape=Circle(HANSOL, 70.0))):
        with yard.db.write() as session:
            put_zone(session, changed, put=put)
        with yard.db.read() as session:
            assert find_zone(session, REGION, "FREE") == changed
        assert read(yard) is read(yard) is not first


def test_what_a_transaction_took_back_is_not_kept(yard: Yard) -> None:
    first = read(yard)
    with yard.db.write() as session:
        put_zone(session, FREE)
        assert FREE in read_zones(session, (REGION,))
        session.rollback()
    assert read(yard) == first


def test_an_approval_for_a_flight_ends_with_it(yard: Yard) -> None:
    sortie_id = yard.airborne()
    zoning.approve_by_telephone(
        yard,
        PILOT,
        P65B.id,
        sortie_id=sortie_id,
        number="17",
        given_by="박",
        lasts=timedelta(hours=1),
        max_altitude_m=None,
    )
    assert opened(yard) == {None, sortie_id}
    pad.abort(yard, PILOT, sortie_id, reason=SortieReason.LOST_LINK)
    for step in (pad.land, pad.close):
        step(yard, PILOT, sortie_id)
    assert opened(yard) == {None}


def read(yard: Yard) -> object:
    with yard.db.read() as session:
        return read_zones(session, (REGION,))


def opened(yard: Yard) -> set[str | None]:
    with yard.db.read() as session:
        return {paper.sortie_id for paper in read_zones(session, (REGION,))[0].authorised}
