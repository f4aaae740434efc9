"""The roads in force. Readers take the current snapshot and keep it; a swap changes what the next one takes."""

from routing.roads import Roads


class LiveRoads:
    """Holds one Roads. Reading and replacing one reference needs no lock: nobody waits, nobody sees half a change."""

    __slots__ = ("_current",)

    def __init__(self, roads: Roads) -> None:
        self._current = roads

    def current(self) -> Roads:
        """The snapshot in force. Take it once for each decision and use it throughout."""
        return self._current

    def swap(self, roads: Roads) -> Roads:
        """Put `roads` in force and return those before."""
        before, self._current = self._current, roads
        return before
