"""`drones.autopilot.Autopilot` over MAVLink."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drones.autopilot import Report
from drones.mavlink.channel import Channel
from drones.mavlink.conversation import Account
from drones.mavlink.goals import phase_of
from drones.mission import Telemetry
from drones.sortie import Sortie
from drones.states import FLYING, FOLLOWED
from drones.vehicle import VehicleState

TOLD_EVERY = timedelta(seconds=0.5)  # as often as pages show it; what a vehicle says comes faster
LOOKED_OVER_EVERY = timedelta(seconds=0.15)  # on the ground, each turn of the link: its list asks for the last second


@dataclass(slots=True)
class MavlinkAutopilot:
    """The vehicles that are connected, by drone. One that is not is never heard.

    `follow` has nothing to report, as for a vehicle that is not heard, for half a second after it did, or on the ground
    for a turn.
    """

    channels: Mapping[str, Channel]
    _told: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)

    def keep_to(self, sorties: Collection[Sortie], *, now: datetime) -> None:
        steered = {sortie.drone_id for sortie in sorties}
        for drone_id, channel in self.channels.items():
            if drone_id not in steered:
                channel.leave(now)

    def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
        channel = self.channels.get(sortie.drone_id)
        if channel is None:
            return None
        steered = sortie.state in FOLLOWED
        account = channel.follow(sortie, now) if steered else channel.overhear()
        return self._report(sortie, account, now) if self._worth_telling(sortie, account, now) else None

    def launch(self, sortie: Sortie, *, now: datetime) -> None:
        channel = self.channels.get(sortie.drone_id)
        if channel is not None:
            channel.start(sortie, now)

    def call_home(self, sortie: Sortie, *, now: datetime) -> None:
        channel = self.channels.get(sortie.drone_id)
        if channel is not None:
            channel.call_home(sortie, now)

    def _worth_telling(self, sortie: Sortie, account: Account, now: datetime) -> bool:
        if account.state is None and account.done is None:
            return False
        told_at, verified = self._told.get(sortie.id, (None, None))
        every = TOLD_EVERY if sortie.state in FLYING else LOOKED_OVER_EVERY
        due = told_at is None or now - told_at >= every
        new = (account.let_go and sortie.let_go_at is None) or (account.hung and sortie.hung_at is None)
        return due or new or account.done is not None or bool(account.notes) or account.verified != verified

    def _report(self, sortie: Sortie, account: Account, now: datetime) -> Report:
        self._told[sortie.id] = (now, account.verified)
        telemetry = telemetry_of(account.state, sortie) if account.state is not None else None
        return Report(
            telemetry,
            account.done,
            account.reason,
            account.state,
            account.verified,
            account.notes,
            account.let_go,
            account.hung,
        )


def telemetry_of(state: VehicleState, sortie: Sortie | None = None) -> Telemetry | None:
    """Where the vehicle is; None while it does not know, or while it is not heard."""
    if state.place is None or state.link_lost_since is not None:
        return None
    return Telemetry(
        at=state.at,
        place=state.place,
        altitude_m=state.altitude_m,
        speed_mps=state.ground_speed_mps,
        battery_share=state.battery_share,
        phase=phase_of(sortie, state) if sortie is not None else None,
    )
