"""The sentences for scripts: the same catalogue the templates use."""

from hashlib import sha256

from apiflask import APIBlueprint
from flask import Response, request

from web.guard import for_anyone
from web.i18n import LANGUAGES, as_told
from web.problems import Refused

catalogues = APIBlueprint("catalogues", __name__, enable_openapi=False)


@catalogues.get("/i18n/<spoken>.json")
@for_anyone
def read(spoken: str) -> Response:
    """Every key of a language with its sentence."""
    if spoken not in LANGUAGES:
        raise Refused(404, "not_found", "the pages speak ko and en")
    body = as_told(spoken)
    response = Response(body, content_type="application/json; charset=utf-8", headers={"Cache-Control": "no-cache"})
    response.set_etag(sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
