"""Logs tell what happened to which request, and nothing about who was ill."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chassis.db import Database
from chassis.telemetry import PRIVATE, hide_private


def test_what_tells_of_a_patient_is_hidden_however_deep_it_lies() -> None:
    secret = dict.fromkeys(PRIVATE, "+82 10 1234 5678")
    line = {"event": "taken", "incident": "inc_1", **secret, "inner": [{"more": secret}, ("x", secret)], "n": 3}
    shown = json.dumps(hide_private(None, "info", line))
    assert "1234" not in shown
    assert json.loads(shown)["incident"] == "inc_1"
    assert json.loads(shown)["n"] == 3


def test_an_error_of_the_database_does_not_quote_the_caller(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as failed, database.read() as session:
        session.execute(text("SELECT nothing FROM nowhere WHERE number = :number"), {"number": "+821012345678"})
    assert "+8210" not in str(failed.value)
