"""A drive in SUMO from a saved state on, each in a process of its own."""

import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from benches.twin.kinds import Drive
from benches.twin.losses import asked_for, one_block, read_losses
from benches.twin.plain import Board
from benches.twin.run import Log, Order, Watcher, through
from benches.twin.traffic import Traffic
from benches.twin.world import running
from routing.model import RoadNetwork

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Stage:
    """What all runs share."""

    network: RoadNetwork
    traffic: Traffic
    seed: int


def drive(stage: Stage, order: Order, watchers: Sequence[Watcher] = ()) -> Drive:
    """Drive it, with the watchers acting, and say how it went."""
    begin = order.scene.at_s
    with tempfile.TemporaryDirectory() as folder:
        output, more = Path(folder) / "lost.xml", Path(folder) / "lost.add.xml"
        more.write_text(asked_for(output, begin_s=begin, end_s=begin + order.horizon_s))
        options = stage.traffic.options(seed=stage.seed)
        options["additional-files"] = f"{options['additional-files']},{more}"
        with running(Board.under(stage.network), options, state=order.scene.state, at_s=begin) as world:
            log = through(world, order, watchers)
        lost = read_losses(output, one_block(stage.network, order.journey.edges))
    return _outcome(order, log, lost, arrived=world.arrived, jumped=world.jumped)


@dataclass(frozen=True, slots=True)
class Crash:
    """The simulator itself died, by this signal: SUMO 1.28 does in some scenes, always in the same ones."""

    signal: int


def each_afresh(run: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result | Crash]:
    """Every task in a new process, one after the other: a second run in one process is another run.

    Raises RuntimeError when our own part of a run fails.
    """
    forks = multiprocessing.get_context("fork")  # it has the engine already, which cannot be sent to it
    for task in tasks:
        here, there = forks.Pipe(duplex=False)
        child = forks.Process(target=_tell, args=(there, run, task))
        child.start()
        there.close()
        told = _heard(here)
        child.join()
        if child.exitcode:
            if child.exitcode > 0:
                raise RuntimeError("a run failed; its words are above")
            told = Crash(-child.exitcode)
        yield told


def _heard(here: Connection) -> Any:
    """What the run answered; None where it died without a word."""
    try:
        return here.recv()
    except EOFError:
        return None


def _tell(there: Connection, run: Callable[[Task], Result], task: Task) -> None:
    there.send(run(task))


def _outcome(order: Order, log: Log, lost: tuple[float, float], *, arrived: bool, jumped: bool) -> Drive:
    everywhere, close = lost
    return Drive(
        seconds=log.seconds,
        arrived=arrived,
        jumped=jumped,
        stopped_s=log.stopped_s,
        others_s=everywhere + log.waiting_s - log.own_loss_s,
        near_s=close - log.own_loss_s,
        slow_met=len(log.met & set(order.scene.slow)),
    )
