"""Green for ambulances: what to ask of which junction and when, and what a junction does with it. Pure.

Whoever drives a vehicle over signals, a city's centre or a simulator, uses it like this:

    junctions = find_junctions(network)                      # once a network (`routing.junctions`)
    way = plan_way(route, junctions)                         # once a route in force; again after every new route
    progress = follow(way, fix, progress, off_route_m=policy.off_route_m) or progress      # at every position, 1 Hz
    for change in plan_changes(vehicle, way, progress, known, severity=14, now=now, policy=policy):
        known = [one for one in known if one.number != change.request.number] + [change.request]
        answer = controllers[change.request.junction].hear(change.request, change.kind, now)
    for controller in controllers.values():                  # once a second, whether anybody asks or not
        for answer in controller.tick(now):
            known = [answered(one, answer) if one.number == answer.number else one for one in known]

`known` are one vehicle's requests of one run. A `JunctionController` owns one junction; its `SignalPort` shows what
it is told: `FixedSignal` here, SUMO in `make twin`. Approaches are edges of the network: a port maps them to its own
links in `target_state`. At the end of a run, `plan_changes(vehicle, None, …)` takes everything back.
"""

from routing.priority.controller import JunctionController, Phase
from routing.priority.messages import Answer, Kind, PriorityRequest, Status, rank
from routing.priority.planner import Change, Why, answered, fallen_silent, plan_changes
from routing.priority.policy import JunctionPolicy, PriorityPolicy
from routing.priority.port import SignalError, SignalPort
from routing.priority.states import ASKED, SIGNAL_REQUEST, RequestAction, RequestState
from routing.priority.way import AvlFix, PlannedRoute, Progress, StopLine, follow, plan_way

__all__ = [
    "ASKED",
    "SIGNAL_REQUEST",
    "Answer",
    "AvlFix",
    "Change",
    "JunctionController",
    "JunctionPolicy",
    "Kind",
    "Phase",
    "PlannedRoute",
    "PriorityPolicy",
    "PriorityRequest",
    "Progress",
    "RequestAction",
    "RequestState",
    "SignalError",
    "SignalPort",
    "Status",
    "StopLine",
    "Why",
    "answered",
    "fallen_silent",
    "follow",
    "plan_changes",
    "plan_way",
    "rank",
]
