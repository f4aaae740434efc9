"""Hooks over HTTPS: to the open internet or a network the operator has named, never sent on to another address."""

from dataclasses import dataclass, field

import requests

from chassis.outside import Networks, outside_session
from dispatch.paging.posting import post_outside
from dispatch.subscriptions import Hook

ASK_LATER = frozenset({401, 403, 404, 408, 425, 429})  # a hospital's gateway that is being set up says any of them


@dataclass(frozen=True, slots=True)
class RestHooks:
    """`session` opens no connection to any other place (`chassis.outside`)."""

    session: requests.Session = field(repr=False)

    @staticmethod
    def within(allowed: Networks) -> "RestHooks":
        """Hooks on the open internet or in `allowed`."""
        return RestHooks(outside_session(allowed))

    def post(self, hook: Hook, body: bytes) -> None:
        """See Hooks. What they answer is not read."""
        headers = {"Content-Type": "application/fhir+json", "Authorization": f"Bearer {hook.secret}"}
        post_outside(self.session, hook.url, body, headers, later=ASK_LATER)
