"""A hospital's stream over a real server that is killed: every set of signs arrives, in order and once, and of the
positions only the newest."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from chassis import accounts, devices
from chassis.geo import LatLon
from chassis.identity import Actor, Role
from dispatch.crew.caring import record_vitals
from dispatch.crew.reporting import Fix, report_position
from dispatch.model import Vitals
from dispatch.system import System
from tests.browser.serving import Server
from tests.sejong import Sejong

Proof = dict[str, str]  # the headers by which somebody is known
CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}


@pytest.fixture
def system(tmp_path: Path, prepared_sejong: Sejong) -> Iterator[System]:
    """A system of this story's own, which the story writes to while its server is dead."""
    system = prepared_sejong.copy(tmp_path)
    yield system
    system.db.close()


@pytest.fixture
def server(system: System) -> Iterator[Server]:
    """Its server, as a process of its own."""
    settings = system.settings
    server = Server({"SECRET_KEY": settings.secret_key, "GOLDENTIME_INSTANCE": str(settings.instance)})
    server.start()
    yield server
    server.kill()


class Story:
    """A patient on the way, whom one hospital listens for."""

    def __init__(self, system: System, server: Server) -> None:
        self.system, self.server = system, server
        self.desk = self.token(Role.DISPATCHER)
        board = self.ask("GET", "/api/v1/desk/board", self.desk)
        self.unit, house = (
            board["units"][0]["id"],
            next(one["id"] for one in board["hospitals"] if one["region"] == "sejong"),
        )
        self.nurse = self.screen(house)
        self.crew = Actor("usr_crew", "crew", Role.PARAMEDIC, "sejong", self.unit)
        called = {"complaint": "chest_pain", "locations": [CITY_HALL]}
        self.incident = self.ask("POST", "/api/v1/calls", self.desk, called)["incident_id"]
        about = f"/api/v1/incidents/{self.incident}"
        self.ask("POST", f"{about}/assignments", self.desk, {"unit_id": self.unit})
        asked = self.ask("POST", f"{about}/requests", self.desk, {"hospital_ids": [house]})["requests"][0]["id"]
        self.ask("POST", f"/api/v1/requests/{asked}/accept", self.nurse, {})
        self.ask("POST", f"/api/v1/requests/{asked}/confirm", self.desk, {})

    def token(self, role: Role) -> Proof:
        with self.system.db.write() as session:
            now = self.system.clock.now()
            token = accounts.issue_token(session, name="story", role=role, region="sejong", now=now)
        return {"Authorization": f"Bearer {token}"}

    def screen(self, house: str) -> Proof:
        """A shared screen of a hospital."""
        now, about = self.system.clock.now(), {"name": "story", "region": "sejong", "facility": house, "by": "story"}
        with self.system.db.write() as session:
            _, code = devices.issue_device(session, self.system.ids, role=Role.HOSPITAL, now=now, **about)
            admitted = devices.admit_device(session, code, now=now)
        assert admitted is not None
        return {"Cookie": f"goldentime-screen={admitted[1]}", "X-CSRF-Token": devices.csrf_of(admitted[1])}

    def ask(self, method: str, path: str, who: Proof, body: object = None) -> Any:
        answer = requests.request(method, self.server.address + path, json=body, headers=who, timeout=30)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def measure(self, beats: int) -> None:
        """Over the server."""
        self.ask("POST", f"/api/v1/incidents/{self.incident}/vitals", self.desk, {"heart_rate_bpm": beats})

    def measure_while_dead(self, beats: int) -> None:
        """Past the server: another process of the same house writes on."""
        record_vitals(self.system, self.crew, self.incident, Vitals(heart_rate_bpm=beats))

    def drive(self, lat: float) -> None:
        report_position(self.system, self.crew, self.unit, Fix(LatLon(lat, 127.29), None, None, None, None))

    def listen(self, after: int | None = None) -> Iterator[dict[str, Any]]:
        """What the hospital's stream says, from behind `after` on."""
        headers = self.nurse | ({"Last-Event-ID": str(after)} if after else {})
        address = f"{self.server.address}/api/v1/stream"
        with requests.get(address, headers=headers, stream=True, timeout=30) as answer:
            frame: dict[str, Any] = {}
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                name, _, value = line.partition(": ")
                if line:
                    frame[name] = json.loads(value) if name == "data" else value
                else:
                    yield frame
                    frame = {}


class Ear:
    """What one page has heard over all its streams: the pulse of every set, the latitude of every position."""

    def __init__(self, story: Story) -> None:
        self.story, self.beats, self.places = story, list[int](), list[float]()
        self.last: int | None = None

    def listen_until(self, beats: int, *, and_a_place: bool = False) -> None:
        """Open the stream behind what was heard last, and read on until that set."""
        for frame in self.story.listen(after=self.last):
            self.take(frame)
            if self.beats[-1:] == [beats] and (self.places or not and_a_place):
                return

    def take(self, frame: dict[str, Any]) -> None:
        self.last = int(frame["id"]) if "id" in frame else self.last
        said = frame.get("data", {})
        if frame.get("event") == "vitals":
            self.beats.append(said["data"]["heart_rate_bpm"])
        if frame.get("event") == "live" and said["kind"] == "position":
            self.places.append(said["data"]["lat"])


def test_no_set_of_signs_is_lost_when_the_server_is_killed_and_positions_collapse(
    system: System, server: Server
) -> None:
    story = Story(system, server)
    ear = Ear(story)
    ear.take(next(story.listen()))  # hello: from here on
    for beats in (61, 62, 63):
        story.measure(beats)
    ear.listen_until(63)
    story.measure(64)  # heard by nobody before the server dies
    server.kill()
    for beats, lat in ((65, 36.49), (66, 36.50), (67, 36.51)):
        story.measure_while_dead(beats)
        story.drive(lat)
    server.start()
    story.measure(68)
    ear.listen_until(68, and_a_place=True)
    assert ear.beats == list(range(61, 69))  # each once, in order, none missing
    assert ear.places == [36.51]
    [inbound] = story.ask("GET", "/api/v1/receiving/board", story.nurse)["inbound"]
    assert [one["heart_rate_bpm"] for one in inbound["vitals"]] == ear.beats
