"""Hooks over HTTPS: to the open internet or a network the operator has named, never sent on to another address."""

from dataclasses import dataclass, field

import requests

from chassis.outside import ForbiddenAddressError, Networks, outside_session
from dispatch.paging import FinalFailureError, TemporaryFailureError
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
        try:
            answer = self.session.post(hook.url, data=body, headers=headers, allow_redirects=False, stream=True)
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
            raise FinalFailureError(str(answer.status_code), "it was not taken")
