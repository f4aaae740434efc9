"""The 7-bit alphabet of text messages, packed eight characters to seven octets (3GPP TS 23.038). Pure."""

ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = 0x1B
EXTENSION = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\"} | {
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}


def unpack(octets: bytes) -> str:
    """The text of packed septets. Seven spare bits at the end are padding, which looks like `@`, and are left out."""
    whole = int.from_bytes(octets, "little")
    count = len(octets) * 8 // 7
    septets = [(whole >> (7 * i)) & 0x7F for i in range(count)]
    if len(octets) % 7 == 0 and septets and septets[-1] in (0, 0x0D):
        septets.pop()
    return _written(septets)


def _written(septets: list[int]) -> str:
    said, escaped = list[str](), False
    for septet in septets:
        if escaped:
            said.append(EXTENSION.get(septet, ALPHABET[septet]))
        elif septet != ESCAPE:
            said.append(ALPHABET[septet])
        escaped = septet == ESCAPE and not escaped
    return "".join(said)


def pack(text: str) -> bytes:
    """The packed septets of a text; raises ValueError for a character that the basic alphabet lacks."""
    whole = 0
    for at, letter in enumerate(text):
        whole |= ALPHABET.index(letter) << (7 * at)
    return whole.to_bytes((len(text) * 7 + 7) // 8, "little")
