"""The people of the simulated day fetch the kit, use it and say so, in the order of its questions."""

from dataclasses import replace
from datetime import timedelta

from dispatch.dropscript import DropMark, Unfetched
from dispatch.protocols import read_rules
from dispatch.simulation.bystanders import act_for_bystanders, next_word
from dispatch.simulation.stage import Stage
from dispatch.tables.cases import IncidentRow
from drones.model import KitKind
from drones.states import SortieState
from tests.dispatch.drops.conftest import OUT, A, Drop
from tests.drones.scene import NOW
from tests.drones.test_autopilot import sortie

AED = read_rules().drops[KitKind.AED]
DOWN = replace(sortie(state=SortieState.RETURNING), let_go_at=NOW)


def words(sortie_id: str) -> list[DropMark | Unfetched]:
    """Everything one of them says, until nothing is left to say."""
    marks: set[str] = set()
    said: list[DropMark | Unfetched] = []
    while (word := next_word(replace(DOWN, id=sortie_id), AED, frozenset(marks))) is not None:
        said.append(word.what)
        marks.add(word.what.stamp if isinstance(word.what, Unfetched) else word.what.value)
    return said


def test_they_answer_the_questions_in_order_or_say_once_that_they_cannot() -> None:
    all_said = [words(f"sor_{n}") for n in range(300)]
    fetched = [said for said in all_said if isinstance(said[0], DropMark)]
    assert {tuple(said[:2]) for said in fetched} == {(DropMark.IN_HAND, DropMark.PADS_ON)}
    assert {said[2] for said in fetched} == {DropMark.SHOCK_GIVEN, DropMark.NO_SHOCK}
    assert 0.05 < 1 - len(fetched) / len(all_said) < 0.15
    assert all(len(said) == 1 for said in all_said if said not in fetched)


def test_on_a_simulated_day_the_kit_gets_into_hands_and_real_calls_are_left_alone(drop: Drop) -> None:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RELEASE)
    drop.town.clock.advance(timedelta(minutes=10))
    stage = Stage("sejong", 1.0, 1, drop.town.clock.now())
    act_for_bystanders(drop.town.system, stage)
    assert drop.stamps() == []
    with drop.town.system.db.write() as session:
        session.get_one(IncidentRow, drop.incident_id).simulated = True
    for _ in range(5):
        act_for_bystanders(drop.town.system, stage)
    assert drop.stamps()[:1] in (["kit_in_hand"], ["kit_not_fetched_alone"], ["kit_not_fetched_not_found"])
    assert len(drop.stamps()) in {1, 3}
