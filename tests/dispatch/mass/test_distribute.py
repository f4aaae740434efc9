"""Who goes where: properties that must hold for every scene, and two scenes to read."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.mass.distribute import (
    CARRIED,
    Carrier,
    Casualty,
    Distribution,
    Left,
    Receiver,
    Why,
    believed,
    distribute,
)
from dispatch.mass.fitting import Wanted, misfits
from dispatch.mass.model import COLOURS, Colour
from dispatch.mass.policy import MassPolicy, level_of, units_for
from dispatch.scores.sieves import JUMPSTART, SALT, START
from hospitals.model import Capability

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
POLICY = MassPolicy()
POSTED = (Colour.RED, Colour.YELLOW, Colour.GREEN)
BURN, TRAUMA = Capability.BURNS, Capability.TRAUMA

colours = st.sampled_from(Colour)
needs = st.frozensets(st.sampled_from([BURN, TRAUMA]), max_size=2)
minutes = st.integers(0, 90).map(lambda n: timedelta(minutes=n))
chosen = st.none() | st.none() | st.sampled_from(["h0", "h1", "h5"])  # h5 is none of the receivers
casualties = st.lists(st.tuples(colours, needs, minutes, chosen), max_size=14).map(
    lambda drawn: [Casualty(f"c{i}", f"{i:03}", c, NOW - m, n, h, i) for i, (c, n, m, h) in enumerate(drawn)]
)
receivers = st.lists(
    st.builds(
        lambda *drawn: drawn,
        minutes,
        st.tuples(*[st.none() | st.integers(0, 4)] * 3),
        st.none() | minutes,
        needs,
        st.tuples(*[st.integers(0, 3)] * 3),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=5,
).map(
    lambda drawn: [
        Receiver(
            f"h{i}",
            travel,
            dict(zip(POSTED, numbers, strict=True)),
            NOW - age if age is not None else None,
            can,
            dict(zip(POSTED, bound, strict=True)),
            diverts,
        )
        for i, (travel, numbers, age, can, bound, diverts) in enumerate(drawn)
    ]
)
carriers = st.lists(st.tuples(minutes, st.integers(0, 2), st.integers(0, 3), chosen, st.booleans()), max_size=8).map(
    lambda drawn: [
        Carrier(f"u{i}", NOW + m, lying, sitting, door, red and door is not None)
        for i, (m, lying, sitting, door, red) in enumerate(drawn)
    ]
)


def spread(who: list[Casualty], doors: list[Receiver], units: list[Carrier]) -> Distribution:
    return distribute(who, doors, units, now=NOW, policy=POLICY)


def _newly_sent(who: list[Casualty], found: Distribution) -> Counter[tuple[str, Colour]]:
    """Who was bound for a door before is counted there before."""
    colour = {one.id: Colour.RED if one.colour is Colour.GREY else one.colour for one in who}
    new = {one.id for one in who if one.hospital_id is None}
    return Counter((one.hospital_id, colour[one.casualty_id]) for one in found.suggested if one.casualty_id in new)


@given(casualties, receivers, carriers)
def test_everybody_is_placed_once_or_left_with_a_reason(
    who: list[Casualty], doors: list[Receiver], units: list[Carrier]
) -> None:
    found = spread(who, doors, units)
    told = [one.casualty_id for one in found.suggested] + [ident for ident, _ in found.unplaced]
    assert sorted(told) == sorted(one.id for one in who)
    assert all((one.unit_id is None) == (one.left is Left.NO_UNIT) for one in found.suggested)
    assert all(who[one.version].id == one.casualty_id for one in found.suggested)
    had = {one.id: one.hospital_id for one in who if one.hospital_id is not None}
    assert all(one.hospital_id == had.get(one.casualty_id, one.hospital_id) for one in found.suggested)
    assert {ident for ident, left in found.unplaced if left is Left.NOT_TRANSPORTED} == {
        one.id for one in who if one.colour is Colour.BLACK
    }


@given(casualties, receivers, carriers)
def test_no_door_gets_more_than_it_is_believed_to_have_room_for(
    who: list[Casualty], doors: list[Receiver], units: list[Carrier]
) -> None:
    sent = _newly_sent(who, spread(who, doors, units))
    for door in doors:
        assert not door.diverts or not any(sent[door.id, one] for one in POSTED)
        for one in POSTED:
            room, caveat = believed(door, one, now=NOW, policy=POLICY)
            assert sent[door.id, one] <= room
            posted = door.posted.get(one)
            if caveat is not Why.UNPOSTED and posted is not None:
                assert room + door.bound[one] <= max(posted, door.bound[one])  # never above what was posted


@given(casualties, receivers, carriers)
def test_no_red_waits_for_a_place_that_somebody_less_urgent_lies_on(
    who: list[Casualty], doors: list[Receiver], units: list[Carrier]
) -> None:
    found = spread(who, doors, units)
    colour = {one.id: one.colour for one in who}
    waiting = [one for one in found.suggested if one.unit_id is None and colour[one.casualty_id] is Colour.RED]
    aboard = Counter(one.unit_id for one in found.suggested if colour[one.casualty_id] is Colour.RED)
    free = [unit for unit in units if unit.lying > 0 and not unit.has_red and not aboard[unit.id]]
    if waiting:
        assert all(unit.hospital_id is not None for unit in free)  # every free stretcher's unit cares for a red
    by_id, house = {one.id: one for one in who}, {door.id: door for door in doors}
    sent = _newly_sent(who, found)
    for red in waiting:
        one, given_door = by_id[red.casualty_id], house[red.hospital_id]
        for unit in free:
            door = house.get(unit.hospital_id or "")
            if one.hospital_id is not None or door is None or door.diverts:
                assert unit.hospital_id != red.hospital_id
                continue
            room, _ = believed(door, Colour.RED, now=NOW, policy=POLICY)
            full = sent[door.id, Colour.RED] >= room
            worse = len(one.needs - door.can) > len(one.needs - given_door.can)
            assert full or worse or door.travel > given_door.travel + POLICY.detour
    short = {ident for ident, left in found.unplaced if left is Left.NO_CAPACITY and colour[ident] is Colour.RED}
    if short:
        placed = [by_id[one.casualty_id] for one in found.suggested]
        assert not any(one.colour is Colour.GREY and one.hospital_id is None for one in placed)  # nor a bed


@given(casualties, receivers, carriers)
def test_a_unit_drives_to_one_door_with_no_more_than_it_can_carry(
    who: list[Casualty], doors: list[Receiver], units: list[Carrier]
) -> None:
    rides: dict[str, list[str]] = {}
    for one in spread(who, doors, units).suggested:
        if one.unit_id is not None:
            rides.setdefault(one.unit_id, []).append(one.casualty_id)
    colour = {one.id: one.colour for one in who}
    places = {unit.id: (unit.lying, unit.sitting) for unit in units}
    before = {unit.id: unit for unit in units}
    bound = {(one.unit_id, one.hospital_id) for one in spread(who, doors, units).suggested if one.unit_id}
    assert len(bound) == len(rides)
    assert all(before[unit].hospital_id in (None, door) for unit, door in bound)
    for unit, aboard in rides.items():
        lying, sitting = places[unit]
        assert len(aboard) <= lying + sitting
        assert sum(colour[one] is not Colour.GREEN for one in aboard) <= lying
        assert sum(colour[one] is Colour.RED for one in aboard) + before[unit].has_red <= 1


@given(casualties, receivers, carriers, st.data())
def test_more_room_never_places_or_carries_fewer_reds(
    who: list[Casualty], doors: list[Receiver], units: list[Carrier], data: st.DataObject
) -> None:
    if not doors:
        return
    at = data.draw(st.integers(0, len(doors) - 1))
    more = data.draw(st.integers(1, 3))
    posted = {one: (number + more if number is not None else None) for one, number in doors[at].posted.items()}
    larger = [replace(door, posted=posted) if i == at else door for i, door in enumerate(doors)]
    reds = {one.id for one in who if one.colour is Colour.RED}
    before, after = spread(who, doors, units), spread(who, larger, units)
    placed, carried = (
        [sum(1 for one in found.suggested if one.casualty_id in reds and test(one)) for found in (before, after)]
        for test in (lambda one: True, lambda one: one.unit_id is not None)
    )
    assert placed[0] <= placed[1]
    assert carried[0] <= carried[1]


@given(casualties, receivers, carriers, st.randoms(use_true_random=False))
def test_the_order_of_the_snapshot_does_not_matter(
    who: list[Casualty], doors: list[Receiver], units: list[Carrier], chance: object
) -> None:
    mixed = [sorted(listed, key=lambda _: chance.random()) for listed in (who, doors, units)]  # type: ignore[attr-defined]
    assert spread(*mixed) == spread(who, doors, units)


def test_a_bus_crash_is_spread_over_three_doors() -> None:
    full = dict.fromkeys(POSTED, 4)
    doors = [Receiver(f"h{n}", timedelta(minutes=10 + n), full, NOW) for n in range(3)]
    who = [Casualty(f"c{n}", f"{n}", Colour.RED, NOW) for n in range(6)]
    found = spread(who, doors, [])
    assert Counter(one.hospital_id for one in found.suggested) == {"h0": 2, "h1": 2, "h2": 2}
    assert found.suggested[0].why == (Why.NEAREST,)
    assert found.suggested[1].why == (Why.SPREAD,)


def test_burns_go_to_the_burn_centre_though_it_is_farther() -> None:
    near = Receiver("near", timedelta(minutes=5), dict.fromkeys(POSTED, 1), NOW)
    far = Receiver("far", timedelta(minutes=40), dict.fromkeys(POSTED, 1), NOW, frozenset({BURN}))
    burnt = Casualty("b", "2", Colour.RED, NOW, frozenset({BURN}))
    hurt = Casualty("a", "1", Colour.RED, NOW - timedelta(minutes=5))
    found = spread([hurt, burnt], [near, far], [Carrier("u", NOW)])
    assert [(one.casualty_id, one.hospital_id) for one in found.suggested] == [("b", "far"), ("a", "near")]
    assert (found.suggested[0].unit_id, found.suggested[1].left) == ("u", Left.NO_UNIT)
    assert found.suggested[0].eta == NOW + POLICY.loading + far.travel


def test_a_red_goes_where_a_unit_is_bound_rather_than_wait_at_the_nearest() -> None:
    near, far = (
        Receiver(name, timedelta(minutes=n), dict.fromkeys(POSTED, 2), NOW) for name, n in (("a", 5), ("b", 15))
    )
    loading = Carrier("u", NOW, lying=1, sitting=1, hospital_id="b")  # with one that sits in it already
    [found] = spread([Casualty("r", "1", Colour.RED, NOW)], [near, far], [loading]).suggested
    assert (found.hospital_id, found.unit_id, found.why) == ("b", "u", (Why.UNIT_BOUND,))
    too_far = replace(far, travel=near.travel + POLICY.detour + timedelta(minutes=1))
    [found] = spread([Casualty("r", "1", Colour.RED, NOW)], [near, too_far], [loading]).suggested
    assert (found.hospital_id, found.left) == ("a", Left.NO_UNIT)


def test_what_was_said_long_ago_counts_half_and_what_was_never_said_a_little() -> None:
    old = Receiver("old", timedelta(0), {Colour.RED: 3}, NOW - timedelta(hours=2))
    assert believed(old, Colour.RED, now=NOW, policy=POLICY) == (1, Why.OLD_POSTING)
    assert believed(Receiver("silent", timedelta(0)), Colour.GREEN, now=NOW, policy=POLICY) == (2, Why.UNPOSTED)


def test_every_band_of_every_sieve_has_its_colour() -> None:
    assert {band for sieve in (START, JUMPSTART, SALT) for band in sieve.bands} == set(COLOURS)
    assert set(CARRIED) == set(Colour)


def test_levels_and_units_follow_the_number_of_casualties() -> None:
    assert [level_of(n, POLICY) for n in (None, 3, 10, 29, 30)] == [1, 1, 2, 2, 3]
    assert [units_for(n, POLICY) for n in (None, 1, 5, 9, 20, 200)] == [None, 1, 3, 5, 10, 30]


@given(casualties, receivers, carriers)
def test_what_is_suggested_together_fits_together(
    who: list[Casualty], doors: list[Receiver], units: list[Carrier]
) -> None:
    by_id = {one.id: one for one in who}
    found = spread(who, doors, units).suggested
    wanted = [
        Wanted(one.casualty_id, casualty.colour, one.hospital_id, one.unit_id, casualty.hospital_id is None)
        for one in found
        for casualty in [by_id[one.casualty_id]]
    ]
    room = {(door.id, slot): believed(door, slot, now=NOW, policy=POLICY)[0] for door in doors for slot in POSTED}
    assert misfits(wanted, units, room) == ()
