"""Why a drone is out of service: on every page in words; what only the system says is nobody's to choose."""

from pathlib import Path

import pytest

from drones.moves import ELSEWHERE
from drones.states import SortieReason
from tests.web.node import ask, needs_node
from web.i18n import LANGUAGES, catalogue

GROUNDED = Path("web/static/app/grounded.js").resolve()
FAMILIES = ("drone_", "sortie_reason.")
SAY = """{
  wordOr: (group, code) => told.catalogue[`${group}.${code}`] ?? code,
  t: (key, {why}) => told.catalogue[key].replace('{why}', why),
}"""


def why(code: str, spoken: str) -> str:
    needed = {key: words for key, words in catalogue(spoken).items() if key.startswith(FAMILIES)}
    told = {"code": code, "catalogue": needed}
    return str(ask(GROUNDED, "whyGrounded", f"whyGrounded(told.code, {SAY})", told))


@needs_node
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_failed_flight_is_told_in_words_with_its_reason(spoken: str) -> None:
    words = catalogue(spoken)
    told = why(f"failed: {SortieReason.LOST_LINK}", spoken)
    assert words["sortie_reason.lost_link"] in told
    assert not told.startswith("failed")
    assert "lost_link" not in told
    assert why(ELSEWHERE, spoken) == words["drone_service.diverted"]
    assert why("프로펠러 교체", spoken) == "프로펠러 교체", "what somebody wrote stays as it is"


@needs_node
def test_that_it_came_down_elsewhere_is_nobodys_to_choose() -> None:
    offered = ask(GROUNDED, "choosable", "choosable(told)", ["inspection", ELSEWHERE, "training"])
    assert offered == ["inspection", "training"]


@pytest.mark.parametrize("script", ["desk/lists.js", "pad/station.js", "nogo.js"])
def test_no_page_has_words_of_its_own_for_it(script: str) -> None:
    source = Path("web/static/app", script).read_text(encoding="utf-8")
    assert "outOfService(" in source
    assert "wordOr('service', d.out_of_service)" not in source
    assert "wordOr('drone_service'" not in source


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_failed_drone_in_the_air_has_sentences(spoken: str) -> None:
    words = catalogue(spoken)
    assert "{drone}" in words["alert.failed_in_air"]
    assert {"pad.failed_in_air", "problem.still_in_the_air"} <= set(words)
