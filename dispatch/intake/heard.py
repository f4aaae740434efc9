"""What a message means for dispatch, whatever its format: a call, a place for one, news of a known one. Pure."""

import hashlib
from collections.abc import Callable, Mapping

from dispatch.calls import Says
from dispatch.care.entry import CareKind
from dispatch.intake import aml, cap, ecall, hub, pidf
from dispatch.intake.alarm import Alarm, AlarmKind, read_alarm
from dispatch.intake.meaning import Format, Heard, Why
from dispatch.intake.numbers import plain_number
from dispatch.intake.patients import read_handover
from dispatch.intake.unreadable import read_text
from dispatch.model import Channel, Hypothesis, LocationSource


def _says(**said: object) -> tuple[Says, ...]:
    """What is said, without what is not; of a list every member."""
    listed = [(name, value if isinstance(value, list) else [value]) for name, value in said.items()]
    return tuple(Says(name, str(value)[:120]) for name, values in listed for value in values if value is not None)


def hear_aml(body: bytes) -> Heard:
    """A text message of a telephone about itself."""
    return of_aml(aml.read_aml_text(read_text(body)), Format.AML)


def hear_aml_data(body: bytes) -> Heard:
    """The same as a data message."""
    return of_aml(aml.read_aml_text(aml.unpack_aml(body)), Format.AML_DATA)


def hear_aml_form(body: bytes) -> Heard:
    """The same as an HTTPS form."""
    return of_aml(aml.read_aml_form(body), Format.AML_FORM)


def of_aml(fix: aml.Aml, said_as: Format) -> Heard:
    """A place for a call that comes, or has come, by voice. Without a place it is of no use."""
    floor = f"{fix.floor}F" if fix.floor else None
    place = Hypothesis(LocationSource.AML, fix.place, floor, fix.radius_m, fix.at, fix.confidence)
    return Heard(
        said_as,
        fix.method.value,
        number=plain_number(fix.number),
        hypotheses=(place,) if fix.place is not None else (),
        ignore=Why.NO_PLACE if fix.place is None else None,
        doubts=fix.doubts,
    )


def hear_pidf(body: bytes) -> Heard:
    """A place that a network knows of a caller."""
    told = pidf.read_pidf(body)
    shape = told.geodetic
    place = Hypothesis(
        LocationSource.NETWORK,
        shape.place if shape else None,
        told.address,
        shape.radius_m if shape else None,
        told.at,
        told.confidence,
    )
    number = plain_number(told.number)
    asked = Why.NO_NUMBER if number is None else None
    kind = shape.shape.value if shape else "civic"
    return Heard(Format.PIDF_LO, kind, number=number, hypotheses=(place,), ask=asked)


CAR_RADIUS_M = 25.0  # of a position that the car itself trusts


def hear_ecall(body: bytes) -> Heard:
    """A crashed car. Its number on the road is the VIN: the next message of it is news of the same crash."""
    msd = ecall.read_msd(body)
    radius = CAR_RADIUS_M if msd.trusted else None
    place = Hypothesis(LocationSource.ECALL, msd.place, None, radius, msd.at)
    return Heard(
        Format.ECALL,
        "automatic" if msd.automatic else "manual",
        matters=(f"car:{msd.vin}",),
        hypotheses=(place,) if msd.place is not None else (),
        channel=Channel.ECALL,
        complaint="trauma",
        says=_says(
            activation="automatic" if msd.automatic else "manual",
            passengers=msd.passengers,
            energy=[one.value for one in ecall.ENERGIES if one in msd.energies],
            vehicle=msd.vehicle.value if msd.vehicle else None,
            heading=msd.heading,
            position=None if msd.trusted else "doubtful",
            vin=msd.vin,
        ),
        ignore=Why.TEST if msd.test else None,
    )


def hear_cap(body: bytes) -> Heard:
    """A warning of others: whether anybody has to be sent, a person judges. News of a known one goes to it."""
    alert = cap.read_cap(body)
    info = alert.infos[0] if alert.infos else None
    spots = [point for one in alert.infos for area in one.areas for point in area.points()]
    radius = next((c.radius_km * 1000 for one in alert.infos for area in one.areas for c in area.circles), None)
    words = [text for text in (info.event, info.headline, info.description) if text] if info else []
    named = next((area.text for one in alert.infos for area in one.areas), None)
    place = Hypothesis(LocationSource.RELAY, spots[0] if spots else None, (named or "")[:200] or None, radius)
    return Heard(
        Format.CAP,
        alert.kind.value.lower(),
        key=alert.key,
        matters=tuple(f"cap:{one}" for one in (alert.key, *alert.references)),
        hypotheses=(place,) if spots or named else (),
        text=" · ".join(dict.fromkeys(words))[:2000] or None,
        says=_says(severity=info.severity if info else None, urgency=info.urgency if info else None),
        ignore=_not_for_us(alert),
        ask=Why.WARNING,
    )


def _not_for_us(alert: cap.Alert) -> Why | None:
    if alert.status != "Actual":
        return Why.NOT_ACTUAL
    return Why.NO_NEWS if alert.kind in (cap.Kind.ACK, cap.Kind.ERROR) else None


