"""The API's own page: every operation of /openapi.json, readable without a network."""

from apiflask import APIBlueprint
from flask import current_app, render_template

from web.guard import for_anyone

api_docs = APIBlueprint("api_docs", __name__, enable_openapi=False)
METHODS = ("get", "post", "put", "patch", "delete")


@api_docs.get("/docs")
@for_anyone
def show() -> str:
    """Operations in the order of their addresses."""
    spec = current_app.spec  # type: ignore[attr-defined]
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": told.get("summary", ""),
            "about": told.get("description", ""),
        }
        for path, methods in sorted(spec["paths"].items())
        for method, told in methods.items()
        if method in METHODS
    ]
    return render_template("docs.html", operations=operations, info=spec["info"])
