"""An instant that comes in names its zone: without one nobody knows when it was."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, get_args

import pytest
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from web.app import create_app
from web.desk.schemas import Body
from web.guidance.schemas import OrderAnswerIn


def bodies(of: type[Body] = Body) -> Iterator[type[Body]]:
    for one in of.__subclasses__():
        yield one
        yield from bodies(one)


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for one in get_args(annotation):
        yield from parts(one)


def test_no_body_takes_an_instant_without_a_zone() -> None:
    assert callable(create_app)  # with it come all the schemas
    times = [
        (one, name, kind)
        for one in bodies()
        for name, field in one.model_fields.items()
        for kind in parts(field.annotation)
        if kind in (datetime, AwareDatetime)
    ]
    assert [(one.__name__, name) for one, name, kind in times if kind is datetime] == []
    assert {name for _, name, _ in times} >= {"device_at", "until"}


def test_it_is_refused_where_it_comes_in() -> None:
    told = TypeAdapter(OrderAnswerIn)
    assert told.validate_python({"action": "give", "device_at": "2026-03-02T09:00:00+09:00"}).device_at
    with pytest.raises(ValidationError):
        told.validate_python({"action": "give", "device_at": "2026-03-02T09:00:00"})
