"""Towns, hills and rivers of Sejong and its neighbours in rough outline. Data only.

Entered by hand from general knowledge of the map. Positions are latitude and longitude in degrees, good to about half
a kilometre: enough for example roads, no survey.
"""

from dataclasses import dataclass

from chassis.geo import Box, LatLon

Course = tuple[tuple[float, float], ...]

BOX = Box(36.20, 126.95, 36.95, 127.65)
ORIGIN = LatLon(36.55, 127.29)


@dataclass(frozen=True, slots=True)
class Town:
    """A town of blocks. `block_m`: between its smallest streets; `thin`: the share of those left out."""

    name: str
    centre: tuple[float, float]
    radius_m: float
    axis_deg: float
    block_m: float
    collector_every: int
    arterial_every: int
    thin: float


@dataclass(frozen=True, slots=True)
class RingTown:
    """The new town: rings round a lake and a park, a sector for each name; `wide`: as much wider than high."""

    names: tuple[str, ...]
    centre: tuple[float, float]
    lake_m: float
    park_m: float
    radius_m: float
    wide: float
    ring_m: float
    avenues: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Hill:
    """Ground without streets or villages."""

    centre: tuple[float, float]
    radius_m: float


NEW_TOWN = RingTown(
    names=("새빛", "하늬", "두루", "미르", "너울", "온새"),
    centre=(36.4985, 127.2840),
    lake_m=700.0,
    park_m=1500.0,
    radius_m=4500.0,
    wide=1.15,
    ring_m=150.0,
    avenues=(2250.0, 3900.0),
)

TOWNS = (
    Town("배꽃", (36.6040, 127.2940), 1900.0, 12.0, 120.0, 3, 6, 0.16),  # Jochiwon
    Town("한들", (36.3450, 127.3880), 6300.0, 4.0, 260.0, 2, 6, 0.34),  # Daejeon
    Town("솔빛", (36.3790, 127.3230), 2300.0, 28.0, 200.0, 2, 6, 0.26),  # Daejeon, north-west
    Town("나루", (36.4450, 127.4270), 1500.0, 0.0, 200.0, 2, 6, 0.26),  # Daejeon, north-east
    Town("무심", (36.6360, 127.4640), 4700.0, -14.0, 260.0, 2, 6, 0.32),  # Cheongju
    Town("윗뜸", (36.6740, 127.4840), 1500.0, 20.0, 220.0, 2, 6, 0.30),  # Cheongju, north
    Town("별샘", (36.6330, 127.3270), 1600.0, 35.0, 150.0, 3, 6, 0.22),  # Osong
    Town("큰내", (36.7120, 127.4290), 1700.0, -20.0, 190.0, 2, 6, 0.26),  # Ochang
    Town("고마", (36.4580, 127.1190), 2300.0, 8.0, 150.0, 3, 6, 0.26),  # Gongju
    Town("능수", (36.8140, 127.1450), 4500.0, -8.0, 260.0, 2, 6, 0.32),  # Cheonan
    Town("단풍", (36.8420, 127.1680), 1600.0, 15.0, 220.0, 2, 6, 0.28),  # Cheonan, north-east
    Town("버들", (36.5270, 127.3700), 900.0, 18.0, 130.0, 3, 6, 0.20),  # Bugang
    Town("자작", (36.6840, 127.1950), 850.0, -10.0, 130.0, 3, 6, 0.22),  # Jeonui
    Town("보리", (36.4560, 127.2830), 800.0, 0.0, 130.0, 3, 6, 0.22),  # Geumnam
    Town("도라지", (36.5895, 127.2050), 650.0, 22.0, 130.0, 3, 6, 0.25),  # Yeonseo
    Town("오름", (36.4800, 127.1920), 650.0, -15.0, 130.0, 3, 6, 0.25),  # Janggun
    Town("잔디", (36.7230, 127.1580), 600.0, 5.0, 130.0, 3, 6, 0.25),  # Sojeong
)

HILLS = (
    Hill((36.345, 127.205), 5200.0),  # Gyeryong massif
    Hill((36.425, 127.320), 2300.0),  # between Sejong and Daejeon
    Hill((36.300, 127.500), 3000.0),
    Hill((36.660, 127.100), 4200.0),
    Hill((36.760, 127.250), 3000.0),
    Hill((36.820, 127.260), 4000.0),
    Hill((36.565, 127.215), 1700.0),
    Hill((36.505, 127.490), 3400.0),
    Hill((36.640, 127.530), 2300.0),
    Hill((36.540, 127.090), 2600.0),
    Hill((36.303, 127.425), 1500.0),  # inside Daejeon
    Hill((36.352, 127.352), 700.0),
    Hill((36.650, 127.508), 1500.0),  # beside Cheongju
    Hill((36.800, 127.178), 1300.0),  # beside Cheonan
    Hill((36.512, 127.305), 650.0),  # inside the new town
    Hill((36.525, 127.288), 550.0),
)

# Rivers: half the width in metres, and the course downstream.
RIVERS: tuple[tuple[float, Course], ...] = (
    (
        150.0,  # Geum
        (
            (36.330, 127.660),
            (36.365, 127.600),
            (36.385, 127.545),
            (36.420, 127.520),
            (36.450, 127.482),
            (36.472, 127.445),
            (36.480, 127.420),
            (36.505, 127.395),
            (36.513, 127.365),
            (36.518, 127.332),
            (36.500, 127.318),
            (36.488, 127.300),
            (36.485, 127.283),
            (36.4805, 127.262),
            (36.475, 127.240),
            (36.466, 127.205),
            (36.468, 127.165),
            (36.470, 127.130),
            (36.455, 127.095),
            (36.425, 127.060),
            (36.395, 127.020),
            (36.350, 126.985),
            (36.300, 126.930),
        ),
    ),
    (
        60.0,  # Miho
        (
            (36.960, 127.480),
            (36.880, 127.500),
            (36.800, 127.480),
            (36.730, 127.460),
            (36.690, 127.420),
            (36.655, 127.375),
            (36.610, 127.340),
            (36.560, 127.310),
            (36.518, 127.330),
        ),
    ),
)
