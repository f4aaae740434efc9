"""A hospital is reminded only of figures that a search reads now."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hospitals.model import BedCount, BedType, Capability, Diversion, Hospital, Says, Source
from hospitals.ranking import Needs
from hospitals.reminding import Figure, reminders
from tests.hospitals.facts import NOW, er_beds, hospital, said

HOUR, OLD = timedelta(hours=1), timedelta(minutes=30)
HEART = Needs((Capability.STEMI,), 1, "stemi")
LEG = Needs((), 3)


def house(heart: Says = Says.YES, **more: object) -> Hospital:
    icu = BedCount(BedType.ICU_GENERAL, 2, 20, NOW - 3 * HOUR, Source.HOSPITAL)
    answers = (said(Capability.STEMI, heart, ago=2 * HOUR), said(Capability.BURNS, Says.YES, ago=5 * HOUR))
    return hospital("h1", answers=answers, beds=(er_beds(3, ago=HOUR), icu), **more)


def asked_again(one: Hospital, *searches: Needs) -> list[tuple[str, str]]:
    return [(r.figure.value, r.code) for r in reminders(one, searches, now=NOW)]


def notice(capability: Capability | None, *, advisory: bool = False) -> Diversion:
    return Diversion("d1", capability, "crowding", NOW - HOUR, NOW + HOUR, advisory=advisory)


def test_nobody_is_reminded_of_anything_while_nobody_is_looked_for() -> None:
    assert asked_again(house()) == []


def test_what_the_search_reads_is_named_the_oldest_first_and_nothing_else() -> None:
    assert asked_again(house(), HEART) == [("capability", "stemi"), ("bed", "O001")]
    assert asked_again(house(), LEG) == [("bed", "O001")]


def test_each_says_from_when_on_it_is_old() -> None:
    found = {r.figure: r.old_at for r in reminders(house(), [HEART], now=NOW)}
    assert found == {Figure.CAPABILITY: NOW - 2 * HOUR + OLD, Figure.BED: NOW - HOUR + OLD}


def test_after_a_no_only_that_word_could_change_anything() -> None:
    assert asked_again(house(Says.NO), HEART) == [("capability", "stemi")]


def test_under_a_notice_for_it_nothing_is_worth_saying_again() -> None:
    assert asked_again(house(diversions=(notice(Capability.STEMI),)), HEART) == []
    assert asked_again(house(diversions=(notice(None),)), LEG) == []
    assert asked_again(house(diversions=(notice(None),)), HEART) != []  # the gravest are asked all the same
    assert asked_again(house(diversions=(notice(Capability.STEMI, advisory=True),)), HEART) != []


@given(st.lists(st.sampled_from(list(Capability)), max_size=4, unique=True), st.integers(1, 5), st.booleans())
def test_only_reported_figures_that_are_wanted_are_ever_named(
    wanted: list[Capability], acuity: int, child: bool
) -> None:
    one, needs = house(), Needs(tuple(wanted), acuity, paediatric=child)
    posted = {("bed", count.bed.value) for count in one.beds} | {
        ("capability", a.capability.value) for a in one.answers
    }
    read = {("bed", "O001")} | {("capability", one.value) for one in needs.wanted()}
    assert set(asked_again(one, needs)) <= posted & read
    assert asked_again(one, needs, needs) == asked_again(one, needs)
