"""Taking the names and numbers of persons out of what hospitals write freely. Rather a word too many than a name left.

Heuristics for Korean: a name is a common surname and two syllables beside a title or after "in charge:".
"""

import re

SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽"
    "성차주우구민진나지엄채원천방공현함변염여추도소석선설"
)
NAME = rf"[{SURNAMES}][가-힣](?![과실팀부의대전시후])[가-힣]"
TITLE = "교수|과장|선생님?|전문의|원장|의사|간호사|팀장|센터장|님"
PATTERNS = (
    (re.compile(rf"(?<![가-힣]){NAME}(?=\s*(?:{TITLE}))"), "○○○"),
    (
        re.compile(
            rf"(?:(?<=담당)|(?<=담당의)|(?<=당직)|(?<=당직의)|(?<=전문의)|(?<=교수)|(?<=과장)|(?<=연락))\s*[:：(]\s*{NAME}(?![가-힣])"
        ),
        ": ○○○",
    ),
    (re.compile(r"01[016789][-. ]?\d{3,4}[-. ]?\d{4}"), "○○○-○○○○-○○○○"),
)


def without_persons(text: str) -> str:
    """`text` with names and mobile numbers replaced by circles."""
    for pattern, circles in PATTERNS:
        text = pattern.sub(circles, text)
    return text
