"""The rows of the hospitals' room. They stay in here and leave as the frozen values of `hospitals.model`."""

from hospitals.tables.board import get_hospital, put_hospital, read_board, read_posts, read_stale
from hospitals.tables.requests import get_request, read_requests

__all__ = [
    "get_hospital",
    "get_request",
    "put_hospital",
    "read_board",
    "read_posts",
    "read_requests",
    "read_stale",
]
