"""A station flown by somebody else's system: told of every step by a signed message, never of a simulated patient."""

import json
from datetime import timedelta

import pytest

from chassis.errors import InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from dispatch.deliver import deliver
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.paging import TemporaryFailureError
from dispatch.tables.cases import IncidentRow
from dispatch.vendors import secret_of
from drones import pad
from drones.states import SortieReason
from drones.tables.vendors import VendorRow
from tests.dispatch.test_kits import FAR, arrest_at, kits
from tests.dispatch.town import Town
from tests.drones.conftest import PILOT
from tests.drones.scene import SOUTH

__all__ = ["kits"]
ADMIN = Actor("usr_admin", "관리자", Role.ADMIN, "sejong")
URL = "https://vendor.example/orders"


def commissioned(town: Town) -> str:
    """A sortie ordered from a station that somebody else flies."""
    taken = take_call(town.system, town.kim, arrest_at(FAR))
    sortie_id = send_plan(town.system, town.kim, taken.incident_id).sortie_id
    assert sortie_id is not None
    return sortie_id


def told(town: Town) -> list[str]:
    deliver(town.system, "w1")
    return [json.loads(body)["sortie"]["state"] for _, body, _, _ in town.vendors.told]


def standing(town: Town) -> VendorRow:
    with town.system.db.read() as session:
        return session.get_one(VendorRow, SOUTH.id)


def test_every_step_of_an_order_is_told_to_whoever_flies_it(kits: Town) -> None:
    row = pad.put_vendor(kits.system, ADMIN, SOUTH.id, URL)
    sortie_id = commissioned(kits)
    assert told(kits) == ["requested"]
    pad.accept(kits.system, PILOT, sortie_id)
    pad.cancel(kits.system, PILOT, sortie_id, reason=SortieReason.WEATHER)
    assert told(kits) == ["requested", "cancelled", "cancelled"], "what was late tells how the order stands by then"
    vendor, body, _, _ = kits.vendors.told[0]
    assert vendor.secret == secret_of(kits.system.settings.secret_key, SOUTH.id, row.issue)
    with kits.system.db.read() as session:
        incidents = [incident.id for incident in session.query(IncidentRow)]
    assert all(incident not in body.decode() for incident in incidents)


def test_a_vendor_that_does_not_answer_is_told_again_and_its_trouble_stands(kits: Town) -> None:
    pad.put_vendor(kits.system, ADMIN, SOUTH.id, URL)
    kits.vendors.failures.append(TemporaryFailureError("ConnectTimeout"))
    commissioned(kits)
    assert told(kits) == []
    assert (standing(kits).trouble, standing(kits).failures) == ("ConnectTimeout", 1)
    kits.clock.advance(timedelta(seconds=10))
    assert told(kits) == ["requested"]
    assert (standing(kits).trouble, standing(kits).failures) == (None, 0)


def test_nobody_takes_off_for_a_patient_of_the_simulated_day(kits: Town) -> None:
    pad.put_vendor(kits.system, ADMIN, SOUTH.id, URL)
    taken = take_call(kits.system, kits.kim, arrest_at(FAR))
    with kits.system.db.write() as session:
        session.get_one(IncidentRow, taken.incident_id).simulated = True
    assert send_plan(kits.system, kits.kim, taken.incident_id).sortie_id is None
    assert told(kits) == []


def test_a_station_flown_from_here_again_tells_nobody(kits: Town) -> None:
    pad.put_vendor(kits.system, ADMIN, SOUTH.id, URL)
    pad.remove_vendor(kits.system, ADMIN, SOUTH.id)
    commissioned(kits)
    assert told(kits) == []
    with pytest.raises(NotFoundError):
        pad.remove_vendor(kits.system, ADMIN, SOUTH.id)


@pytest.mark.parametrize("url", ["http://vendor.example/", "https://me:word@vendor.example/", "ftp://x", ""])
def test_only_an_https_address_without_a_name_is_taken(kits: Town, url: str) -> None:
    with pytest.raises(InvalidInputError):
        pad.put_vendor(kits.system, ADMIN, SOUTH.id, url)
