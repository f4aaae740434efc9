"""Somebody with a card on the way, and what is asked of it and told of it."""

from typing import Any

from sqlalchemy import inspect, text

from dispatch.deliver import deliver
from dispatch.desk.alerting import read_alerts
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.registered.showing import GlassReason
from dispatch.registering.breaking import Breaking
from hospitals.intake.answering import accept
from tests.dispatch.registered.people import OTHER
from tests.dispatch.town import Town

WHY = "가족이 신고, 딸아이가 말함"


def asked(number: str = OTHER, reason: GlassReason = GlassReason.NUMBER_FOUND, **more: Any) -> Breaking:
    return Breaking(number, reason, WHY, **more)


def everything(town: Town) -> str:
    """Every row of every table, as it lies there."""
    with town.system.db.read() as session:
        names = inspect(session.get_bind()).get_table_names()
        return "\n".join(str(session.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)


def patient_on_the_way(town: Town, incident: str) -> tuple[str, str]:
    """A crew on the incident and a hospital that takes its patient: (assignment, request)."""
    job = send_unit(town.system, town.kim, incident, "s1")
    request = ask_hospitals(town.system, town.kim, incident, hospital_ids=("h_far",))[0]
    accept(town.system, town.nurse("h_far"), request.id)
    confirm_hospital(town.system, town.kim, request.id)
    return job, request.id


def notices(town: Town) -> list[str]:
    deliver(town.system, "worker")
    return [sent.body for sent in town.paging.sent if "열람" in sent.body]


def read_kinds(town: Town) -> list[str]:
    with town.system.db.read() as session:
        return [
            one["kind"] for one in read_alerts(session, "sejong") if one["kind"] in ("glass_broken", "look_unmatched")
        ]
