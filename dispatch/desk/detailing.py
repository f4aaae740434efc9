"""The last metres: building, entrance, floor, unit (동·호) and how to get in, for the desk and every crew on it."""

from dataclasses import asdict, dataclass, fields

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.desk.editing import check_fresh, note_edit
from dispatch.desk.telling import tell_crews, tell_incident
from dispatch.system import System
from dispatch.tables.cases import get_incident

LONGEST = {"building": 60, "entrance": 60, "floor": 20, "unit": 40, "access": 300}


@dataclass(frozen=True, slots=True)
class PlaceDetail:
    """Where within the address; None leaves a part as it stands, an empty text takes it away."""

    building: str | None = None
    entrance: str | None = None
    floor: str | None = None
    unit: str | None = None
    access: str | None = None

    def __post_init__(self) -> None:
        for part in fields(self):
            if len(getattr(self, part.name) or "") > LONGEST[part.name]:
                raise InvalidInputError(part.name, f"at most {LONGEST[part.name]} characters")


def detail_place(system: System, actor: Actor, incident_id: str, told: PlaceDetail, *, seen: int | None = None) -> None:
    """Write parts of it down. Raises StaleError when somebody else wrote it since version `seen`."""
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        check_fresh(work, row, "detail", seen)
        old = dict(row.place_detail)
        said = {part: text.strip() for part, text in asdict(told).items() if text is not None}
        new = {part: text for part, text in {**old, **said}.items() if text}
        if new == old:
            return
        note_edit(work, row, "detail")
        row.place_detail = new
        record_change(work, "detail_place", row.id, old, new, region=row.region)
        tell_incident(work, row)
        tell_crews(work, row, "place_detailed")
