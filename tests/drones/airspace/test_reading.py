"""Zones out of files that others wrote."""

import json
import os
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uas_standards.eurocae_ed269 import ED269Schema

from chassis.geo import Box, LatLon
from drones.airspace.reading import AirspaceError, Form, Reading, Remark, Remarked, read_airspace
from drones.model import Circle, Datum, Restriction, Ring, Zone
from drones.windows import ALWAYS, Slot, Window

SEJONG = Box(36.40, 127.13, 36.75, 127.42)
SQUARE = [[127.2, 36.5], [127.3, 36.5], [127.3, 36.6], [127.2, 36.6], [127.2, 36.5]]
FILES = Path(os.environ.get("GOLDENTIME_SHARED_DATA", "")) / "korea_airspace"


def read(told: Any, form: Form | None = None, ground_max_m: float | None = None) -> Reading:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return read_airspace(body, region="sejong", area=SEJONG, source="a story", form=form, ground_max_m=ground_max_m)


def only(reading: Reading) -> Zone:
    (zone,) = reading.zones
    return zone


def feature(geometry: Any = None, key: str | None = None, **said: Any) -> dict[str, Any]:
    shape = geometry or {"type": "Polygon", "coordinates": [SQUARE]}
    return {"type": "Feature", "id": key, "properties": said, "geometry": shape}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.mark.parametrize(("second", "third"), [("SFC", "10000ft AMSL"), ("10000ft AMSL", "SFC")])
def test_vworld_says_its_limits_in_any_order(second: str, third: str) -> None:
    told = collection(feature(key="LT_C_AISPRHC.7", prh_lbl_1="P65A", prh_lbl_2=second, prh_lbl_3=third))
    reading = read({"response": {"status": "OK", "result": {"featureCollection": told}}})
    zone = only(reading)
    assert reading.form is Form.VWORLD and reading.remarks == ()
    assert (zone.id, zone.name, zone.restriction) == ("P65A", "P65A", Restriction.PROHIBITED)
    assert (zone.floor_m, zone.floor_datum, zone.ceiling_datum) == (0.0, Datum.GROUND, Datum.SEA)
    assert zone.ceiling_m == pytest.approx(3048.0)
    assert zone.shape == Ring(tuple(LatLon(lat, lon) for lon, lat in SQUARE[:-1]))


@pytest.mark.parametrize(
    ("layer", "prefix", "kind"),
    [
        ("LT_C_AISCTRC", "ctr", Restriction.REQ_AUTHORISATION),
        ("LT_C_AISATZC", "atm", Restriction.REQ_AUTHORISATION),
        ("LT_C_AISUAC", "uac", Restriction.NO_RESTRICTION),
        ("", "dng", Restriction.CONDITIONAL),
    ],
)
def test_what_a_vworld_zone_means_follows_from_its_layer(layer: str, prefix: str, kind: Restriction) -> None:
    labels = {f"{prefix}_lbl_1": "Z", f"{prefix}_lbl_2": "UNL", f"{prefix}_lbl_3": "GND"}
    zone = only(read(collection(feature(key=f"{layer}.1", **labels))))
    assert (zone.restriction, zone.floor_m, zone.ceiling_m) == (kind, 0.0, None)


def test_a_vworld_fault_is_told_as_it_was_given() -> None:
    with pytest.raises(AirspaceError, match="INVALID_KEY: 등록되지 않은 인증키"):
        read({"response": {"status": "INVALID_KEY", "error": {"text": "등록되지 않은 인증키"}}})


def test_what_is_unclear_is_read_in_the_careful_sense_and_said() -> None:
    holed = {"type": "Polygon", "coordinates": [SQUARE, [[127.24, 36.54], [127.26, 36.54], [127.25, 36.56]]]}
    reading = read(collection(feature(holed, name="somewhere", floor="low", ceiling="300m AGL")))
    zone = only(reading)
    assert (zone.restriction, zone.band_m) == (Restriction.REQ_AUTHORISATION, (0.0, float("inf")))
    assert {one.code for one in reading.remarks} == {
        Remarked.HOLES_FILLED,
        Remarked.LIMITS_UNCLEAR,
        Remarked.KIND_UNCLEAR,
    }


