"""What the words of a call suggest while they are being typed."""

from dispatch.desk.suggesting import suggest_from, suggested_view
from web.current import actor, system
from web.desk.schemas import TypedIn
from web.desk.views import DESK, Json, desk_api
from web.guard import for_roles


@desk_api.post("/calls/suggestions")
@desk_api.input(TypedIn, arg_name="body")
@for_roles(*DESK)
def suggest(body: TypedIn) -> Json:
    """A complaint with its chance, and phrases that say where. Nothing is kept: without an idempotency key, please."""
    return suggested_view(suggest_from(system(), actor(), body.text))
