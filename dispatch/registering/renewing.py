"""Sealing everything anew after the secret was changed: cards, the fingerprints that find them, and words of looks.

Codes, visits and waiting texts live for minutes or hours; they are opened under the old secret until they are gone.
"""

from sqlalchemy import delete, select

from chassis.sealing import sealer_of
from dispatch.premises import plain_number
from dispatch.system import System
from dispatch.tables.registered import NUMBER, RegisteredLookRow, RegisteredNumberRow, RegisteredRow


def seal_anew(system: System) -> int:
    """Bring every card under the newest secret; returns how many. Repeatable, and safe while people work."""
    with system.db.read() as session:
        people = session.scalars(select(RegisteredRow.id).order_by(RegisteredRow.id)).all()
    return sum(_renew(system, person_id) for person_id in people)


def _renew(system: System, person_id: str) -> int:
    sealer = sealer_of(system.settings)
    with system.db.write() as session:
        row = session.get(RegisteredRow, person_id, with_for_update=True)
        if row is None:
            return 0
        kept = sealer.opened(row.sealed)
        row.sealed = sealer.seal(kept)
        prints = [sealer.fingerprint(NUMBER, plain_number(number)) for number in kept["numbers"]]
        row.owner = prints[0]
        session.execute(delete(RegisteredNumberRow).where(RegisteredNumberRow.person_id == person_id))
        session.add_all(RegisteredNumberRow(fingerprint=one, person_id=person_id) for one in dict.fromkeys(prints))
        mine = select(RegisteredLookRow).where(RegisteredLookRow.person_id == person_id)
        for look in session.scalars(mine.where(RegisteredLookRow.words.is_not(None))):
            look.words = sealer.renewed(look.words or "")
    return 1
