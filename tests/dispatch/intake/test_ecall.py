"""A crashed car's message: the example of the standard, another implementation of the encoding, and anything at all."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.intake.ecall import (
    ENERGIES,
    MAS_A_DEGREE,
    NO_POSITION,
    VEHICLES,
    VIN,
    Energy,
    Extra,
    Msd,
    Vehicle,
    read_msd,
    write_msd,
)
from dispatch.intake.unreadable import UnreadableError, Wrong

EXAMPLE = bytes.fromhex(  # the car of EN 15722's annex, as it stands in public test programs
    "02251c0680e30a51439e2955d43800800437f80a3105669023f8a71166932185b004150043c040"
)
CRASH = Msd(
    number=1,
    automatic=True,
    test=False,
    trusted=True,
    vehicle=Vehicle.M1,
    vin="KMHEC41AB8A123456",
    energies=frozenset({Energy.ELECTRIC}),
    at=datetime(2026, 11, 22, 4, 5, tzinfo=UTC),
    latitude_mas=round(36.4801 * MAS_A_DEGREE),
    longitude_mas=round(127.289 * MAS_A_DEGREE),
    direction=45,
    passengers=2,
)
LETTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
ASN1 = f"""MSD DEFINITIONS AUTOMATIC TAGS ::= BEGIN
Message ::= SEQUENCE {{ structure Structure, additional Additional OPTIONAL, ... }}
Structure ::= SEQUENCE {{
  number INTEGER (0..255),
  control SEQUENCE {{ automatic BOOLEAN, test BOOLEAN, trusted BOOLEAN, vehicle Vehicle }},
  vin SEQUENCE {{ wmi Part (SIZE(3)), vds Part (SIZE(6)), year Part (SIZE(1)), plant Part (SIZE(7)) }},
  energy SEQUENCE {{ {", ".join(f"{one} BOOLEAN DEFAULT FALSE" for one in ENERGIES)}, ... }},
  timestamp INTEGER (0..4294967295),
  location SEQUENCE {{ lat INTEGER (-2147483648..2147483647), lon INTEGER (-2147483648..2147483647) }},
  direction INTEGER (0..255),
  n1 Delta OPTIONAL, n2 Delta OPTIONAL, passengers INTEGER (0..255) OPTIONAL, ... }}
Vehicle ::= ENUMERATED {{ {", ".join(f"{one}({i})" for i, one in enumerate(VEHICLES, 1))}, ... }}
Part ::= PrintableString (FROM ("A".."H"|"J".."N"|"P"|"R".."Z"|"0".."9"))
Delta ::= SEQUENCE {{ lat INTEGER (-512..511), lon INTEGER (-512..511) }}
Additional ::= SEQUENCE {{ oid RELATIVE-OID, data OCTET STRING }}
END"""

delta = st.tuples(st.integers(-512, 511), st.integers(-512, 511))
octets = st.binary(min_size=1, max_size=12)
cars = st.builds(
    Msd,
    number=st.integers(0, 255),
    automatic=st.booleans(),
    test=st.booleans(),
    trusted=st.booleans(),
    vehicle=st.sampled_from(VEHICLES),
    vin=st.text(VIN, min_size=17, max_size=17),
    energies=st.frozensets(st.sampled_from(ENERGIES[:6])),
    at=st.integers(0, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    latitude_mas=st.integers(-90 * MAS_A_DEGREE, 90 * MAS_A_DEGREE),
    longitude_mas=st.integers(-180 * MAS_A_DEGREE, 180 * MAS_A_DEGREE),
    direction=st.integers(0, 255),
    before=st.tuples(st.none() | delta, st.none() | delta),
    passengers=st.none() | st.integers(0, 254),
    extra=st.none() | st.builds(Extra, octets, octets),
    version=st.sampled_from([1, 2]),
)


def test_the_example_of_the_standard() -> None:
    msd = read_msd(EXAMPLE)
    assert (msd.vin, msd.vehicle, msd.energies) == ("ECALLEXAMPLE02013", Vehicle.M1, {Energy.GASOLINE})
    assert (msd.automatic, msd.test, msd.trusted, msd.passengers) == (True, False, True, 2)
    assert (msd.at.timestamp(), msd.latitude_mas, msd.longitude_mas) == (1367878452, 18859320, 187996428)
    assert (msd.heading, msd.before) == (90, ((0, 10), (0, 30)))


@given(cars)
def test_what_a_car_writes_is_read_as_it_was_meant(msd: Msd) -> None:
    assert read_msd(write_msd(msd)) == msd


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The message of the module above as pycrate compiles it."""
    compiler = pytest.importorskip("pycrate_asn1c.asnproc", reason="pycrate is not installed (extra: uper)")
    path, scope = tmp_path_factory.mktemp("asn1") / "msd.py", dict[str, Any]()
    compiler.compile_text(ASN1)
    compiler.generate_modules(compiler.PycrateGenerator, str(path))
    exec(path.read_text("utf-8"), scope)
    return scope["MSD"].Message


@given(cars.filter(lambda msd: msd.version == 2 and msd.extra is None))
def test_another_implementation_of_the_encoding_writes_the_same_bits(elsewhere: Any, msd: Msd) -> None:
    told: dict[str, Any] = {
        "number": msd.number,
        "control": {"automatic": msd.automatic, "test": msd.test, "trusted": msd.trusted, "vehicle": msd.vehicle},
        "vin": {"wmi": msd.vin[:3], "vds": msd.vin[3:9], "year": msd.vin[9], "plant": msd.vin[10:]},
        "energy": {one.value: True for one in msd.energies},
        "timestamp": int(msd.at.timestamp()),
        "location": {"lat": msd.latitude_mas, "lon": msd.longitude_mas},
        "direction": msd.direction,
    }
    told |= {name: {"lat": one[0], "lon": one[1]} for name, one in zip(("n1", "n2"), msd.before, strict=True) if one}
    told |= {"passengers": msd.passengers} if msd.passengers is not None else {}
    elsewhere.set_val({"structure": told})
    assert elsewhere.to_uper() == write_msd(msd)[2:]


def test_a_car_that_does_not_know_where_it_is_says_so() -> None:
    lost = dataclasses.replace(CRASH, latitude_mas=NO_POSITION, longitude_mas=NO_POSITION)
    assert read_msd(write_msd(lost)).place is None
    off = dataclasses.replace(CRASH, latitude_mas=91 * MAS_A_DEGREE)
    with pytest.raises(UnreadableError, match="vehicleLocation"):
        read_msd(write_msd(off))


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"", Wrong.CUT_OFF),
        (EXAMPLE[:20], Wrong.CUT_OFF),
        (b"\x03" + EXAMPLE[1:], Wrong.OTHER_VERSION),
        (EXAMPLE + bytes(140), Wrong.TOO_LARGE),
    ],
)
def test_what_is_wrong_has_a_name(body: bytes, wrong: Wrong) -> None:
    with pytest.raises(UnreadableError) as found:
        read_msd(body)
    assert found.value.wrong is wrong


@given(st.one_of(st.binary(max_size=160), st.binary(max_size=40).map(lambda tail: EXAMPLE[:8] + tail)))
def test_any_octets_are_a_message_or_an_error(body: bytes) -> None:
    try:
        read_msd(body)
    except UnreadableError as error:
        assert error.wrong in set(Wrong)
