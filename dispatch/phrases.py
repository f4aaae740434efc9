"""What caller and control room can say to each other with one press; the pages turn each into a sentence."""

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
