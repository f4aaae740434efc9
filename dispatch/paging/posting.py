"""A POST to somebody else's server: never sent on to another address, its answer not read, its failure told by kind."""

from collections.abc import Collection, Mapping
from datetime import datetime

import requests

from chassis.outside import ForbiddenAddressError
from chassis.secrets import sign
from dispatch.paging import FinalFailureError, TemporaryFailureError

TIMESTAMP, SIGNATURE, KEY = "X-Goldentime-Timestamp", "X-Goldentime-Signature", "Idempotency-Key"
ASK_LATER = frozenset({408, 425, 429})


def signed_headers(secret: str, body: bytes, *, at: datetime, key: str) -> Mapping[str, str]:
    """What goes with a message both sides know a secret for: HMAC-SHA-256 over timestamp, a full stop and the body."""
    timestamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: "v1=" + sign(secret, f"{timestamp}.{body.decode()}"),
        KEY: key,
    }


def post_outside(
    session: requests.Session, url: str, body: bytes, headers: Mapping[str, str], *, later: Collection[int]
) -> None:
    """`session` says where it may go (`chassis.outside`); `later` are the refusals after which it is tried again, as
    after 5xx. Raises TemporaryFailureError and FinalFailureError."""
    try:
        answer = session.post(url, data=body, headers=headers, allow_redirects=False, stream=True)
    except ForbiddenAddressError as error:
        raise FinalFailureError("address", str(error)) from error
    except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL) as error:
        raise FinalFailureError("address", type(error).__name__) from error
    except requests.RequestException as error:
        raise TemporaryFailureError(type(error).__name__) from error
    answer.close()
    if answer.status_code in later or answer.status_code >= 500:
        raise TemporaryFailureError(f"HTTP {answer.status_code}")
    if not 200 <= answer.status_code < 300:
        raise FinalFailureError(str(answer.status_code), "it was not taken")
