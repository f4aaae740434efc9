"""Credentials of a relay for live pictures, good for a while (coturn's `use-auth-secret`, the TURN REST scheme of
draft-uberti-behave-turn-rest-00). Only servers the operator names: never a stranger's."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

GOOD_FOR = timedelta(hours=1)


def turn_credentials(secret: str, name: str, *, until: datetime) -> tuple[str, str]:
    """(username, password): `expiry:name` and the base64 of its HMAC-SHA1 under the relay's secret."""
    username = f"{int(until.timestamp())}:{name}"
    return username, b64encode(hmac.digest(secret.encode(), username.encode(), "sha1")).decode()


def ice_servers(urls: Sequence[str], secret: str, name: str, *, now: datetime) -> list[dict[str, Any]]:
    """For `RTCPeerConnection`: STUN as it is, TURN with credentials; none where the operator names none."""
    stun = [url for url in urls if url.startswith(("stun:", "stuns:"))]
    turn = [url for url in urls if url.startswith(("turn:", "turns:"))]
    found: list[dict[str, Any]] = [{"urls": stun}] if stun else []
    if turn:
        username, credential = turn_credentials(secret, name, until=now + GOOD_FOR)
        found.append({"urls": turn, "username": username, "credential": credential})
    return found
