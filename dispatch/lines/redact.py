"""What is taken out of a transcript before anything is kept: numbers that prove who one is or pay for things. Pure.

Korean resident and alien registration numbers (six digits of a birth date, seven that begin with 1 to 8) and numbers of
payment cards (13 to 19 digits with the check digit of ISO/IEC 7812-1). A caller's telephone number stays: it is needed.
"""

import re

MARK = "▮▮▮"
REGISTRATION = re.compile(r"(?<!\d)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])[\s-]{0,3}[1-8](?:[\s-]?\d){6}(?!\d)")
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[\s-]?\d){12,18}(?!\d)")


def redact(text: str) -> str:
    """`text` without such numbers; done twice it is the same as once."""
    return LONG_NUMBER.sub(_card, REGISTRATION.sub(MARK, text))


def _card(found: re.Match[str]) -> str:
    digits = [int(sign) for sign in found[0] if sign.isdecimal()]
    return MARK if _checks(digits) else found[0]


def _checks(digits: list[int]) -> bool:
    """Luhn's sum: every second digit from the right doubled, its own digits added."""
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
