"""Where a SUMO network lies on the globe: its own plane, moved and projected by PROJ, or degrees as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyproj import Proj
from pyproj.exceptions import ProjError

from chassis.geo import LatLon

NO_PROJECTION = "!"


@dataclass(frozen=True, slots=True)
class Projection:
    """`plane` None: x and y are longitude and latitude."""

    plane: Proj | None = None
    offset: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def told(cls, location: Mapping[str, str]) -> "Projection":
        """By the attributes of `<location>`; ValueError for a projection PROJ does not know."""
        x, y = map(float, location.get("netOffset", "0,0").split(","))
        parameter = location.get("projParameter", NO_PROJECTION)
        if parameter == NO_PROJECTION:
            return cls(None, (x, y))
        try:
            return cls(Proj(parameter), (x, y))
        except ProjError as fault:
            raise ValueError(f"its projection {parameter!r} is unknown") from fault

    def place(self, x: float, y: float) -> LatLon:
        """The place of a point; ValueError off the globe."""
        x, y = x - self.offset[0], y - self.offset[1]
        if self.plane is not None:
            x, y = self.plane(x, y, inverse=True)
        if not (abs(x) <= 180 and abs(y) <= 90):
            raise ValueError("it names no projection and its points are not in degrees")
        return LatLon(y, x)
