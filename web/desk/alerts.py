"""Alerts: owned, put aside, taken up again."""

from datetime import timedelta

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.desk import alerting, shelving
from web.current import actor, system
from web.desk import schemas
from web.guard import for_roles

alerts_api = APIBlueprint("alerts_api", __name__, url_prefix="/api/v1")
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


@alerts_api.post("/alerts/<alert_id>/acknowledge")
@for_roles(*DESK)
def acknowledge(alert_id: str) -> tuple[str, int]:
    """Own an alert. It stays until its cause has gone."""
    alerting.acknowledge(system(), actor(), alert_id)
    return "", 204


@alerts_api.post("/alerts/<alert_id>/shelve")
@alerts_api.input(schemas.ShelveIn, arg_name="body")
@for_roles(*DESK)
def shelve(alert_id: str, body: schemas.ShelveIn) -> tuple[str, int]:
    """Put an alert aside for some minutes; the board's `shelf_s` says how long its level allows."""
    shelving.shelve(system(), actor(), alert_id, body.reason, timedelta(minutes=body.minutes))
    return "", 204


@alerts_api.post("/alerts/<alert_id>/unshelve")
@for_roles(*DESK)
def unshelve(alert_id: str) -> tuple[str, int]:
    """Bring a shelved alert back before its time."""
    shelving.unshelve(system(), actor(), alert_id)
    return "", 204