def hear_hub(body: bytes) -> Heard:
    """Another agency's centre. A shared case becomes a call; what names a known case goes to it."""
    told = hub.read_hub(body)
    withdrawn = told.envelope.withdrawn
    case, shared = told.case, told.kind in hub.CASES and withdrawn is None
    place = (
        Hypothesis(LocationSource.RELAY, case.place, case.address, case.radius_m, case.placed_at)
        if case is not None and (case.place or case.address) and withdrawn is None
        else None
    )
    asks = told.kind in hub.NEEDS_A_PERSON
    quiet = withdrawn is None and not shared and not asks and told.kind is not hub.Kind.RS_EDA_MAJ
    return Heard(
        Format.HUB,
        told.kind.name.lower(),
        key=_key_of(told.envelope),
        number=plain_number(case.number) if case else None,
        matters=tuple(f"case:{one}" for one in told.cases),
        hypotheses=(place,) if place else (),
        channel=Channel.RELAY if shared else None,
        text=" · ".join(one for one in (withdrawn, told.said) if one) or None,
        says=_says(
            case=told.cases[0] if told.cases else None,
            priority=case.priority if case else None,
            victims=case.victims if case else None,
        ),
        age_years=case.age_years if case else None,
        sex=case.sex if case else None,
        language=case.language if case else None,
        ignore=Why.NOT_ACTUAL if not told.envelope.actual else None,
        ask=Why.NO_USE if quiet else Why.NEEDS_ANSWER if asks else Why.UNKNOWN_CASE,
    )


def _key_of(envelope: hub.Envelope) -> str | None:
    if envelope.identifier is None:
        return None
    return hashlib.sha256(f"{envelope.sender},{envelope.identifier}".encode()).hexdigest()


COMPLAINTS: Mapping[AlarmKind, str] = {AlarmKind.FALL: "fall", AlarmKind.CRASH: "trauma"}


def hear_alarm(body: bytes) -> Heard:
    """A thing that is worn or fixed has seen something."""
    told = read_alarm(body)
    place = Hypothesis(LocationSource.DEVICE, told.place, None, told.radius_m, told.placed_at or told.at)
    return Heard(
        Format.ALARM,
        told.kind.value,
        number=plain_number(told.number),
        matters=(f"alarm:{told.device}:{told.id}"[:160],),
        hypotheses=(place,) if told.place is not None else (),
        channel=Channel.WEARABLE,
        complaint=COMPLAINTS.get(told.kind),
        text=told.text,
        says=_alarm_says(told),
        age_years=told.age_years,
        sex=told.sex,
        language=told.language,
        ignore=Why.TEST if told.test else None,
        doubts=told.doubts,
    )


def _alarm_says(told: Alarm) -> tuple[Says, ...]:
    return _says(
        alarm=told.kind.value,
        heart_rate_bpm=told.heart_rate_bpm,
        respiratory_rate_bpm=told.respiratory_rate_bpm,
        spo2_percent=told.spo2_percent,
        temperature_c=told.temperature_c,
        still_s=told.still_s,
        device=told.model,
        battery_percent=told.battery_percent,
    )


BUNDLE_COMPLAINTS: Mapping[str, str] = {
    "stemi": "chest_pain",
    "stroke": "stroke",
    "trauma": "trauma",
    "arrest": "cardiac_arrest",
    "obstetric": "childbirth",
}


def hear_fhir(body: bytes) -> Heard:
    """A patient of another service, whom its crew hands over: a case with everything that was measured and done."""
    told = read_handover(body)
    place = Hypothesis(LocationSource.RELAY, told.place, told.place_text, None, told.at)
    thought = [entry.text for entry in told.entries if entry.kind is CareKind.IMPRESSION and entry.text]
    going = [f"→ {told.destination}"] if told.destination else []
    return Heard(
        Format.FHIR,
        "handover",
        key=hashlib.sha256(f"fhir,{told.key}".encode()).hexdigest() if told.key else None,
        matters=(f"fhir:{told.case}"[:160],) if told.case else (),
        hypotheses=(place,) if told.place is not None else (),
        channel=Channel.RELAY,
        complaint=BUNDLE_COMPLAINTS.get(told.alert or ""),
        text=" · ".join([*thought, *told.narrative, *going])[:2000] or None,
        says=_says(case=told.case, alert=told.alert, acuity=told.acuity),
        age_years=told.age_years,
        sex=told.sex,
        ignore=Why.TEST if told.simulated else None,
        doubts=told.unread,
        handover=told,
    )


HEARERS: Mapping[Format, Callable[[bytes], Heard]] = {
    Format.AML: hear_aml,
    Format.AML_DATA: hear_aml_data,
    Format.AML_FORM: hear_aml_form,
    Format.PIDF_LO: hear_pidf,
    Format.ECALL: hear_ecall,
    Format.CAP: hear_cap,
    Format.HUB: hear_hub,
    Format.ALARM: hear_alarm,
    Format.FHIR: hear_fhir,
}


def hear(said_as: Format, body: bytes) -> Heard:
    """A message of this format understood; raises UnreadableError and nothing else."""
    return HEARERS[said_as](body)
