"""Who calls on a simulated day: where, for what, in which words, with what kind of location. Pure."""

from collections.abc import Mapping, Sequence

from chassis.chance import Random
from chassis.geo import LatLon
from dispatch.calls import NewCall, is_vague
from dispatch.model import Channel, DemandZone, Gate, Hypothesis, LocationSource, Tri

SPREAD_DEG = 0.004  # about 400 m round the middle of a zone
# Complaint, weight, Korean words, English words, conscious, breathing normally. Weights are an example mix.
STORIES: tuple[tuple[str | None, int, str, str, Tri, Tri], ...] = (
    ("fall", 16, "할머니가 화장실에서 넘어지셨어요", "My grandmother slipped in the bathroom", Tri.YES, Tri.YES),
    ("abdominal_pain", 12, "배가 너무 아파요", "Terrible stomach pain", Tri.YES, Tri.YES),
    ("chest_pain", 9, "아버지가 가슴을 쥐어짜듯 아프다고 하세요", "My father has chest pain", Tri.YES, Tri.YES),
    ("breathing", 9, "숨이 차서 말을 못 하세요", "She can't breathe well", Tri.YES, Tri.NO),
    ("trauma", 9, "교통사고예요, 차 두 대가 부딪쳤어요", "Two cars crashed", Tri.YES, Tri.YES),
    ("fever", 8, "아이가 열이 나요", "My child has a fever", Tri.YES, Tri.YES),
    ("stroke", 7, "말이 어눌하고 한쪽 팔에 힘이 없어요", "Slurred speech and a weak arm", Tri.YES, Tri.YES),
    ("sick", 7, "어지럽고 계속 토해요", "Dizzy and vomiting", Tri.YES, Tri.YES),
    ("unconscious", 5, "사람이 쓰러졌어요", "Somebody collapsed", Tri.NO, Tri.YES),
    ("back_pain", 5, "허리가 아파서 못 움직여요", "I cannot move, my back", Tri.YES, Tri.YES),
    ("bleeding", 4, "손을 베어서 피가 많이 나요", "Deep cut, a lot of bleeding", Tri.YES, Tri.YES),
    ("seizure", 4, "경련을 해요", "He is having a seizure", Tri.NO, Tri.YES),
    ("childbirth", 3, "진통이 시작됐어요", "She is in labour", Tri.YES, Tri.YES),
    ("arrest", 2, "숨을 안 쉬어요, 반응이 없어요", "He is not breathing and does not respond", Tri.NO, Tri.NO),
)


def next_call(chance: Random, region: str, zones: Sequence[DemandZone], names: Mapping[str, str]) -> NewCall:
    """One call of the day, by the demand of the zones; `names` by zone id. Needs at least one zone."""
    zone = chance.choices(zones, weights=[one.weight for one in zones])[0]
    complaint, _, korean, english, conscious, breathing = chance.choices(STORIES, weights=[s[1] for s in STORIES])[0]
    foreign = chance.random() < 0.1
    named = chance.random() < 0.7
    return NewCall(
        region=region,
        channel=chance.choices((Channel.VOICE, Channel.APP, Channel.SMS), weights=(80, 14, 6))[0],
        text=english if foreign else korean,
        complaint=complaint if named else None,
        hypotheses=_places(chance, zone, names.get(zone.id) or None),
        gate=Gate(conscious, breathing),
        age_years=chance.randint(1, 95),
        sex=chance.choice(("female", "male")),
        language="en" if foreign else "ko",
        simulated=True,
    )


def _places(chance: Random, zone: DemandZone, name: str | None) -> tuple[Hypothesis, ...]:
    """A phone fix always; often an address somebody typed."""
    true = LatLon(_near(chance, zone.place.lat, 1), _near(chance, zone.place.lon, 1))
    fix = LatLon(_near(chance, true.lat, 0.3), _near(chance, true.lon, 0.3))
    phone = Hypothesis(LocationSource.PHONE, fix, name, radius_m=float(chance.choice((20, 60, 120, 400))))
    asked = chance.random() < 0.75 or is_vague(phone)  # nobody is sent by a vague fix: the desk asks
    return (Hypothesis(LocationSource.TYPED, true, name), phone) if asked else (phone,)


def _near(chance: Random, degrees: float, share: float) -> float:
    return degrees + chance.uniform(-SPREAD_DEG, SPREAD_DEG) * share