def test_latitude_first_is_seen_by_where_the_zones_would_lie() -> None:
    swapped = {"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in SQUARE]]}
    right, wrong = read(collection(feature(name="a"))), read(collection(feature(swapped, name="a")))
    assert only(wrong).shape == only(right).shape
    assert Remark(Remarked.AXES_SWAPPED, "a") in wrong.remarks


def test_a_file_with_both_orders_is_refused_whole() -> None:
    swapped = {"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in SQUARE]]}
    with pytest.raises(AirspaceError, match="outside the area in either order"):
        read(collection(feature(name="a"), feature(swapped, name="b")))
    with pytest.raises(AirspaceError, match=r"^far: outside"):
        read(collection(feature(name="a"), feature({**SWISS}, name="far")))


SWISS = {"type": "Polygon", "coordinates": [[[8.5, 47.3], [8.6, 47.3], [8.6, 47.4]]]}


def test_zones_out_of_reach_are_left_out_and_named() -> None:
    jeju = {"type": "Polygon", "coordinates": [[[126.4, 33.4], [126.6, 33.4], [126.6, 33.6]]]}
    reading = read(collection(feature(name="near"), feature(jeju, name="RKPC")))
    assert only(reading).id == "near"
    assert Remark(Remarked.TOO_FAR, "RKPC") in reading.remarks


def test_many_pieces_of_one_zone_have_ids_of_their_own() -> None:
    many = {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}
    assert [zone.id for zone in read(collection(feature(many, name="P 65"))).zones] == ["P-65", "P-65-2"]


def test_a_point_with_a_radius_is_a_circle() -> None:
    geometry = {"type": "Point", "coordinates": [127.29, 36.6]}
    zone = only(read(collection(feature(geometry, name="a", radius_m=500, restriction="PROHIBITED", floor="SFC"))))
    assert zone.shape == Circle(LatLon(36.6, 127.29), 500.0)


def ed269(**more: Any) -> dict[str, Any]:
    volume = {
        "uomDimensions": "FT",
        "lowerLimit": 0,
        "lowerVerticalReference": "AGL",
        "upperLimit": 2000,
        "upperVerticalReference": "AMSL",
        "horizontalProjection": {"type": "Circle", "center": [127.1139, 36.2694], "radius": 9260.0},
    }
    nights = {"day": ["MON", "TUE"], "startTime": "08:00+09:00", "endTime": "23:59:59.99+09:00"}
    return {
        "identifier": "RKTE1",
        "country": "KOR",
        "name": "Nonsan",
        "type": "COMMON",
        "restriction": "REQ_AUTHORISATION",
        "applicability": [
            {
                "permanent": "NO",
                "startDateTime": "2026-01-01T00:00:00.00Z",
                "endDateTime": "2027-01-01T00:00:00.00Z",
                "schedule": [nights],
            }
        ],
        "zoneAuthority": [{"name": "Nonsan tower", "phone": "+82-41-000-0000", "purpose": "AUTHORIZATION"}],
        "geometry": [volume],
        **more,
    }


def test_ed269_brings_windows_limits_and_whom_to_ask() -> None:
    told = {"features": [ed269()]}
    zone = only(read(told))
    assert zone.shape == Circle(LatLon(36.2694, 127.1139), 9260.0)
    assert zone.ceiling_m == pytest.approx(609.6)
    assert zone.ceiling_datum is Datum.SEA
    assert (zone.authority, zone.authority_phone) == ("Nonsan tower", "+82-41-000-0000")
    slots = (Slot(0, time(23), time(14, 59, 59)), Slot(6, time(23), time(14, 59, 59)))
    assert zone.applies == (Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), slots),)


NIGHTS_Z = {"permanent": "YES", "schedule": [{"day": ["MON"], "startTime": "23:00Z", "endTime": "08:00:00.00Z"}]}


def test_our_reading_of_ed269_agrees_with_the_standard_s_own_classes() -> None:
    told = {
        "features": [ed269(applicability=[NIGHTS_Z]), ed269(identifier="RKTE2", applicability=[{"permanent": "YES"}])]
    }
    theirs = ED269Schema.from_dict(json.loads(json.dumps(told))).features
    zones = read(told).zones
    assert [zone.id for zone in zones] == [one.identifier for one in theirs]
    assert [zone.restriction.value.upper() for zone in zones] == [one.restriction.value for one in theirs]
    for zone, one in zip(zones, theirs, strict=True):
        volume = one.geometry[0]
        assert volume.upperLimit is not None and zone.ceiling_m == pytest.approx(volume.upperLimit * 0.3048)
        assert zone.ceiling_datum.value.upper() == volume.upperVerticalReference.value
    assert zones[1].applies == (ALWAYS,)
    (period,) = theirs[0].applicability
    assert period.schedule is not None
    daily = period.schedule[0]
    expected = [Slot(0, daily.startTime.time.replace(tzinfo=None), daily.endTime.time.replace(tzinfo=None))]
    assert list(zones[0].applies[0].slots) == expected


