"""A message as it is kept for a person to read. Pure."""

from dispatch.intake import gsm, patients
from dispatch.intake.aml import without_identities
from dispatch.intake.meaning import Format
from dispatch.intake.unreadable import LARGEST

AML = frozenset({Format.AML, Format.AML_DATA, Format.AML_FORM})
SHOWN = 4_000  # characters of a message that cannot be read
LARGER = {Format.FHIR: patients.LARGEST}  # what is kept whole although it is longer than others


def words_of(said_as: Format, body: bytes) -> str:
    """The message as it is kept: words as words, octets as hexadecimal, nobody's SIM or device number."""
    if said_as is Format.ECALL:
        return body[:SHOWN].hex()
    if said_as is Format.AML_DATA:
        return without_identities(gsm.unpack(body[:SHOWN])).replace("\0", "")
    text = body[: LARGER.get(said_as, LARGEST)].decode("utf-8", "replace").replace("\0", "�")
    return without_identities(text) if said_as in AML else text
