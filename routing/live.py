"""What is in force. Readers take the current value and keep it; a swap changes what the next one takes."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Live(Generic[T]):
    """Holds one frozen value. Reading and replacing one reference needs no lock: nobody waits, nobody sees half."""

    __slots__ = ("_current",)

    def __init__(self, value: T) -> None:
        self._current = value

    def current(self) -> T:
        """The value in force. Take it once for each decision and use it throughout."""
        return self._current

    def swap(self, value: T) -> T:
        """Put `value` in force and return the one before."""
        before, self._current = self._current, value
        return before
