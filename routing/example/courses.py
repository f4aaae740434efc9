"""Main roads and motorways between the towns, entered by hand like the region. Data only.

They run where such roads run; their names are invented.
"""

from dataclasses import dataclass

from routing.example.region import Course
from routing.kinds import RoadClass


@dataclass(frozen=True, slots=True)
class MainRoad:
    """A road between towns, or a motorway."""

    name: str
    kind: RoadClass
    course: Course


def _course(told: str) -> Course:
    """Points told as `latitude,longitude`, one after another."""
    pairs = (point.split(",") for point in told.split())
    return tuple((float(lat), float(lon)) for lat, lon in pairs)


MAIN_ROADS = (
    MainRoad(  # Cheonan – Jochiwon – Sejong
        "이음대로",
        RoadClass.TRUNK,
        _course(
            "36.945,127.105 36.870,127.130 36.815,127.145 36.765,127.160 36.720,127.163 36.690,127.200 "
            "36.648,127.245 36.612,127.279 36.575,127.279 36.545,127.268 36.530,127.2629"
        ),
    ),
    MainRoad(  # Sejong – Daejeon
        "한길대로",
        RoadClass.TRUNK,
        _course(
            "36.467,127.2629 36.440,127.283 36.405,127.302 36.375,127.325 36.355,127.350 36.345,127.388 "
            "36.330,127.425 36.300,127.455 36.262,127.475 36.205,127.490"
        ),
    ),
    MainRoad(  # Gongju – Sejong
        "물빛대로",
        RoadClass.TRUNK,
        _course("36.430,126.955 36.478,127.100 36.482,127.160 36.492,127.205 36.4997,127.2344"),
    ),
    MainRoad(  # Sejong – Cheongju
        "가로내대로",
        RoadClass.TRUNK,
        _course(
            "36.533,127.2884 36.552,127.303 36.585,127.345 36.612,127.385 36.636,127.430 36.640,127.470 "
            "36.615,127.520 36.590,127.645"
        ),
    ),
    MainRoad(  # Jochiwon – Osong – Cheongju
        "복숭아대로",
        RoadClass.PRIMARY,
        _course("36.602,127.279 36.606,127.294 36.625,127.327 36.640,127.375 36.650,127.430"),
    ),
    MainRoad(  # Gongju – Daejeon
        "물안대로",
        RoadClass.PRIMARY,
        _course(
            "36.458,127.119 36.440,127.160 36.412,127.195 36.385,127.240 36.362,127.285 36.360,127.325 36.352,127.388"
        ),
    ),
    MainRoad(  # Daejeon – Sintanjin – Cheongju – Ochang
        "동녘대로",
        RoadClass.TRUNK,
        _course(
            "36.325,127.4135 36.345,127.420 36.395,127.428 36.445,127.426 36.490,127.452 36.545,127.465 "
            "36.595,127.470 36.640,127.472 36.674,127.470 36.712,127.440 36.760,127.430 36.945,127.450"
        ),
    ),
    MainRoad(  # Sejong – Daejeon, east
        "새누리대로",
        RoadClass.PRIMARY,
        _course(
            "36.4942,127.3332 36.465,127.342 36.435,127.358 36.405,127.382 36.370,127.388 36.325,127.386 "
            "36.300,127.350 36.205,127.300"
        ),
    ),
    MainRoad(  # Sejong – Bugang – Cheongju
        "버들내로",
        RoadClass.PRIMARY,
        _course("36.520,127.3237 36.533,127.345 36.527,127.370 36.552,127.410 36.600,127.445 36.636,127.455"),
    ),
    MainRoad(  # Bugang – Sintanjin
        "금모래로",
        RoadClass.SECONDARY,
        _course("36.528,127.369 36.500,127.376 36.470,127.400 36.445,127.426"),
    ),
    MainRoad(  # Gongju – Cheonan
        "솔재로",
        RoadClass.PRIMARY,
        _course(
            "36.440,127.125 36.480,127.120 36.540,127.135 36.600,127.130 36.650,127.145 36.690,127.120 "
            "36.750,127.125 36.814,127.135"
        ),
    ),
    MainRoad(  # Jochiwon – Yeonseo – Jeongan
        "갈재로",
        RoadClass.SECONDARY,
        _course("36.604,127.285 36.592,127.245 36.589,127.205 36.600,127.165 36.600,127.100 36.580,126.955"),
    ),
    MainRoad(  # Sejong – Yeonseo – Jeonui
        "고갯마루로",
        RoadClass.SECONDARY,
        _course(
            "36.492,127.205 36.515,127.215 36.548,127.235 36.589,127.206 36.640,127.195 36.684,127.195 36.690,127.120"
        ),
    ),
    MainRoad(  # Cheonan – Byeongcheon – Ochang
        "장고개로",
        RoadClass.SECONDARY,
        _course("36.805,127.160 36.775,127.220 36.762,127.295 36.735,127.360 36.712,127.429 36.700,127.645"),
    ),
    MainRoad(  # Jeonui – Jeondong – Osong
        "가락로",
        RoadClass.SECONDARY,
        _course("36.684,127.195 36.692,127.250 36.665,127.300 36.633,127.327 36.584,127.346"),
    ),
    MainRoad(  # Gongju – south
        "들뫼로",
        RoadClass.PRIMARY,
        _course("36.450,127.115 36.410,127.115 36.350,127.100 36.280,127.090 36.215,127.090"),
    ),
    MainRoad(  # Gongju – north-west
        "서녘로",
        RoadClass.SECONDARY,
        _course("36.794,127.032 36.760,126.985 36.720,126.990 36.640,127.000 36.560,127.020 36.478,127.060"),
    ),
    MainRoad(  # Cheonan – west
        "온새미로",
        RoadClass.PRIMARY,
        _course("36.814,127.145 36.795,127.080 36.785,127.010 36.780,126.955"),
    ),
    MainRoad(  # Daejeon – south-west
        "한밭재로",
        RoadClass.PRIMARY,
        _course("36.345,127.388 36.315,127.345 36.290,127.290 36.272,127.235 36.250,127.170 36.240,127.090"),
    ),
    MainRoad(  # Sintanjin – the lake – Cheongju, east
        "호숫가로",
        RoadClass.SECONDARY,
        _course("36.445,127.435 36.462,127.500 36.520,127.530 36.580,127.540 36.625,127.505 36.700,127.645"),
    ),
    MainRoad(  # Daejeon – east
        "샘골로",
        RoadClass.SECONDARY,
        _course("36.345,127.430 36.365,127.480 36.390,127.520 36.340,127.560 36.310,127.645"),
    ),
    MainRoad(  # across the new town's park
        "너른들로",
        RoadClass.SECONDARY,
        _course("36.4785,127.2905 36.487,127.2945 36.4985,127.2935 36.508,127.284 36.5185,127.283"),
    ),
    MainRoad(  # Geumnam – Banpo
        "꽃재로",
        RoadClass.SECONDARY,
        _course("36.456,127.283 36.445,127.240 36.420,127.205 36.402,127.180"),
    ),
    MainRoad(  # south bank of the Geum, Sejong – Gongju
        "강나루로",
        RoadClass.SECONDARY,
        _course("36.4652,127.2693 36.459,127.245 36.452,127.205 36.452,127.160 36.450,127.119"),
    ),
)

