"""What somebody does at a hospital, or as the control room's physician. Tapped with a name it is only said; with an
account of one's own it is known.

Only what is known opens anything: see docs/decisions/0013-duties-at-a-hospital.md.
"""

from enum import StrEnum

from chassis.identity import Actor, Role


class Duty(StrEnum):
    """Who answers, as the control room and the statistics read it."""

    NURSE = "nurse"  # of the emergency room
    DOCTOR = "doctor"  # of the emergency room
    BED_MANAGER = "bed_manager"
    ON_CALL = "on_call"  # the specialist on call
    ADMINISTRATOR = "administrator"  # keeps the hospital's telephones and its lamp
    MEDICAL_DIRECTOR = "medical_director"  # of the region, at the control room: medical control for every crew


ORDERS = frozenset({Duty.DOCTOR, Duty.ON_CALL})  # physicians of a hospital
DIRECTS = frozenset({Duty.MEDICAL_DIRECTOR})


def keeps_contacts(actor: Actor, hospital_id: str) -> bool:
    """Whether somebody signed in is known to be this hospital's administrator."""
    own = actor.role is Role.HOSPITAL and actor.facility == hospital_id
    return own and actor.duty == Duty.ADMINISTRATOR
