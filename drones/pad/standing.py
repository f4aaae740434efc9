"""Taking over what a source says stands in a region."""

from collections.abc import Sequence

from chassis.ground import Ground
from chassis.identity import Actor
from chassis.work import record_change, working
from drones.model import Obstacle
from drones.tables.obstacles import ObstacleSet, put_obstacles


def take_obstacles(system: Ground, actor: Actor, source: str, obstacles: Sequence[Obstacle]) -> ObstacleSet:
    """Plan every way round these from now on, instead of what `source` said before of the actor's region."""
    with working(system, actor) as work:
        kept = put_obstacles(work.session, actor.region, source, obstacles, now=work.now)
        new = {"source": source, "count": kept.count, "unmeasured": kept.unmeasured, "digest": kept.digest}
        record_change(work, "take_obstacles", actor.region, None, new)
        return kept
