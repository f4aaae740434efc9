"""PIDF-LO and CAP: the examples, every shape, what the schema says, and XML that means harm."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xmlschema import XMLSchema

from chassis.geo import LatLon, distance_m
from dispatch.intake.cap import Alert, Area, Circle, Info, Kind, read_cap
from dispatch.intake.capout import Told, incident_alert, write_incident
from dispatch.intake.capwrite import write_cap
from dispatch.intake.pidf import Shape, read_pidf
from dispatch.intake.unreadable import LARGEST, UnreadableError, Wrong
from dispatch.model import Incident, Location, LocationSource, Priority, Verification
from dispatch.states import IncidentState

NOW = datetime(2026, 11, 25, 3, 4, 5, tzinfo=UTC)
HEAD = (
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:gs="http://www.opengis.net/pidflo/1.0" entity="tel:+821012345678"><tuple id="a"><status><geopriv>'
    "<location-info>{}</location-info></geopriv></status></tuple></presence>"
)
M = 'uom="urn:ogc:def:uom:EPSG::9001"'
POS = "<gml:pos>36.48 127.289</gml:pos>"
RING = "36.48 127.28 36.48 127.30 36.50 127.30 36.48 127.28"
SHAPES = {
    Shape.POINT: f"<gml:Point>{POS}</gml:Point>",
    Shape.CIRCLE: f"<gs:Circle>{POS}<gs:radius {M}>40</gs:radius></gs:Circle>",
    Shape.ELLIPSE: f"<gs:Ellipse>{POS}<gs:semiMajorAxis {M}>90</gs:semiMajorAxis><gs:semiMinorAxis {M}>30"
    "</gs:semiMinorAxis><gs:orientation>20</gs:orientation></gs:Ellipse>",
    Shape.ARC_BAND: f"<gs:ArcBand>{POS}<gs:innerRadius {M}>1000</gs:innerRadius><gs:outerRadius {M}>1200"
    "</gs:outerRadius><gs:startAngle>80</gs:startAngle><gs:openingAngle>20</gs:openingAngle></gs:ArcBand>",
    Shape.POLYGON: "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>"
    f"{RING}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>",
}
HARM = [
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    "<a>" * 5000,
    "<a" + ' x="1"' * 20_000 + "/>",
    "<a>" + "y" * LARGEST + "</a>",
]


@pytest.fixture(scope="module")
def caps(shared_data: Path) -> Path:
    return shared_data / "interop/cap"


def test_the_example_of_sejong(shared_data: Path) -> None:
    told = read_pidf((shared_data / "interop/location/pidf_lo_sejong.xml").read_bytes())
    assert told.geodetic is not None
    assert (told.geodetic.shape, told.geodetic.place, told.geodetic.radius_m) == (
        Shape.CIRCLE,
        LatLon(36.4801, 127.2890),
        32,
    )
    assert (told.number, told.confidence, told.method) == ("+821012345678", 0.9, "GPS")
    assert told.address == "세종특별자치시 나성동 한누리대로 161"
    assert told.at == datetime(2026, 11, 22, 4, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_is_a_circle_that_holds_it(shape: Shape) -> None:
    found = read_pidf(HEAD.format(SHAPES[shape]).encode()).geodetic
    assert found is not None and found.shape is shape
    expected = {Shape.POINT: None, Shape.CIRCLE: 40, Shape.ELLIPSE: 90}
    if shape in expected:
        assert (found.place, found.radius_m) == (LatLon(36.48, 127.289), expected[shape])
    if shape is Shape.ARC_BAND:
        assert 1095 < distance_m(LatLon(36.48, 127.289), found.place) < 1105
        assert found.place.lon > 127.289 and 200 < (found.radius_m or 0) < 300
    if shape is Shape.POLYGON:
        assert all(distance_m(found.place, LatLon(a, b)) <= (found.radius_m or 0) for a, b in CORNERS)


CORNERS = ((36.48, 127.28), (36.48, 127.30), (36.50, 127.30))


def test_an_address_alone_is_enough_and_nothing_is_not() -> None:
    civic = '<civicAddress xmlns="urn:x"><A1>세종특별자치시</A1><FLR>3</FLR><NEW>kept</NEW></civicAddress>'
    told = read_pidf(HEAD.format(civic).encode())
    assert told.geodetic is None and told.civic == {"A1": "세종특별자치시", "FLR": "3", "NEW": "kept"}
    with pytest.raises(UnreadableError, match="location-info"):
        read_pidf(HEAD.format("").encode())


@pytest.mark.parametrize(
    "shape",
    [
        '<gs:Circle srsName="urn:ogc:def:crs:EPSG::5179">' + POS + f"<gs:radius {M}>4</gs:radius></gs:Circle>",
        f'<gs:Circle>{POS}<gs:radius uom="feet">4</gs:radius></gs:Circle>',
        f"<gs:Circle>{POS}</gs:Circle>",
        "<gml:Point><gml:pos>136 127</gml:pos></gml:Point>",
        "<gml:Point><gml:pos>36</gml:pos></gml:Point>",
    ],
)
def test_a_shape_that_cannot_be_is_an_error(shape: str) -> None:
    with pytest.raises(UnreadableError):
        read_pidf(HEAD.format(shape).encode())


def test_what_the_schema_takes_is_read_and_what_it_does_not_is_not(caps: Path) -> None:
    schema, files = XMLSchema(caps / "cap12.xsd"), sorted(caps.glob("*.cap"))
    assert len(files) == 7
    for file in files:
        if schema.is_valid(file):
            assert read_cap(file.read_bytes()).infos
        else:
            with pytest.raises(UnreadableError) as found:
                read_cap(file.read_bytes())
            older = file.name != "invalid.cap"
            assert found.value.wrong is (Wrong.OTHER_VERSION if older else Wrong.MISSING)


def test_the_key_of_a_message_is_what_others_refer_to_it_by(caps: Path) -> None:
    first = read_cap((caps / "sejong_mci_example.cap").read_bytes())
    reference = "dispatch@sejong119.example,KR.SEJONG119.2026-11-22.0001,2026-11-22T13:05:00+09:00"
    later = warned(kind=Kind.UPDATE)
    assert read_cap(write_cap(later, (reference,))).references == (first.key,)


def warned(kind: Kind = Kind.ALERT, event: str = "화재", text: str = "나성동") -> Alert:
    area = Area(text, (Circle(LatLon(36.48, 127.289), 0.3),), geocodes=(("bjdong", "36110107"),))
    info = Info(event, ("Fire",), "Immediate", "Severe", "Observed", "ko-KR", codes=(("a", "b"),), areas=(area,))
    sent = NOW.astimezone(timezone(timedelta(hours=9)))
    return Alert("id-1", "a@b", sent, "Actual", kind, "Restricted", "hospitals", infos=(info,))


plain_text = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(st.sampled_from(Kind), plain_text, plain_text)
def test_what_is_written_is_read_back(kind: Kind, event: str, text: str) -> None:
    told = read_cap(write_cap(warned(kind, event, text)))
    assert (told.kind, told.infos[0].event, told.infos[0].areas[0].text) == (kind, event, text)
    assert told.infos[0].areas[0].circles == (Circle(LatLon(36.48, 127.289), 0.3),)


@pytest.mark.parametrize("state", IncidentState)
@pytest.mark.parametrize("priority", [None, *Priority])
@pytest.mark.parametrize("steps", [1, 4])
def test_an_incident_goes_out_as_the_schema_wants_it(
    caps: Path, state: IncidentState, priority: Priority | None, steps: int
) -> None:
    where = Location(LatLon(36.48, 127.289), LocationSource.TYPED, Verification.VERIFIED, "세종시청 <후문>", None)
    incident = Incident("inc_1", "sejong", "26-000001", state, NOW, where, priority, "trauma", None, None)
    told = Told(steps, NOW + timedelta(minutes=3), "외상")
    body = write_incident(incident, told, sender="dispatch@desk")
    XMLSchema(caps / "cap12.xsd").validate(body.decode())
    again = read_cap(body)
    gone = state in (IncidentState.CANCELLED, IncidentState.MERGED)
    assert again.kind is (Kind.CANCEL if gone else Kind.ALERT if steps == 1 else Kind.UPDATE)
    assert body == write_incident(incident, told, sender="dispatch@desk")
    assert b"-00:00</sent>" in body and b"+00:00" not in body
    over = gone or state is IncidentState.CLOSED
    assert again.infos[0].responses == (("AllClear",) if over else ("Prepare",))
    if again.kind is not Kind.ALERT:
        moved = replace(incident, version=incident.version + 1)
        assert incident_alert(moved, told, sender="dispatch@desk")[0].identifier != again.identifier
        first, _ = incident_alert(incident, Told(1, NOW, "외상"), sender="dispatch@desk")
        assert gone or again.references == (first.key,)


@pytest.mark.parametrize("body", HARM)
def test_xml_that_means_harm_is_refused_at_once(body: str) -> None:
    for reading in (read_cap, read_pidf):
        with pytest.raises(UnreadableError):
            reading(body.encode())


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda inner: HEAD.format(inner).encode())))
def test_any_bytes_are_a_message_or_an_error(body: bytes) -> None:
    for reading in (read_cap, read_pidf):
        try:
            reading(body)
        except UnreadableError as error:
            assert error.wrong in set(Wrong)
