"""The town of the other stories, and the trips that were driven in it."""

from tests.dispatch.conftest import town

__all__ = ["town"]
