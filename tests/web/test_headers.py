"""What every answer carries, and what never leaves the house."""

import dataclasses
import re

import pytest
from apiflask import APIFlask

from tests.dispatch.town import Town
from web.app import create_app


def test_the_scripts_of_a_page_are_the_ones_we_wrote(app: APIFlask) -> None:
    answers = [app.test_client().get("/signin") for _ in range(2)]
    nonces = [
        re.findall(r"script-src 'self' 'nonce-([\w-]{20,})'", a.headers["Content-Security-Policy"]) for a in answers
    ]
    assert nonces[0] != nonces[1]
    for answer, (nonce,) in zip(answers, nonces, strict=True):
        inline = re.findall(r"<script(?![^>]*src=)[^>]*>", answer.text)
        assert inline
        assert all(f'nonce="{nonce}"' in script for script in inline)


@pytest.mark.parametrize("path", ["/signin", "/api/v1/me", "/nowhere", "/healthz", "/openapi.json"])
def test_every_answer_closes_the_doors(app: APIFlask, path: str) -> None:
    headers = app.test_client().get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_over_https_the_cookie_stays_on_https_and_on_its_host(town: Town) -> None:
    settings = dataclasses.replace(town.system.settings, https=True)
    app = create_app(dataclasses.replace(town.system, settings=settings))
    answer = app.test_client().get("/signin", base_url="https://desk.example/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-goldentime=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "<script>"])
def test_a_request_id_that_is_none_is_replaced(app: APIFlask, given: str) -> None:
    answer = app.test_client().get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"].startswith("req_")


def test_made_up_methods_do_not_fill_the_metrics(app: APIFlask) -> None:
    client = app.test_client()
    for method in ("BREW", "WHEN"):
        client.open("/healthz", method=method)
    assert b"BREW" not in client.get("/metrics").data
