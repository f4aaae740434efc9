"""Sealing: what must not be read where it lies, and the fingerprints by which it is still found.

Values are sealed with Fernet (AES-128-CBC, HMAC-SHA-256) under keys drawn from secrets, newest first. The newest seals;
all of them open, so that a secret is changed by putting another before it and sealing everything anew.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from chassis.secrets import sign
from chassis.settings import Settings

LONGEST = 1_000_000  # characters of a seal that somebody hands in


class SealError(ValueError):
    """Nothing of ours, or sealed under a secret that is gone."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens. `secrets` are newest first, at least one."""

    secrets: tuple[str, ...] = field(repr=False)

    def seal(self, value: Mapping[str, Any]) -> str:
        """A JSON value as text that says nothing without the secret; never the same twice."""
        return self._keys().encrypt(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).decode()

    def opened(self, sealed: str) -> dict[str, Any]:
        """What was sealed. Raises SealError."""
        if len(sealed) > LONGEST:
            raise SealError("too long to be a seal of ours")
        try:
            value: dict[str, Any] = json.loads(self._keys().decrypt(sealed.encode()))
        except (InvalidToken, UnicodeEncodeError) as error:
            raise SealError("not sealed here, or under a secret that is gone") from error
        return value

    def renewed(self, sealed: str) -> str:
        """The same under the newest secret. Raises SealError."""
        return self.seal(self.opened(sealed))

    def fingerprint(self, purpose: str, text: str) -> str:
        """By what `text` is found: equal texts have equal ones, and without the secret nobody can try texts out."""
        return _fingerprint(self.secrets[0], purpose, text)

    def fingerprints(self, purpose: str, text: str) -> tuple[str, ...]:
        """The same under every secret, for finding what has not been sealed anew yet."""
        return tuple(_fingerprint(secret, purpose, text) for secret in self.secrets)

    def _keys(self) -> MultiFernet:
        return MultiFernet([_fernet(secret) for secret in self.secrets])


def sealer_of(settings: Settings) -> Sealer:
    """The secrets of `GOLDENTIME_CARD_KEYS`, newest first, and behind them the one all installations have."""
    return Sealer((*settings.card_keys, settings.secret_key))


@cache
def _fernet(secret: str) -> Fernet:
    drawn = hmac.new(secret.encode(), b"goldentime:seal", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(drawn))


def _fingerprint(secret: str, purpose: str, text: str) -> str:
    return sign(secret, f"fingerprint:{purpose}:{text}")
