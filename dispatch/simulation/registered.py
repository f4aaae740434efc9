"""Invented registered people of the demo city, and the calls they may make on a simulated day.

Every name says what it is (보기, 예시, 가상, 모의, 견본, Ví Dụ: example, made up, sample), and no telephone can have
these numbers: behind 010 a real one begins with 2 to 9. The day calls with them everywhere; cards are kept only where
`register_invented` was called, as the demo does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from chassis.geo import LatLon
from chassis.sealing import sealer_of
from dispatch.calls import NewCall
from dispatch.model import Channel, Gate, Hypothesis, LocationSource, Tri
from dispatch.premises import plain_number
from dispatch.registered.card import Card, Contact, Entry, Need, Reader, Relation
from dispatch.registering import keeping
from dispatch.registering.entering import Visitor
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.registered import NUMBER

PAUSE = timedelta(minutes=45)  # nobody calls twice within it: it would look like the same incident
BOTH = (Reader.CREW, Reader.HOSPITAL)


@dataclass(frozen=True, slots=True)
class Story:
    """What somebody calls for, from where, about the first of their cards."""

    complaint: str
    words: str
    home: LatLon
    gate: Gate
    channel: Channel = Channel.VOICE


@dataclass(frozen=True, slots=True)
class Invented:
    """Whoever holds a number, the cards they keep with whom each is shared, and what they call for."""

    number: str
    cards: tuple[tuple[Card, tuple[Reader, ...]], ...]
    story: Story


def _all(*texts: str) -> tuple[Entry, ...]:
    return tuple(Entry(text) for text in texts)


DEAF = Card(
    name="김보기",
    birth_year=1951,
    sex="female",
    languages=("ko",),
    conditions=_all("심방세동", "제2형 당뇨병"),
    drugs=_all("와파린 3 mg", "메트포르민 500 mg"),
    contacts=(Contact("김예시", "010-0000-0131", "딸"),),
    address="보람동 예시아파트 101동 1203호",
    access="공동현관 1203 호출, 초인종은 불빛으로 알림",
    needs=(Need.DEAF,),
)
ALLERGIC = Card(
    name="이예시",
    birth_year=1988,
    sex="male",
    languages=("ko", "en"),
    conditions=_all("천식"),
    drugs=_all("살부타몰 흡입제"),
    allergies=_all("페니실린 (아나필락시스)", "조영제", "땅콩"),
    contacts=(Contact("이가상", "010-0000-0132", "배우자"),),
    address="도담동 견본마을 3단지 305동 702호",
)
MOTHER = Card(
    name="박가상",
    relation=Relation.PARENT,
    birth_year=1942,
    sex="female",
    languages=("ko",),
    conditions=_all("알츠하이머병", "고혈압", "골다공증"),
    drugs=_all("도네페질 10 mg", "암로디핀 5 mg"),
    allergies=(),
    contacts=(Contact("박모의", "010-0000-0123", "아들"),),
    address="종촌동 모의마을 7단지 702동 101호",
    access="열쇠는 경비실, 휠체어 경사로는 뒤쪽",
    needs=(Need.DEMENTIA, Need.WHEELCHAIR),
)
CHILD = Card(
    name="박견본",
    relation=Relation.CHILD,
    birth_year=2016,
    sex="male",
    languages=("ko",),
    conditions=_all("뇌전증"),
    drugs=_all("발프로산"),
    contacts=(Contact("박모의", "010-0000-0123", "아버지"),),
    needs=(Need.COGNITIVE,),
)
PREGNANT = Card(
    name="Nguyễn Ví Dụ",
    birth_year=1995,
    sex="female",
    languages=("vi", "ko"),
    conditions=_all("임신 35주", "임신성 당뇨"),
    drugs=(),
    allergies=(),
    contacts=(Contact("정모의", "010-0000-0134", "배우자"),),
    address="조치원읍 신안리 가상빌라 201호",
)
INVENTED: Mapping[str, tuple[Invented, ...]] = {
    "sejong": (
        Invented(
            "010-0000-0121",
            ((DEAF, BOTH),),
            Story(
                "chest_pain",
                "가슴이 조이고 숨이 차요. 저는 듣지 못합니다",
                LatLon(36.4785, 127.2925),
                Gate(Tri.YES, Tri.YES),
                Channel.SMS,
            ),
        ),
        Invented(
            "010-0000-0122",
            ((ALLERGIC, BOTH),),
            Story("breathing", "숨쉬기가 힘들어요", LatLon(36.5120, 127.2610), Gate(Tri.YES, Tri.NO)),
        ),
        Invented(
            "010-0000-0123",
            ((MOTHER, BOTH), (CHILD, (Reader.CREW,))),
            Story("fall", "어머니가 방에서 넘어지셨어요", LatLon(36.5055, 127.2450), Gate(Tri.YES, Tri.YES)),
        ),
        Invented(
            "010-0000-0124",
            ((PREGNANT, ()),),
            Story("abdominal_pain", "임신 중인데 배가 아파요", LatLon(36.6130, 127.2890), Gate(Tri.YES, Tri.YES)),
        ),
    )
}


def register_invented(system: System, region: str) -> None:
    """Let the invented people of a region keep their cards, by the command everybody uses. Repeatable."""
    for person in INVENTED.get(region, ()):
        owners = sealer_of(system.settings).fingerprints(NUMBER, plain_number(person.number))
        visitor = Visitor(region, person.number, owners)
        if not keeping.cards_of(system, visitor):
            for card, shared in person.cards:
                keeping.save_card(system, visitor, card, shared, person_id=None, seen=0)


def who_may_call(system: System, region: str) -> Sequence[Invented]:
    """Those who have not called for a while."""
    with system.db.read() as session:
        lately = CallRow.received_at > system.clock.now() - PAUSE
        busy = set(session.scalars(select(CallRow.caller_number).where(CallRow.region == region, lately)))
    return [one for one in INVENTED.get(region, ()) if one.number not in busy]


def call_of(region: str, person: Invented) -> NewCall:
    """The call that somebody makes about the first of their cards."""
    card, story = person.cards[0][0], person.story
    return NewCall(
        region=region,
        channel=story.channel,
        caller_number=person.number,
        text=story.words,
        complaint=story.complaint,
        hypotheses=(Hypothesis(LocationSource.TYPED, story.home, card.address),),
        gate=story.gate,
        sex=card.sex,
        simulated=True,
    )
