"""Lamps over HTTPS: a signed POST, to the open internet or a network the operator has named."""

from dataclasses import dataclass, field
from datetime import datetime

import requests

from chassis.outside import Networks, outside_session
from dispatch.lamps import Lamp, body_of
from dispatch.paging.posting import ASK_LATER, post_outside, signed_headers
from hospitals.lamp import Showing


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
        body = body_of(lamp, showing, at)
        headers = signed_headers(lamp.secret, body, at=at, key=key)
        post_outside(self.session, lamp.url, body, headers, later=ASK_LATER)
