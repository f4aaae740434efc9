"""Live pictures over the web: both sides post small messages and ask for news; nothing that is seen passes here."""

from typing import Any

from apiflask import APIBlueprint

from dispatch.boards.video import video_news
from dispatch.caller import filming
from dispatch.caller.filming import Seat
from dispatch.caller.speaking import caller_of
from dispatch.desk.conversing import own_call_of
from dispatch.phrases import Side
from dispatch.seeing import VideoEnd
from web.caller.answering import DESK
from web.caller.links import call_of
from web.caller.schemas import AskVideoIn, ConsentIn, NewsIn, PageIn, SignalIn
from web.current import actor, language, system
from web.guard import for_roles, for_signed_requests, leaves_no_copy

caller_video = APIBlueprint("caller_video", __name__, url_prefix="/api/v1/caller/<token>/video", tag="caller")
desk_video = APIBlueprint("desk_video", __name__, url_prefix="/api/v1/calls/<call_id>/video", tag="desk")
DONE = ("", 204)


@caller_video.get("")
@caller_video.input(NewsIn, location="query", arg_name="asked")
@for_signed_requests
def caller_news(token: str, asked: NewsIn) -> dict[str, Any]:
    """How it stands, and what the desk's page has said to this one."""
    call = call_of(token)
    with system().db.read() as session:
        return dict(video_news(session, system(), call, Side.CALLER, asked.page, asked.since))


@caller_video.post("")
@caller_video.input(ConsentIn, arg_name="body")
@for_signed_requests
def consent(token: str, body: ConsentIn) -> tuple[str, int]:
    """The control room may see and hear from now on."""
    filming.consent_video(system(), call_of(token), body.page, picture=body.picture, language=language())
    return DONE


@caller_video.post("/join")
@caller_video.input(PageIn, arg_name="body")
@for_signed_requests
def join(token: str, body: PageIn) -> tuple[str, int]:
    """The page was loaded anew and goes on."""
    filming.join_video(system(), call_of(token), body.page)
    return DONE


@caller_video.post("/signals")
@caller_video.input(SignalIn, arg_name="body")
@for_signed_requests
@leaves_no_copy
def caller_signal(token: str, body: SignalIn) -> tuple[str, int]:
    """To the desk's page."""
    call = call_of(token)
    filming.signal_video(system(), caller_of(call), call.id, Seat(Side.CALLER, body.page), body.kind, body.body)
    return DONE


@caller_video.post("/end")
@for_signed_requests
def caller_ends(token: str) -> tuple[str, int]:
    """No more, or not at all."""
    call = call_of(token)
    filming.end_video(system(), caller_of(call), call, VideoEnd.CALLER)
    return DONE


@desk_video.get("")
@desk_video.input(NewsIn, location="query", arg_name="asked")
@for_roles(*DESK)
def desk_news(call_id: str, asked: NewsIn) -> dict[str, Any]:
    """How it stands, and what the caller's page has said to this one."""
    with system().db.read() as session:
        call = own_call_of(session, actor(), call_id)
        return dict(video_news(session, system(), call, Side.DESK, asked.page, asked.since))


@desk_video.post("")
@desk_video.input(AskVideoIn, arg_name="body")
@for_roles(*DESK)
def ask(call_id: str, body: AskVideoIn) -> tuple[str, int]:
    """Ask the caller to show what they see, on their page and by a text."""
    filming.ask_video(system(), actor(), call_id, picture=body.picture)
    return DONE


@desk_video.post("/watch")
@desk_video.input(PageIn, arg_name="body")
@for_roles(*DESK)
def watch(call_id: str, body: PageIn) -> tuple[str, int]:
    """This page sees and hears from now on, and no other."""
    filming.watch_video(system(), actor(), call_id, body.page)
    return DONE


@desk_video.post("/seen")
@desk_video.input(PageIn, arg_name="body")
@for_roles(*DESK)
def seen(call_id: str, body: PageIn) -> tuple[str, int]:
    """The page shows frames."""
    filming.see_video(system(), actor(), call_id, body.page)
    return DONE


@desk_video.post("/signals")
@desk_video.input(SignalIn, arg_name="body")
@for_roles(*DESK)
@leaves_no_copy
def desk_signal(call_id: str, body: SignalIn) -> tuple[str, int]:
    """To the caller's page."""
    filming.signal_video(system(), actor(), call_id, Seat(Side.DESK, body.page), body.kind, body.body)
    return DONE


@desk_video.post("/end")
@for_roles(*DESK)
def desk_ends(call_id: str) -> tuple[str, int]:
    """No more."""
    with system().db.read() as session:
        call = own_call_of(session, actor(), call_id)
    filming.end_video(system(), actor(), call, VideoEnd.DESK)
    return DONE
