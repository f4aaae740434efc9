"""Who has which incident open, and which part of it under the hand: a last value that fades when nobody renews it."""

from chassis import topics
from chassis.events import LiveValue, put_live
from chassis.identity import Actor
from chassis.work import working
from dispatch.system import System
from dispatch.tables.cases import get_incident


def show_presence(system: System, actor: Actor, incident_id: str | None, part: str | None) -> None:
    """Tell the desk what the actor has open; None for nothing any more. Raises NotFoundError."""
    with working(system, actor) as work:
        if incident_id is not None:
            get_incident(work.session, incident_id, region=actor.region)
        data = {"name": actor.name, "incident_id": incident_id, "part": part}
        topic = topics.desk(actor.region)
        put_live(work.session, [LiveValue(actor.region, topic, "presence", actor.id, data, work.now)])
