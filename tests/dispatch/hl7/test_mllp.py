"""A hospital's own system is told over MLLP: a listener of our own answers as real ones do, and as they fail."""

import socketserver
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from socket import socketpair
from threading import Thread

import pytest

from chassis.outbox import DeliveryRow, DeliveryState
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.hl7.mllp import END, START, _read, answer_of
from dispatch.states import AssignmentAction
from dispatch.tables.cases import IncidentRow
from hospitals.intake import answering
from hospitals.tables.requests import RequestRow
from tests.dispatch.town import Town, call
from web.transfer.sending import tell_hospitals


class Listener(socketserver.TCPServer):
    """Keeps what it hears and answers with the codes it is given, then AA; an empty code hangs up."""

    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.heard: list[str] = []
        self.codes: list[str] = []


class Answering(socketserver.BaseRequestHandler):
    server: Listener

    def handle(self) -> None:
        got = b""
        while not got.endswith(END):
            got += self.request.recv(4096)
        text = got.removeprefix(START).removesuffix(END).decode()
        self.server.heard.append(text)
        code = self.server.codes.pop(0) if self.server.codes else "AA"
        control = text.split("|")[9]
        if code:
            self.request.sendall(START + f"MSH|^~\\&|EMR\rMSA|{code}|{control}|text\r".encode() + END)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def with_peer(town: Town, listener: Listener, hospital: str = "h_far") -> Town:
    """The town whose operator has named the listener of a hospital."""
    peers = (f"{hospital}=127.0.0.1:{listener.server_address[1]}",)
    return replace(town, system=replace(town.system, settings=replace(town.system.settings, adt_peers=peers)))


def confirmed(town: Town, *, simulated: bool = False) -> str:
    """A patient who goes to h_far."""
    taken = take_call(town.system, town.kim, call())
    with town.system.db.write() as session:
        session.get_one(IncidentRow, taken.incident_id).simulated = simulated
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    step(town.system, town.crew("s1"), job, AssignmentAction.ACK)
    asked = ask_hospitals(town.system, town.crew("s1"), taken.incident_id, hospital_ids=("h_far",))
    answering.accept(town.system, town.nurse("h_far"), asked[0].id)
    confirm_hospital(town.system, town.crew("s1"), asked[0].id)
    return taken.incident_id


def delivery(town: Town) -> DeliveryRow | None:
    with town.system.db.read() as session:
        return session.query(DeliveryRow).filter_by(channel="adt").one_or_none()


def state(town: Town) -> tuple[str, str | None]:
    row = delivery(town)
    assert row is not None
    return row.state, row.last_error or row.remote_status


def test_a_chosen_hospital_is_told_once_and_its_answer_is_kept(town: Town, listener: Listener) -> None:
    town = with_peer(town, listener)
    incident = confirmed(town)
    assert listener.heard == []  # nothing is sent from within the command
    assert [tell_hospitals(town.system) for _ in range(2)] == [1, 0]
    (message,) = listener.heard
    assert message.startswith("MSH|^~\\&|GOLDENTIME|sejong||h_far|")
    assert f"PID|1||{incident}^^^GOLDENTIME^PI" in message
    assert "가슴 통증" in message
    assert state(town) == (DeliveryState.SENT, "delivered")


@pytest.mark.parametrize("trouble", ["AE", ""])
def test_an_error_and_a_broken_line_are_tried_again_with_the_same_control_id(
    town: Town, listener: Listener, trouble: str
) -> None:
    town = with_peer(town, listener)
    confirmed(town)
    listener.codes = [trouble]
    tell_hospitals(town.system)
    assert state(town)[0] == DeliveryState.WAITING
    assert tell_hospitals(town.system) == 0
    town.clock.advance(timedelta(seconds=5))
    tell_hospitals(town.system)
    assert state(town)[0] == DeliveryState.SENT
    assert len({message.split("|")[9] for message in listener.heard}) == 1


def test_what_is_refused_is_set_aside_with_its_reason(town: Town, listener: Listener) -> None:
    town = with_peer(town, listener)
    confirmed(town)
    listener.codes = ["AR"]
    tell_hospitals(town.system)
    dead, why = state(town)
    assert dead == DeliveryState.DEAD
    assert "AR" in str(why)


def test_nobody_simulated_and_nobody_without_a_listener_is_told_of(town: Town, listener: Listener) -> None:
    confirmed(with_peer(town, listener), simulated=True)
    assert delivery(town) is None


def test_a_hospital_whose_listener_nobody_named_is_not_called(town: Town, listener: Listener) -> None:
    confirmed(with_peer(town, listener, hospital="h_silent"))
    assert delivery(town) is None


def test_who_no_longer_gets_the_patient_is_not_told(town: Town, listener: Listener) -> None:
    town = with_peer(town, listener)
    incident = confirmed(town)
    with town.system.db.write() as session:
        session.get_one(IncidentRow, incident).hospital_id = None
    tell_hospitals(town.system)
    assert (state(town)[1], listener.heard) == ("no_longer", [])


@pytest.mark.parametrize(
    ("text", "code"), [("MSH|x\rMSA|AA|1\r", "AA"), ("MSH|x\nMSA|AR|1|no\n", "AR"), ("MSH|x\r", ""), ("", "")]
)
def test_an_answer_is_read_whatever_ends_its_lines(text: str, code: str) -> None:
    assert answer_of(text).code == code


def test_a_listener_that_is_away_for_minutes_still_learns_of_its_patient(town: Town, listener: Listener) -> None:
    town = with_peer(town, listener)
    confirmed(town)
    listener.codes = [""] * 12
    for _ in range(13):
        tell_hospitals(town.system)
        town.clock.advance(timedelta(minutes=3))
    assert state(town) == (DeliveryState.SENT, "delivered")


def test_whose_reading_has_ended_is_not_told(town: Town, listener: Listener) -> None:
    town = with_peer(town, listener)
    incident = confirmed(town)
    with town.system.db.write() as session:
        for row in session.query(RequestRow).filter_by(incident_id=incident):
            row.reads_until = town.clock.now()
    tell_hospitals(town.system)
    assert (state(town)[1], listener.heard) == ("no_longer", [])


def test_an_answer_that_drips_has_one_deadline_for_the_whole() -> None:
    ours, theirs = socketpair()
    with ours, theirs:
        theirs.sendall(START + b"MSH")
        with pytest.raises(TimeoutError):
            _read(ours, until=0.0)
