"""Lamps over HTTPS: a signed POST, to the open internet or a network the operator has named."""

from dataclasses import dataclass, field
from datetime import datetime

import requests

from chassis.outside import ForbiddenAddressError, Networks, outside_session
from dispatch.lamps import KEY, SIGNATURE, TIMESTAMP, Lamp, body_of, signature_of
from dispatch.paging import FinalFailureError, TemporaryFailureError
from hospitals.lamp import Showing

ASK_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class WebhookLamps:
    """`session` opens no connection to any other place (`chassis.outside`)."""

    session: requests.Session = field(repr=False)

    @staticmethod
    def within(allowed: Networks) -> "WebhookLamps":
        """Lamps on the open internet or in `allowed`."""
        return WebhookLamps(outside_session(allowed))

    def show(self, lamp: Lamp, showing: Showing, *, at: datetime, key: str) -> None:
        """See Lamps. A lamp's answer is not read, and nobody is sent on to another address."""
        body, timestamp = body_of(lamp, showing, at), str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP: timestamp,
            SIGNATURE: signature_of(lamp.secret, timestamp, body),
            KEY: key,
        }
        try:
            answer = self.session.post(lamp.url, data=body, headers=headers, allow_redirects=False, stream=True)
        except ForbiddenAddressError as error:
            raise FinalFailureError("address", str(error)) from error
        except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL) as error:
            raise FinalFailureError("address", type(error).__name__) from error
        except requests.RequestException as error:
            raise TemporaryFailureError(type(error).__name__) from error
        answer.close()
        if answer.status_code in ASK_LATER or answer.status_code >= 500:
            raise TemporaryFailureError(f"HTTP {answer.status_code}")
        if not 200 <= answer.status_code < 300:
            raise FinalFailureError(str(answer.status_code), "the lamp did not take it")