MOTORWAYS = (
    MainRoad(  # Cheonan – Cheongju – Daejeon
        "가온고속도로",
        RoadClass.MOTORWAY,
        _course(
            "36.905,127.150 36.840,127.195 36.780,127.235 36.735,127.285 36.680,127.345 36.628,127.398 "
            "36.570,127.430 36.520,127.428 36.465,127.438 36.420,127.425 36.385,127.440 36.345,127.462 "
            "36.290,127.490 36.240,127.530"
        ),
    ),
    MainRoad(  # Gongju – Sejong – Daejeon
        "누리고속도로",
        RoadClass.MOTORWAY,
        _course(
            "36.455,126.980 36.440,127.080 36.432,127.150 36.440,127.215 36.430,127.260 36.422,127.290 "
            "36.402,127.322 36.412,127.370 36.420,127.425"
        ),
    ),
    MainRoad(  # Daejeon – south-west
        "미리내고속도로",
        RoadClass.MOTORWAY,
        _course("36.402,127.322 36.365,127.302 36.315,127.305 36.275,127.275 36.250,127.200 36.215,127.130"),
    ),
    MainRoad(  # Cheonan – Gongju – south
        "한빛고속도로",
        RoadClass.MOTORWAY,
        _course(
            "36.780,127.235 36.745,127.185 36.690,127.150 36.620,127.105 36.550,127.085 36.490,127.060 "
            "36.438,127.080 36.370,127.070 36.250,127.060"
        ),
    ),
)

# Interchanges, and where two motorways meet.
INTERCHANGES = _course(
    "36.898,127.154 36.832,127.198 36.780,127.235 36.690,127.335 36.620,127.403 36.545,127.430 36.452,127.432 "
    "36.420,127.425 36.350,127.458 36.285,127.492 36.247,127.522 36.454,126.990 36.438,127.080 36.440,127.195 "
    "36.432,127.280 36.402,127.322 36.410,127.385 36.362,127.303 36.300,127.298 36.255,127.215 36.222,127.145 "
    "36.725,127.170 36.602,127.100 36.480,127.062 36.335,127.066 36.262,127.060"
)
