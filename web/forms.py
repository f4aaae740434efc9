"""Bodies besides JSON: what an endpoint takes and gives, said beside it, and told in the API's description."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from flask import request

View = TypeVar("View", bound=Callable[..., object])
Reading = Callable[..., object]


def takes(forms: Mapping[str, Reading]) -> Callable[[View], View]:
    """Bodies of these types are answered by these functions, everything else by the view itself."""

    def mark(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **more: Any) -> object:
            chosen: Callable[..., object] = forms.get(request.mimetype, view)
            return chosen(*args, **more)

        answer.__dict__["goldentime_takes"] = tuple(forms)
        return answer  # type: ignore[return-value]

    return mark


def takes_raw(*mimetypes: str) -> Callable[[View], View]:
    """The view reads the body as it came; these types are told in the API's description."""

    def mark(view: View) -> View:
        view.__dict__["goldentime_takes"] = mimetypes
        return view

    return mark


def gives(mimetype: str) -> Callable[[View], View]:
    """The view answers with this type."""

    def mark(view: View) -> View:
        view.__dict__["goldentime_gives"] = mimetype
        return view

    return mark
