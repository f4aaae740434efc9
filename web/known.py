"""Answers a page may know already: made only for whoever has not got this very one."""

from collections.abc import Callable
from typing import Any

from flask import Response, json, request


def unless_known(tag: str, make: Callable[[], Any]) -> Response:
    """What `make` gives, as JSON under the ETag `tag`; 304 and nothing made for whoever names that tag."""
    if request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        answer = Response(json.dumps(make()), content_type="application/json")
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
