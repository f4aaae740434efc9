"""What caller and control room, crew and physicians can say to each other with one press; the pages turn each into a
sentence in the reader's own language."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a line between caller and control room is. The last two are wishes: a person settles them. A `photo` is
    kept beside the lines."""

    TALK = "talk"
    PLACE = "place"
    PHOTO = "photo"
    CALLBACK = "callback"
    NO_HELP = "no_help"


class Side(StrEnum):
    """Who wrote a line."""

    CALLER = "caller"
    DESK = "desk"


class CallerPhrase(StrEnum):
    """For somebody who cannot speak, or whose hands shake."""

    NOT_BREATHING = "not_breathing"
    WORSE = "worse"
    CANNOT_SPEAK = "cannot_speak"
    CANNOT_HEAR = "cannot_hear"
    YES = "yes"
    NO = "no"


class DeskPhrase(StrEnum):
    """The questions and answers a dispatcher needs most."""

    CONSCIOUS = "conscious"
    BREATHING = "breathing"
    WHERE = "where"
    CAN_SPEAK = "can_speak"
    COMING = "coming"
    SAFE = "safe"
    DOOR = "door"
    UNDERSTOOD = "understood"


class WishOutcome(StrEnum):
    """How a wish was settled. Calling help off is not among them: only closing the incident does that."""

    CALLED = "called"
    NOT_REACHED = "not_reached"
    STILL_COMING = "still_coming"
    TAKEN_BACK = "taken_back"


WISHES = frozenset({MessageKind.CALLBACK, MessageKind.NO_HELP})
WORDLESS = WISHES | {MessageKind.PHOTO}
URGENT = frozenset({CallerPhrase.NOT_BREATHING, CallerPhrase.WORSE})
OUTCOMES = {
    MessageKind.CALLBACK: frozenset({WishOutcome.CALLED, WishOutcome.NOT_REACHED}),
    MessageKind.NO_HELP: frozenset({WishOutcome.STILL_COMING}),
}


class TalkSide(StrEnum):
    """Who wrote a line, or read it."""

    CREW = "crew"
    HOSPITAL = "hospital"
    DIRECTOR = "director"


class CrewPhrase(StrEnum):
    """What a crew needs most, with both hands busy."""

    ARRIVING = "arriving"
    WORSE = "worse"
    BETTER = "better"
    ARREST = "arrest"
    ROSC = "rosc"
    NEED_ADVICE = "need_advice"
    CALL_US = "call_us"
    UNDERSTOOD = "understood"
    NOT_YET = "not_yet"


class CarerPhrase(StrEnum):
    """What hospital and medical director need most."""

    UNDERSTOOD = "understood"
    HOW_IS_PATIENT = "how_is_patient"
    SEND_ECG = "send_ecg"
    SEND_VITALS = "send_vitals"
    TEAM_READY = "team_ready"
    STRAIGHT_TO_RESUS = "straight_to_resus"
    STRAIGHT_TO_CATH_LAB = "straight_to_cath_lab"
    STRAIGHT_TO_CT = "straight_to_ct"
    KEEP_GOING = "keep_going"
    CALL_US = "call_us"


def phrases_of(side: TalkSide) -> frozenset[str]:
    """What one side can say with one tap."""
    return frozenset(CrewPhrase) if side is TalkSide.CREW else frozenset(CarerPhrase)
