"""MLLP: an HL7 message over TCP between <VT> and <FS><CR>, answered with an acknowledgement on the same connection."""

import socket
from dataclasses import dataclass
from time import monotonic

from dispatch.paging import FinalFailureError, TemporaryFailureError

START, END = b"\x0b", b"\x1c\r"
WAIT_S, LONGEST_ANSWER = 10.0, 64 * 1024
TAKEN, REFUSED = frozenset({"AA", "CA"}), frozenset({"AR", "CR"})


@dataclass(frozen=True, slots=True)
class Answer:
    """MSA: the code, whose message it answers, and what is said beside."""

    code: str
    control_id: str
    text: str


def exchange(host: str, port: int, message: str, *, control_id: str) -> None:
    """Send and wait for the answer. Returns once it is taken (AA); raises FinalFailureError where it is refused (AR),
    TemporaryFailureError for an error (AE), an answer to something else, or none."""
    try:
        with socket.create_connection((host, port), WAIT_S) as link:
            link.settimeout(WAIT_S)
            link.sendall(START + message.encode() + END)
            answer = answer_of(_read(link, until=monotonic() + WAIT_S))
    except OSError as error:
        raise TemporaryFailureError(type(error).__name__) from error
    if answer.control_id != control_id:
        raise TemporaryFailureError("the answer is to another message")
    if answer.code in REFUSED:
        raise FinalFailureError(answer.code, answer.text)
    if answer.code not in TAKEN:
        raise TemporaryFailureError(f"{answer.code or 'no answer'} {answer.text}".strip()[:200])


def answer_of(text: str) -> Answer:
    """The acknowledgement of a message's text; empty codes where there is none."""
    lines = [line.split("|") for line in text.replace("\n", "\r").split("\r")]
    told = next((line for line in lines if line[0] == "MSA"), [])
    code, control_id, said = (*told[1:4], "", "", "")[:3]
    return Answer(code, control_id, said)


def _read(link: socket.socket, *, until: float) -> str:
    """What stands between the marks; raises ConnectionError when it breaks off or does not end, TimeoutError when it is
    not all there by `until`, however little of it comes how often."""
    got = b""
    while END not in got:
        if (left := until - monotonic()) <= 0:
            raise TimeoutError("the answer does not end")
        link.settimeout(left)
        piece = link.recv(4096)
        if not piece or len(got) > LONGEST_ANSWER:
            raise ConnectionError("the answer breaks off")
        got += piece
    return got[: got.index(END)].lstrip(START).decode("utf-8", "replace")
