"""A pager over a Twilio-style REST interface (2010-04-01), and the check of its signed webhooks.

Messages.create knows no idempotency key: after a timeout nobody can say whether the message went out, so a repeated
attempt may double it. For a page that wakes a crew that is the right side to err on.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import requests

from chassis.http import new_session
from chassis.settings import Settings
from dispatch.paging import FinalFailureError, Message, Receipt, Ring, TemporaryFailureError

RINGS_S = 40  # how long a telephone rings before the call is given up
LONGEST_VALID_S = 36_000  # ValidityPeriod: 1 s to 10 h
TOO_MANY = 429
TRANSIENT_CODES = frozenset({20429, 30001, 30003, 30008})


@dataclass(frozen=True, slots=True)
class SmsPaging:
    """`base_url` may point at any server that speaks the same interface."""

    base_url: str
    account: str
    token: str = field(repr=False)
    sender: str
    status_url: str | None = None
    session: requests.Session = field(default_factory=new_session, repr=False)

    @staticmethod
    def from_settings(settings: Settings) -> "SmsPaging":
        """As configured by SMS_* in the environment."""
        return SmsPaging(
            base_url=settings.sms_base_url,
            account=settings.sms_account,
            token=settings.sms_token,
            sender=settings.sms_from,
            status_url=f"{settings.public_url}/hooks/sms/status",
        )

    def send(self, message: Message) -> Receipt:
        """See Paging."""
        valid_s = min(max(round(message.valid_for.total_seconds()), 1), LONGEST_VALID_S)
        form = {"To": message.to, "From": self.sender, "Body": message.body, "ValidityPeriod": str(valid_s)}
        if self.status_url:
            form["StatusCallback"] = self.status_url
        return self._post("Messages", form)

    def ring(self, ring: Ring) -> Receipt:
        """See Paging."""
        form = {"To": ring.to, "From": self.sender, "Url": ring.url, "Method": "POST", "Timeout": str(RINGS_S)}
        return self._post("Calls", form)

    def _post(self, what: str, form: Mapping[str, str]) -> Receipt:
        url = f"{self.base_url}/2010-04-01/Accounts/{self.account}/{what}.json"
        try:
            answer = self.session.post(url, data=form, auth=(self.account, self.token))
        except requests.RequestException as error:
            raise TemporaryFailureError(type(error).__name__) from error
        return _receipt(answer)


def _receipt(answer: requests.Response) -> Receipt:
    if answer.status_code == TOO_MANY or answer.status_code >= 500:
        raise TemporaryFailureError(f"HTTP {answer.status_code}", retry_after=_retry_after(answer))
    try:
        said = answer.json()
    except requests.JSONDecodeError as error:
        raise TemporaryFailureError(f"HTTP {answer.status_code} without JSON") from error
    if answer.ok:
        return Receipt(str(said["sid"]), str(said.get("status", "queued")))
    code = int(said.get("code") or 0)
    if code in TRANSIENT_CODES:
        raise TemporaryFailureError(str(code), retry_after=_retry_after(answer))
    raise FinalFailureError(str(code or answer.status_code), str(said.get("message", ""))[:200])


def _retry_after(answer: requests.Response) -> timedelta | None:
    value = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(value)) if value.isdecimal() else None


def signature(token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """What X-Twilio-Signature has to be: HMAC-SHA-1 over the URL and the sorted fields, base64."""
    text = url + "".join(name + value for name in sorted(form) for value in _distinct(form[name]))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def _distinct(values: Sequence[str]) -> Iterable[str]:
    return sorted(set(values))


def is_signed(token: str, url: str, form: Mapping[str, Sequence[str]], given: str) -> bool:
    """Whether `given` is the signature; compared in constant time."""
    return hmac.compare_digest(signature(token, url, form), given)
