"""The worker's part that needs words: messages to hospitals' own systems, in the first language."""

from datetime import timedelta
from functools import partial

from dispatch.deliver import deliver_by
from dispatch.desk.announcing import ADT
from dispatch.hl7.sending import send_adt
from dispatch.system import System
from dispatch.worker import Job, worker_name
from web.i18n import LANGUAGES, catalogue


def adt_jobs() -> tuple[Job, ...]:
    """What the worker does for hospitals' own systems."""
    return (Job("adt", timedelta(seconds=1), tell_hospitals),)


def tell_hospitals(system: System) -> int:
    """Send what is due; a listener that is slow or away holds up nobody else."""
    language = LANGUAGES[0]
    return deliver_by(system, worker_name(), ADT, partial(send_adt, language=language, words=catalogue(language)))
