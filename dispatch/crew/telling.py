"""Whom news of a patient reaches, for a crew's commands: as for the desk's, `dispatch.desk.carers` says it."""

from dispatch.desk.carers import tell_carers, tell_desk

__all__ = ["tell_carers", "tell_desk"]
