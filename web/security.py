"""What every answer carries: a strict content policy with a nonce, and headers that close doors."""

from secrets import token_urlsafe

from flask import Flask, Response, g, request

from web.current import system

SHOWS_WHAT_IT_SEES = frozenset({"caller_pages.show", "crew_pages.show"})  # no other page may open a camera
SPEAKS = SHOWS_WHAT_IT_SEES | {"receiving_pages.show", "desk_pages.show"}  # nor any but these a microphone
A_YEAR_S = 365 * 24 * 3600
POLICY = "; ".join(  # noqa: FLY002  one rule a line reads best
    [
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def install(app: Flask) -> None:
    """Make a nonce per request and write the headers."""
    app.before_request(_nonce)
    app.after_request(_headers)


def _nonce() -> None:
    g.nonce = token_urlsafe(16)


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=g.get("nonce", "")))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if system().settings.https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR_S}")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    sees, speaks = (_allowed(request.endpoint in pages) for pages in (SHOWS_WHAT_IT_SEES, SPEAKS))
    response.headers.setdefault("Permissions-Policy", f"geolocation=(self), camera={sees}, microphone={speaks}")
    if response.mimetype in {"text/html", "application/json", "application/problem+json"}:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _allowed(here: bool, /) -> str:
    return "(self)" if here else "()"
