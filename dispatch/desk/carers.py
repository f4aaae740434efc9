"""Whom news of a patient reaches: the crews on the incident, the receiving hospital, the desk. Nobody else."""

from collections.abc import Mapping
from typing import Any

from chassis import topics
from chassis.events import Event
from chassis.work import Work
from dispatch.desk.destination import destination_of
from dispatch.desk.telling import jobs_of
from dispatch.events import to_destination
from dispatch.tables.cases import IncidentRow


def tell_carers(work: Work, incident: IncidentRow, kind: str, data: Mapping[str, Any]) -> None:
    """The crews on the incident and the receiving hospital."""
    crews = [(j.unit_region, topics.unit(j.unit_region, j.unit_id)) for j in jobs_of(work, incident) if j.open]
    work.told.extend(Event(region, topic, kind, incident.id, dict(data), work.now) for region, topic in crews)
    work.told.extend(to_destination(incident, destination_of(work, incident), kind, data, at=work.now))


def tell_desk(work: Work, incident: IncidentRow, kind: str, data: Mapping[str, Any]) -> None:
    """The desk of the incident's region, which reads the incident again."""
    body = {"incident_id": incident.id, **data}
    work.told.append(Event(incident.region, topics.desk(incident.region), kind, incident.id, body, work.now))
