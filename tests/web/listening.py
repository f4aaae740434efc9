"""A page that listens to its stream, and what it was sent."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from chassis import events, topics
from chassis.events import Event
from tests.dispatch.town import Town

DESK = topics.desk("sejong")


def messages(lines: Iterable[str | bytes]) -> Iterator[dict[str, Any]]:
    """Messages of a stream, as dictionaries of their fields."""
    for line in lines:
        said = line.decode() if isinstance(line, bytes) else line
        fields = dict(field.split(": ", 1) for field in said.strip().splitlines())
        yield {**fields, "data": json.loads(fields["data"])}


def tell(town: Town, topic: str, times: int = 1) -> list[int]:
    """Put events into the log without ringing; their ids."""
    with town.system.db.write() as session:
        told = [Event("sejong", topic, "filler", str(n), {}, town.clock.now()) for n in range(times)]
        return events.append(session, told)
