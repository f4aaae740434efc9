"""One's own password, for everybody who signs in; and the first thing whoever was given one has to do."""

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from chassis import accounts
from chassis.accounts import FEWEST_LETTERS, SHORTEST_PASSWORD
from chassis.errors import InvalidInputError
from dispatch.admin.people import change_own_password
from web.current import actor, system
from web.guard import for_newcomers

passwords = APIBlueprint("passwords", __name__, enable_openapi=False)


@passwords.get("/password")
@for_newcomers
def show() -> ResponseReturnValue:
    """The form, with the rules beside the field."""
    return _form()


@passwords.post("/password")
@for_newcomers
def change() -> ResponseReturnValue:
    """The old one is right and the new one twice the same: every other session of the person ends."""
    old, new, again = (request.form.get(name, "") for name in ("old", "password", "again"))
    if new != again:
        return _form({"again": "not_alike"}), HTTPStatus.UNPROCESSABLE_ENTITY
    address = request.remote_addr or "unknown"
    with system().db.write() as database:  # guesses are slowed down like guesses at the sign-in
        closed_for = accounts.begin_attempt(database, actor().id, address, now=system().clock.now())
    if closed_for is not None:
        return _form({"old": "too_many_failures"}), HTTPStatus.TOO_MANY_REQUESTS
    try:
        version = change_own_password(system(), actor(), old, new)
    except InvalidInputError as wrong:
        return _form({wrong.field: "wrong" if wrong.field == "old" else "weak"}), HTTPStatus.UNPROCESSABLE_ENTITY
    with system().db.write() as database:
        accounts.forgive(database, actor().id, address)
    session["version"] = version
    return redirect("/password?done")


def _form(wrong: dict[str, str] | None = None) -> str:
    rules = {"shortest": SHORTEST_PASSWORD, "different": FEWEST_LETTERS}
    return render_template("password.html", wrong=wrong or {}, done="done" in request.args, rules=rules)
