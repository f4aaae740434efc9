"""Everything that changes a hospital or a request.

`posting` and `answering` are commands with a transaction of their own, for the hospitals' pages. `asking` and
`choosing` are steps of dispatch's commands: they take the `Work` of an open transaction.
"""

from hospitals.intake.answering import accept, decline, phone_answer, see
from hospitals.intake.asking import Case, arrive, ask, delivered, overdue
from hospitals.intake.choosing import confirm, designate, divert, hold, offload, release, release_all, settle
from hospitals.intake.posting import declare_diversion, lift_diversion, post_capacity, still_correct
from hospitals.work import Work

__all__ = [
    "Case",
    "Work",
    "accept",
    "arrive",
    "ask",
    "confirm",
    "declare_diversion",
    "decline",
    "delivered",
    "designate",
    "divert",
    "hold",
    "lift_diversion",
    "offload",
    "overdue",
    "phone_answer",
    "post_capacity",
    "release",
    "release_all",
    "see",
    "settle",
    "still_correct",
]
