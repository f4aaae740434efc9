"""HTTP to the outside world: every request has a time limit, and nothing is sent twice behind our back.

Repeating is for `dispatch.deliver` to decide, which knows what may be repeated.
"""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

TIMEOUT_S = (3.05, 10.0)  # to connect, to wait for an answer


class Limited(HTTPAdapter):
    """Requests without a time limit of their own get ours; requests itself would wait for ever."""

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        more["timeout"] = more.get("timeout") or TIMEOUT_S
        return super().send(request, *args, **more)


def new_session() -> requests.Session:
    """A session for one partner; keeps its connections open between requests."""
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, Limited(max_retries=0))
    return session
