"""Chance comes in by the door: a seeded generator, so that a simulated day can be lived again."""

from random import Random

__all__ = ["Random", "seeded"]


def seeded(seed: int | str) -> Random:
    """A generator that gives the same draws for the same `seed`. Never for secrets: see `chassis.secrets`."""
    return Random(seed)
