"""Why a drone is out of service: on every page in words; what only the system says is nobody's to choose."""

from dataclasses import replace
from pathlib import Path

import pytest

from drones.moves import ELSEWHERE
from drones.service import ServiceReason
from drones.states import SortieReason
from drones.tables import put_drone, put_station
from drones.tables.fleet import lock_drone
from tests.dispatch.town import Town
from tests.drones.scene import DRONE_S, SOUTH
from tests.web.conftest import PersonMaker
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
    assert why("repair: 프로펠러 교체", spoken) == f"{words['drone_service.repair']}: 프로펠러 교체"
    assert why("프로펠러: 교체", spoken) == "프로펠러: 교체", "what was written before there were codes stays as it is"


def test_a_reason_is_a_code_and_the_rest_is_text(person: PersonMaker, town: Town) -> None:
    """What only the system says of a failed flight would otherwise be anybody's to write."""
    with town.system.db.write() as session:
        put_station(session, replace(SOUTH, id="pad1"))
        put_drone(session, replace(DRONE_S, station_id="pad1"))
    pilot, path = person("pilot"), f"/api/v1/drones/{DRONE_S.id}/service"
    for written in (ELSEWHERE, "failed: weather", "motor", ""):
        answer = pilot.post(path, {"reason": written})
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert pilot.post(path, {"reason": "repair", "text": "x" * 65}).status_code == 422
    assert pilot.post(path, {"reason": "repair", "text": "프로펠러 교체"}).status_code == 204
    assert standing(town) == "repair: 프로펠러 교체"
    assert pilot.post(path, {"reason": None}).status_code == 204
    assert standing(town) is None


def standing(town: Town) -> str | None:
    with town.system.db.read() as session:
        return lock_drone(session, DRONE_S.id).out_of_service


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_reason_that_may_be_given_has_words(spoken: str) -> None:
    assert {f"drone_service.{reason}" for reason in ServiceReason} <= set(catalogue(spoken))


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
