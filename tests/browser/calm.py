"""A quiet control room: what every browser story begins with, whatever an earlier one left behind when it failed."""

from typing import Any, Protocol

from dispatch.states import ASSIGNMENT, OPEN_INCIDENT, AssignmentAction, AssignmentState
from drones.states import OPEN_SORTIE, SORTIE, SortieAction, SortieState

HOME = (SortieAction.CANCEL, SortieAction.LAND, SortieAction.CLOSE, SortieAction.ABORT, SortieAction.RETURN)
ON_BOARD = {state for state in AssignmentState if AssignmentAction.CANCEL not in ASSIGNMENT.allowed(state)}


class Person(Protocol):
    """Somebody signed in who speaks JSON."""

    facility: str

    def get(self, path: str) -> Any: ...
    def post(self, path: str, body: Any = None) -> Any: ...


class People(Protocol):
    """Where the people are found."""

    def person(self, login: str) -> Person: ...


def calm(site: People) -> None:
    """Nobody is ill, nothing flies, the demo's unit and hospital work as usual, and no day is simulated."""
    desk = site.person("desk2")
    if desk.get("/api/v1/simulation")["on"]:
        desk.post("/api/v1/simulation", {"on": False, "speed": 1})
    board = desk.get("/api/v1/desk/board")
    for sortie in board["sorties"]:
        _ground(site, sortie)
    for incident in board["incidents"]:
        _end(desk, incident)
    for closure in desk.get("/api/v1/traffic/closures")["closures"]:
        desk.post(f"/api/v1/traffic/closures/{closure['id']}/end")
    _rest(site, board)


def _end(desk: Person, incident: Any) -> None:
    if incident["stored_state"] not in OPEN_INCIDENT:
        return
    for job in incident["assignments"]:
        if job["open"] and job["state"] == AssignmentState.AT_HOSPITAL:
            desk.post(f"/api/v1/assignments/{job['id']}/steps", {"action": "hand_over"})
        if job["open"] and AssignmentState(job["state"]) in ON_BOARD:
            desk.post(f"/api/v1/assignments/{job['id']}/steps", {"action": "clear"})
        elif job["open"]:
            desk.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "test"})
    desk.post(f"/api/v1/incidents/{incident['id']}/cancel", {"reason": "test"})


def _ground(site: People, sortie: Any) -> None:
    pilot, state = site.person("pilot"), SortieState(sortie["state"])
    while state in OPEN_SORTIE:
        action = next(one for one in HOME if one in SORTIE.allowed(state))
        moved = pilot.post(f"/api/v1/sorties/{sortie['id']}/steps", {"action": action, "reason": "call_ended"})
        state = SortieState(moved["state"])


def _rest(site: People, board: Any) -> None:
    crew, nurse = site.person("crew"), site.person("nurse")
    if any(unit["out_of_service"] for unit in board["units"] if unit["id"] == crew.facility):
        crew.post(f"/api/v1/units/{crew.facility}/service", {"out_of_service": None})
    own = nurse.get("/api/v1/receiving/board")
    for name in own["names"]:
        nurse.post(f"/api/v1/names/{name['id']}/remove")
    for notice in own["hospital"]["diversions"]:
        nurse.post(f"/api/v1/diversions/{notice['id']}/lift")
