"""Bits of unaligned PER (ITU-T X.691), as far as a vehicle's message needs them. Pure."""

from dispatch.intake.unreadable import UnreadableError, Wrong


class BitReader:
    """Bits from the front; raises UnreadableError when there are no more."""

    def __init__(self, octets: bytes) -> None:
        self._whole, self._left = int.from_bytes(octets, "big"), len(octets) * 8

    def take(self, width: int) -> int:
        """The next `width` bits as a number."""
        if width > self._left:
            raise UnreadableError(Wrong.CUT_OFF)
        self._left -= width
        return (self._whole >> self._left) & ((1 << width) - 1)

    def flag(self) -> bool:
        """One bit."""
        return self.take(1) == 1

    def octets(self) -> bytes:
        """Octets behind their length; a length of 16,384 and more comes in fragments, which no such message has."""
        length = self.take(8)
        if length & 0x80:
            if length & 0x40:
                raise UnreadableError(Wrong.TOO_LARGE)
            length = (length & 0x3F) << 8 | self.take(8)
        if length * 8 > self._left:
            raise UnreadableError(Wrong.CUT_OFF)
        return self.take(8 * length).to_bytes(length, "big")


class BitWriter:
    """Bits one after the other, filled up with zeros to whole octets."""

    def __init__(self) -> None:
        self._whole, self._width = 0, 0

    def put(self, value: int, width: int) -> None:
        """`value` in `width` bits; raises ValueError when it does not fit."""
        if not 0 <= value < 1 << width:
            raise ValueError(f"{value} does not fit into {width} bits")
        self._whole, self._width = self._whole << width | value, self._width + width

    def put_octets(self, octets: bytes) -> None:
        """Up to 127 octets behind their length."""
        self.put(len(octets), 8)
        self.put(int.from_bytes(octets, "big"), 8 * len(octets))

    def done(self) -> bytes:
        """Everything so far."""
        spare = -self._width % 8
        return (self._whole << spare).to_bytes((self._width + spare) // 8, "big")
