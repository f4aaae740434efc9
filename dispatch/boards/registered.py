"""How cards of registered people are kept and read: counts for everybody in charge, the odd looks for supervisors."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from chassis.sealing import Sealer, sealer_of
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from dispatch.tables.registered import RegisteredLookRow, counts, to_explain

LOOKED_BACK = timedelta(days=30)


def registered_counts(session: Session, system: System, region: str) -> dict[str, Any]:
    """Cards, those that end soon or have ended, and looks of the last thirty days. Nothing of anybody."""
    now = system.clock.now()
    soon = now + in_force(session, system, region).registered.warn_before
    return counts(session, region, now=now, soon=soon, since=now - LOOKED_BACK)


def odd_looks(session: Session, system: System, region: str) -> list[dict[str, Any]]:
    """Cards broken open and looks that no call followed: who, when and why, never whose."""
    since, sealer = system.clock.now() - LOOKED_BACK, sealer_of(system.settings)
    return [_told(session, look, sealer) for look in to_explain(session, region, since=since)]


def _told(session: Session, look: RegisteredLookRow, sealer: Sealer) -> dict[str, Any]:
    incident = session.get(IncidentRow, look.incident_id) if look.incident_id else None
    return {
        "id": look.id,
        "at": look.at.isoformat(),
        "by": look.actor_name,
        "role": look.role,
        "kind": look.kind,
        "reason": look.reason,
        "words": sealer.opened(look.words)["words"] if look.words else None,
        "incident": incident.number if incident else None,
        "times": look.times,
        "told_at": look.told_at.isoformat() if look.told_at else None,
        "unmatched": look.unmatched,
    }
