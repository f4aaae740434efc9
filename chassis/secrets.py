"""Passwords, tokens and signatures. `python -m chassis.secrets` prints a fresh secret key."""

import hashlib
import hmac
import secrets
import sys

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from chassis.ids import ALPHABET

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """An argon2id hash, parameters inside."""
    return _hasher.hash(password)


def password_matches(hashed: str, password: str) -> bool:
    """Whether `password` is the one; False also for a hash nobody can read."""
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def new_token(length: int = 32) -> str:
    """A fresh secret of `length` random bytes, URL-safe."""
    return secrets.token_urlsafe(length)


def new_code(length: int = 8) -> str:
    """A secret to be read out and typed: `length` letters of Crockford's base 32, five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def fingerprint(token: str) -> str:
    """What is stored of a machine token: its SHA-256, so that a stolen table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(key: str, message: str) -> str:
    """HMAC-SHA-256 of `message`, hexadecimal."""
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def signed(key: str, purpose: str, value: str) -> str:
    """`value` with a signature for one purpose, fit for an address."""
    return f"{value}.{sign(key, f'{purpose}:{value}')[:32]}"


def unsigned(key: str, purpose: str, token: str) -> str | None:
    """The value of a token made by `signed` for the same purpose; None when it was not."""
    value = token.rpartition(".")[0]
    return value if value and same(signed(key, purpose, value), token) else None


def same(left: str, right: str) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


if __name__ == "__main__":
    sys.stdout.write(new_token(48) + "\n")
