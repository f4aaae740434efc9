"""Lamps over HTTPS: a signed POST, to the open internet or a network the operator has named."""

from dataclasses import dataclass, field
from datetime import datetime

import requests

from chassis.outside import Networks, outside_session
from dispatch.lamps import KEY, SIGNATURE, TIMESTAMP, Lamp, body_of, signature_of
from dispatch.paging.posting import post_outside
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
        post_outside(self.session, lamp.url, body, headers, later=ASK_LATER)
