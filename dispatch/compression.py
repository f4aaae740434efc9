"""Telephone CPR on record: that an arrest was recognised, that somebody pressed, or why nobody had to. Pure."""

from enum import StrEnum

ARREST_KNOWN = "arrest_known"  # stamp: rules or a person took the call for an arrest
FIRST_COMPRESSION = "first_compression"  # stamp: somebody began to press
NONE_DUE = "no_compression_"  # stamp: with the reason behind it


class Undue(StrEnum):
    """Why no first compression is to be expected from the caller of an arrest."""

    UNDER_WAY = "under_way"
    NOT_BESIDE = "not_beside"
    UNABLE = "unable"
    REFUSED = "refused"
    NO_ARREST = "no_arrest"

    @property
    def stamp(self) -> str:
        """The stamp that says so."""
        return f"{NONE_DUE}{self.value}"
