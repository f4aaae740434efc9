"""Registered people for stories: how somebody comes in, and a card whose every field can be told from all else."""

from dataclasses import replace

from dispatch.deliver import deliver
from dispatch.registered.card import Card, Contact, Entry, Need, Reader, Relation
from dispatch.registering import entering, keeping
from dispatch.registering.entering import Visitor
from tests.dispatch.town import Town

NUMBER = "+821099990000"  # whom `town.call` calls for
OTHER = "010-3333-4444"
CARD = Card(
    name="홍길동특이",
    birth_year=1948,
    sex="male",
    languages=("ko", "vi"),
    conditions=(Entry("확장성심근병증", "http://snomed.info/sct", "195021004"),),
    drugs=(Entry("와파린오밀리그램"),),
    allergies=(Entry("페니실린쇼크"),),
    contacts=(Contact("홍보호자", "01077778888", "딸"),),
    address="한누리대로 2130 비밀동",
    access="공동현관 비밀번호 종4321",
    needs=(Need.DEAF,),
)
SECRETS = (
    *("홍길동특이", "확장성심근병증", "195021004", "와파린오밀리그램", "페니실린쇼크", "홍보호자", "01077778888"),
    *("비밀동", "종4321", "딸아이가 말함"),
)
EVERYBODY = (Reader.CREW, Reader.HOSPITAL)


def code_of(town: Town) -> str:
    """The code in the newest text."""
    deliver(town.system, "worker")
    return next(word for word in town.paging.sent[-1].body.split() if word.isdigit() and len(word) == 6)


def visitor(town: Town, number: str = NUMBER) -> Visitor:
    """Somebody with the telephone of `number` in their hand."""
    code_id = entering.ask_code(town.system, "sejong", number, address="10.0.0.1", speaks="ko")
    token = entering.enter(town.system, "sejong", code_id, code_of(town))
    with town.system.db.read() as session:
        return entering.find_visitor(session, town.system, token)


def registered(
    town: Town, *, number: str = NUMBER, shared: tuple[Reader, ...] = EVERYBODY, name: str = CARD.name
) -> str:
    """A card that is kept; returns the person's id."""
    card = replace(CARD, name=name, relation=Relation.SELF)
    return keeping.save_card(town.system, visitor(town, number), card, shared, person_id=None, seen=0)
