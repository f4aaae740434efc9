"""The rows of dispatch. They stay in here and leave as the frozen snapshots of `dispatch.model`."""

from dispatch.tables import (
    areas,
    assessments,
    cases,
    climbs,
    fleet,
    handovers,
    jobs,
    messages,
    patients,
    policies,
    premises,
    records,
    signals,
    traffic,
    trips,
)

ROOMS = (
    areas,
    assessments,
    cases,
    climbs,
    fleet,
    handovers,
    jobs,
    messages,
    patients,
    policies,
    premises,
    records,
    signals,
    traffic,
    trips,
)
