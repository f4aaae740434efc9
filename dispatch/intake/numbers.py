"""Telephone numbers as two sources write the same one. Pure."""

import re

HOME = "82"  # Korea: 0 in front at home is +82 from abroad


def plain_number(raw: str | None) -> str | None:
    """Digits with the country in front and no sign; None for what is no telephone number."""
    kept = re.sub(r"[\s().-]", "", raw or "")
    digits = kept.removeprefix("+")
    if not re.fullmatch(r"[0-9]{3,15}", digits):
        return None
    if kept.startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits.removeprefix("00")
    return HOME + digits.removeprefix("0") if digits.startswith("0") else digits
