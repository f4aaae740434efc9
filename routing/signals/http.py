"""A centre that takes requests over HTTP and answers at once, later at our own endpoint, or both."""

from dataclasses import dataclass, field
from typing import Any

import requests

from chassis.http import new_session
from routing.signals import CentreError, Heard, Lost
from routing.signals.srm import SRM, SSM, MessageError, ssm_from_json, to_bytes

KEY = "Idempotency-Key"
ASK_LATER = frozenset({408, 425, 429})
PATH = "/tsp/v1/requests"
TIMEOUT_S = (2.0, 3.0)  # a request is about the next half minute: what takes longer is of no use


@dataclass(frozen=True, slots=True)
class HttpCentre:
    """`url` is where the centre's interface begins. Nobody is sent on to another address."""

    url: str
    token: str = field(repr=False)
    session: requests.Session = field(repr=False)
    name: str = "http"

    @staticmethod
    def at(url: str, token: str) -> "HttpCentre":
        """The centre behind an address."""
        return HttpCentre(url.rstrip("/"), token, new_session())

    def send(self, message: SRM, *, key: str) -> tuple[SSM, ...]:
        """See SignalCentre."""
        headers = {"Content-Type": "application/json", KEY: key} | self._authority()
        try:
            answer = self.session.post(
                self.url + PATH, data=to_bytes(message), headers=headers, timeout=TIMEOUT_S, allow_redirects=False
            )
        except requests.RequestException as error:
            raise CentreError(type(error).__name__) from error
        if answer.status_code in ASK_LATER or answer.status_code >= 500:
            raise CentreError(f"HTTP {answer.status_code}")
        if not 200 <= answer.status_code < 300:
            raise CentreError(f"HTTP {answer.status_code}", final=True)
        return _answers(answer)

    def listen(self, heard: Heard, lost: Lost | None = None) -> None:
        """Nothing comes by itself here: the centre posts to our endpoint."""

    def close(self) -> None:
        """The dead man's time ends what is still asked for."""
        self.session.close()

    def _authority(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def _answers(answer: requests.Response) -> tuple[SSM, ...]:
    """One SSM or a list of them; an empty body says that they come later. What cannot be read is not believed."""
    if not answer.content.strip():
        return ()
    try:
        raw: Any = answer.json()
        return tuple(ssm_from_json(one) for one in (raw if isinstance(raw, list) else [raw]))
    except (ValueError, MessageError) as error:
        raise CentreError(f"unreadable answer: {error}"[:200], final=True) from error