def test_ed269_centres_may_stand_one_way_and_corners_the_other() -> None:
    ring = {"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in SQUARE]]}
    second = ed269(identifier="B", geometry=[ed269()["geometry"][0] | {"horizontalProjection": ring}])
    reading = read({"features": [ed269(), second]})
    assert [type(zone.shape) for zone in reading.zones] == [Circle, Ring]
    assert [one for one in reading.remarks if one.code is Remarked.AXES_SWAPPED] == [Remark(Remarked.AXES_SWAPPED, "B")]


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark id="x1"><name>조치원 ATZ</name>
<ExtendedData><Data name="restriction"><value>conditional</value></Data>
<SchemaData><SimpleData name="floor">SFC</SimpleData><SimpleData name="ceiling">1500 ft AGL</SimpleData></SchemaData>
</ExtendedData><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
127.2,36.5,0 127.3,36.5,0 127.3,36.6,0 127.2,36.5,0</coordinates></LinearRing></outerBoundaryIs></Polygon>
</MultiGeometry></Placemark></Folder></Document></kml>"""


def test_kml_is_longitude_first_and_says_the_rest_in_extended_data() -> None:
    reading = read(KML.encode())
    zone = only(reading)
    assert (reading.form, reading.remarks) == (Form.KML, ())
    assert (zone.id, zone.name, zone.restriction) == ("x1", "조치원 ATZ", Restriction.CONDITIONAL)
    assert zone.ceiling_m == pytest.approx(457.2)
    assert zone.shape == Ring((LatLon(36.5, 127.2), LatLon(36.5, 127.3), LatLon(36.6, 127.3)))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!DOCTYPE kml [<!ENTITY a 'b'>]><kml/>", "document types"),
        (b"<kml><Placemark><name>A</name><Point/></Placemark></kml>", "A: no polygon"),
        (b"", "neither JSON nor XML"),
        (b"[" * 100_000, "neither JSON nor XML"),
        (b"[]", "neither a feature"),
        (b"<kml/>", "no zones"),
        (json.dumps(collection(feature({"type": "LineString", "coordinates": SQUARE}, name="L"))).encode(), "L: Line"),
        (json.dumps(collection(feature({"type": "Polygon", "coordinates": [SQUARE[:2]]}, name="R"))).encode(), "R: a"),
        (json.dumps({"features": [ed269(geometry=[])]}).encode(), "geometry"),
        (b"name,lat,lon,radius_nm,floor,ceiling\nA,36.5,x,5,SFC,UNL\n", "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_brings_nothing(body: bytes, why: str) -> None:
    with pytest.raises(AirspaceError, match=why):
        read(body)


@given(st.binary(max_size=200) | st.sampled_from([b"{%b}", b"<a>%b</a>"]).flatmap(lambda a: st.binary().map(a.__mod__)))
def test_whatever_comes_in_it_is_a_reading_or_a_refusal(body: bytes) -> None:
    try:
        assert isinstance(read(body), Reading)
    except AirspaceError as error:
        assert str(error)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["features", "geometry", "properties", "type", "coordinates", "id", "a_lbl_1"]), inner
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_whatever_json_comes_in_it_is_a_reading_or_a_refusal(told: Any) -> None:
    try:
        assert isinstance(read({"type": "FeatureCollection", "features": [told]}), Reading)
    except AirspaceError as error:
        assert str(error)


@pytest.mark.skipif(not FILES.is_dir(), reason="set GOLDENTIME_SHARED_DATA")
def test_the_control_zones_of_korea_are_read_and_two_of_them_concern_sejong() -> None:
    body = (FILES / "korea_control_zones_circles.csv").read_bytes()
    reading = read(body, ground_max_m=460.0)
    far = {one.zone_id for one in reading.remarks if one.code is Remarked.TOO_FAR}
    assert reading.form is Form.CIRCLES
    assert len(reading.zones) + len(far) == 14
    near = {zone.id: zone for zone in reading.zones}
    assert {"NONSAN-CONTROL-ZONE", "SEONGMU-CONTROL-ZONE"} <= set(near)
    assert near["SEONGMU-CONTROL-ZONE"].shape == Circle(LatLon(36.56806, 127.5), 9260.0)
    assert {zone.ceiling_datum for zone in near.values()} == {Datum.GROUND}
    assert "MOKPO-CONTROL-ZONE" in far
