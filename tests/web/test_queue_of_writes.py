"""In which order a crew's device sends what waits on it, as its page decides."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.node import ask, needs_node
from web.manifest import HERE

QUEUE = HERE / "static" / "app" / "crew" / "queue.js"
SENT = """told.map(writes => {
  const sent = [];
  for (let next; (next = nextOf(writes, 'me')); sent.push(next.seq)) writes = writes.filter(one => one !== next);
  return sent;
})"""
pytestmark = needs_node
WRITE = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(["me", "me", "me", "another"]),
        "state": st.sampled_from(["waiting", "waiting", "refused"]),
        "lane": st.sampled_from([None, "assignment a", "order o"]),
        "heavy": st.booleans(),
    }
)


def sent(*queues: list[dict[str, Any]]) -> list[list[int]]:
    """The numbers of each queue in the order they are sent, where everything succeeds."""
    numbered = [[one | {"seq": seq} for seq, one in enumerate(queue)] for queue in queues]
    found: list[list[int]] = ask(QUEUE, "nextOf", SENT, numbered)
    return found


@given(st.lists(st.lists(WRITE, max_size=9), min_size=20, max_size=20))
@settings(max_examples=10)
def test_what_may_go_goes_once_in_its_order_and_nothing_overtakes_in_a_lane(queues: list[list[Any]]) -> None:
    for queue, order in zip(queues, sent(*queues), strict=True):
        refused = {one["lane"]: seq for seq, one in reversed(list(enumerate(queue))) if held(one)}
        free = [s for s, one in enumerate(queue) if goes(one) and s < refused.get(one["lane"], len(queue))]
        assert sorted(order) == free
        for lane in {one["lane"] for one in queue} - {None}:
            assert sorted(mine := [s for s in order if queue[s]["lane"] == lane]) == mine


def held(write: dict[str, Any]) -> bool:
    """Whether it stands in the way of its lane."""
    return bool(write["owner"] == "me" and write["state"] == "refused" and write["lane"])


def goes(write: dict[str, Any]) -> bool:
    """Whether it may be sent by itself."""
    return bool(write["owner"] == "me" and write["state"] == "waiting")


def test_vital_signs_do_not_wait_for_a_picture() -> None:
    light = {"owner": "me", "state": "waiting", "lane": None, "heavy": False}
    assert sent([light | {"heavy": True}, light, light]) == [[1, 2, 0]]


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/api/v1/assignments/a1/steps", "assignment a1"),
        ("/api/v1/assignments/a1/untransported", "assignment a1"),
        ("/api/v1/orders/o1/answer", "order o1"),
        ("/api/v1/incidents/i1/talk", "talk i1"),
        ("/api/v1/incidents/i1/vitals", None),
    ],
)
def test_only_what_follows_each_other_waits_for_each_other(path: str, lane: str | None) -> None:
    assert ask(QUEUE, "laneOf", "laneOf(told)", path) == lane
