"""A person at a page, without a browser: signs in, carries the CSRF token, reads JSON."""

from typing import Any

from apiflask import APIFlask
from werkzeug.test import TestResponse

from chassis.identity import Role

PASSWORD = "correct horse battery"
PEOPLE = {
    "kim": (Role.DISPATCHER, None),
    "chief": (Role.SUPERVISOR, None),
    "nurse": (Role.HOSPITAL, "h_far"),
    "other-nurse": (Role.HOSPITAL, "h_silent"),
    "crew": (Role.PARAMEDIC, "s1"),
    "other-crew": (Role.PARAMEDIC, "s2"),
    "pilot": (Role.PILOT, "pad1"),
    "admin": (Role.ADMIN, None),
    "centre": (Role.TRAFFIC, None),
    "agency": (Role.RELAY, None),
    "gateway": (Role.MONITOR, "s1"),
}
SEJONG_CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}


class Person:
    """Somebody signed in."""

    def __init__(self, app: APIFlask, login: str) -> None:
        self.client = app.test_client()
        token = self._token()
        form = {"login": login, "password": PASSWORD, "csrf_token": token}
        assert self.client.post("/signin", data=form).status_code == 302
        self.csrf = self._token()

    def _token(self) -> str:
        with self.client.session_transaction() as session:
            session.setdefault("csrf", "token-of-this-story")
            return str(session["csrf"])

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.client.post(path, json=body if body is not None else {}, headers=self._headers(headers))

    def patch(self, path: str, body: Any) -> TestResponse:
        return self.client.patch(path, json=body, headers=self._headers({}))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"X-CSRF-Token": self.csrf} | {name.replace("_", "-"): value for name, value in more.items()}


def a_call(**more: Any) -> dict[str, Any]:
    """The body of a plain call from Sejong City Hall."""
    gate = {"conscious": "yes", "breathing": "yes", "happened": "가슴이 아파요"}
    return {"complaint": "chest_pain", "locations": [SEJONG_CITY_HALL], "gate": gate} | more
