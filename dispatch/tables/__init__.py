"""The rows of dispatch. They stay in here and leave as the frozen snapshots of `dispatch.model`."""

from dispatch.tables import (
    advice,
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
    advice,
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
