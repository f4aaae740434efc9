"""Alerts are owned, put aside for a while, and told on when nobody answers."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.audit import AuditRow
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError
from chassis.events import read
from chassis.identity import Actor, Role
from dispatch.alarm import ALARMS, ShelveReason
from dispatch.desk.alerting import acknowledge, read_alerts
from dispatch.desk.sending import send_unit
from dispatch.desk.shelving import shelve, unshelve
from dispatch.desk.taking import take_call
from dispatch.watch import tick
from tests.dispatch.town import Town, call

FIVE = timedelta(minutes=5)
HANDLED = ShelveReason.BEING_HANDLED


def pass_time(town: Town, seconds: float) -> None:
    town.clock.advance(timedelta(seconds=seconds))
    tick(town.system, "w1")


def waiting_alert(town: Town) -> dict[str, Any]:
    """A chest pain nobody is sent to: a gravest alert."""
    take_call(town.system, town.kim, call())
    pass_time(town, 61)
    return only(town)


def only(town: Town) -> dict[str, Any]:
    with town.system.db.read() as session:
        [alert] = read_alerts(session, "sejong")
    return alert


def told_to_supervisors(town: Town) -> list[str]:
    with town.system.db.read() as session:
        return [event.kind for event in read(session, [topics.supervisors("sejong")], after=0)]


def test_a_gravest_alert_nobody_owns_is_told_to_the_supervisors_once(town: Town) -> None:
    alert = waiting_alert(town)
    pass_time(town, ALARMS.escalate_after.total_seconds() - 1)
    assert told_to_supervisors(town) == []
    pass_time(town, 1)
    pass_time(town, 600)
    assert told_to_supervisors(town) == ["alert_escalated"]
    assert only(town)["escalated_at"] is not None
    assert only(town)["id"] == alert["id"]


def test_an_owned_alert_is_not_told_on(town: Town) -> None:
    acknowledge(town.system, town.kim, waiting_alert(town)["id"])
    pass_time(town, 600)
    assert told_to_supervisors(town) == []


def test_a_shelved_alert_still_stands_says_why_and_comes_back_by_itself(town: Town) -> None:
    alert = waiting_alert(town)
    acknowledge(town.system, town.kim, alert["id"])
    shelve(town.system, town.lee, alert["id"], HANDLED, FIVE)
    shelved = only(town)
    assert (shelved["open"], shelved["shelved_by"], shelved["shelved_reason"]) == (True, "이상황", "being_handled")
    pass_time(town, 299)
    assert only(town)["shelved_until"] is not None
    pass_time(town, 1)
    back = only(town)
    assert (back["shelved_until"], back["acked_by"]) == (None, None)
    assert told_to_supervisors(town) == []
    pass_time(town, ALARMS.escalate_after.total_seconds())
    assert told_to_supervisors(town) == ["alert_escalated"]


def test_a_shelved_alert_can_be_taken_up_again_before_its_time(town: Town) -> None:
    alert = waiting_alert(town)
    shelve(town.system, town.kim, alert["id"], HANDLED, FIVE)
    unshelve(town.system, town.lee, alert["id"])
    unshelve(town.system, town.lee, alert["id"])
    assert only(town)["shelved_by"] is None
    with town.system.db.read() as session:
        wanted = select(AuditRow).where(AuditRow.subject == alert["id"]).order_by(AuditRow.id)
        assert [(row.action, row.actor) for row in session.scalars(wanted)] == [
            ("shelve", town.kim.id),
            ("unshelve", town.lee.id),
        ]


def test_the_gravest_may_be_put_aside_for_a_short_time_only(town: Town) -> None:
    alert = waiting_alert(town)
    for lasts in (ALARMS.shelf_longest[1] + timedelta(minutes=1), timedelta(0)):
        with pytest.raises(InvalidInputError):
            shelve(town.system, town.kim, alert["id"], HANDLED, lasts)
    shelve(town.system, town.kim, alert["id"], HANDLED, ALARMS.shelf_longest[1])


def test_when_the_cause_goes_a_shelved_alert_goes_with_it_and_stays_away(town: Town) -> None:
    alert = waiting_alert(town)
    shelve(town.system, town.kim, alert["id"], HANDLED, FIVE)
    send_unit(town.system, town.kim, alert["incident_id"], "s1")
    pass_time(town, 1)
    with pytest.raises(IllegalMoveError):
        shelve(town.system, town.kim, alert["id"], HANDLED, FIVE)
    unshelve(town.system, town.kim, alert["id"])
    pass_time(town, 29)
    with town.system.db.read() as session:
        assert read_alerts(session, "sejong") == []


def test_another_regions_desk_finds_no_alert(town: Town) -> None:
    alert, stranger = waiting_alert(town), Actor("usr_x", "남", Role.DISPATCHER, "coquimbo")
    for command in (
        lambda: acknowledge(town.system, stranger, alert["id"]),
        lambda: unshelve_by(town, stranger, alert),
    ):
        with pytest.raises(NotFoundError):
            command()


def unshelve_by(town: Town, who: Actor, alert: dict[str, Any]) -> None:
    unshelve(town.system, who, alert["id"])
