"""Vendors over HTTPS: a signed POST, to the open internet or a network the operator has named."""

from dataclasses import dataclass, field
from datetime import datetime

import requests

from chassis.outside import Networks, outside_session
from dispatch.paging.posting import ASK_LATER, post_outside, signed_headers
from dispatch.vendors import Vendor


@dataclass(frozen=True, slots=True)
class WebhookVendors:
    """`session` opens no connection to any other place (`chassis.outside`)."""

    session: requests.Session = field(repr=False)

    @staticmethod
    def within(allowed: Networks) -> "WebhookVendors":
        """Vendors on the open internet or in `allowed`."""
        return WebhookVendors(outside_session(allowed))

    def tell(self, vendor: Vendor, body: bytes, *, at: datetime, key: str) -> None:
        """See Vendors. What they answer is not read: they report by token."""
        headers = signed_headers(vendor.secret, body, at=at, key=key)
        post_outside(self.session, vendor.url, body, headers, later=ASK_LATER)
