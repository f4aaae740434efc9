"""What the suites over ports need."""

from tests.hospitals.feeds.conftest import serve

__all__ = ["serve"]
