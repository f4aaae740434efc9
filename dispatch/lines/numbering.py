"""Which of our numbers belongs to which region, and whom its calls are put through to."""

import re

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.lines import DialledRow

NUMBER = re.compile(r"\+?[0-9]{3,20}")
TARGET = re.compile(r"\+?[0-9]{3,20}|sip:[^\s,<>]{3,100}|queue:[\w.-]{1,40}")


def give_number(system: System, actor: Actor, number: str, region: str, group: str | None = None) -> None:
    """Give a number to a region, with its own telephones where it has some. Raises InvalidInputError, NotFoundError."""
    if NUMBER.fullmatch(number) is None:
        raise InvalidInputError("number", "as the provider tells it: +8244119")
    targets = [one.strip() for one in (group or "").split(",") if one.strip()]
    if any(TARGET.fullmatch(one) is None for one in targets):
        raise InvalidInputError("group", "telephones, sip:… and queue:NAME, separated by commas")
    with working(system, actor) as work:
        get_region(work.session, region)
        work.session.merge(DialledRow(number=number, region=region, group=",".join(targets) or None))
        record_change(work, "give_number", number, None, {"region": region, "group": targets}, region=region)
