"""What a hospital hears when we ring it, as TwiML in Korean and English, and what its keys answer."""

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, url_for

from hospitals.keypad import DIGITS, REASONS
from hospitals.request import Request
from web.current import system
from web.i18n import LANGUAGES, catalogue

VOICES = {"ko": "ko-KR", "en": "en-GB"}
WAITS_S = "8"
RINGS_S = "60"  # how long the desk's telephones ring before the provider gives up


def said(*keys: str) -> Response:
    """A few sentences in both languages, then the line is closed."""
    root = Element("Response")
    for spoken in LANGUAGES:
        _say(root, spoken, " ".join(catalogue(spoken)[key] for key in keys))
    SubElement(root, "Hangup")
    return _answer(root)


def question(request: Request, token: str) -> Response:
    """The minimum of the patient, and the three keys; asked once more when no key is pressed."""
    return _gather(token, "hooks.voice", {spoken: _about(request, spoken) for spoken in LANGUAGES})


def reasons(token: str) -> Response:
    """The reasons, a digit each."""
    texts = {}
    for spoken in LANGUAGES:
        words = catalogue(spoken)
        listed = " ".join(f"{key}, {words[f'decline.{code}']}." for key, code in zip(DIGITS, REASONS, strict=True))
        texts[spoken] = f"{words['voice.why']} {listed}"
    return _gather(token, "hooks.voice_reason", texts)


def hold(group: str) -> Response:
    """What a person hears who rings us: that they have come to the right place; then they are put through.

    `group` is `queue:NAME` of the provider, or telephones and SIP addresses that ring together. With nobody named the
    caller waits in a queue, from which a telephone system may take them.
    """
    root = Element("Response")
    for spoken in LANGUAGES:
        _say(root, spoken, catalogue(spoken)["voice.hold"])
    queue = group.removeprefix("queue:") if group.startswith("queue:") else None
    if group and queue is None:
        _dial(root, group)
    else:
        SubElement(root, "Enqueue").text = queue or "goldentime"
    return _answer(root)


def put_through(number: str) -> Response:
    """Who has picked up for a call back hears so, and the person is rung."""
    root = Element("Response")
    for spoken in LANGUAGES:
        _say(root, spoken, catalogue(spoken)["voice.calling_back"])
    _dial(root, number)
    return _answer(root)


def nothing() -> Response:
    """No word, and nothing to do."""
    return _answer(Element("Response"))


def _dial(root: Element, group: str) -> None:
    """All of them ring, the first to pick up has it; `answerOnBridge` keeps the caller's line ringing meanwhile."""
    dial = SubElement(root, "Dial", answerOnBridge="true", timeout=RINGS_S)
    for one in (part.strip() for part in group.split(",")):
        SubElement(dial, "Sip" if one.startswith("sip:") else "Number").text = one


def text_reply(key: str) -> Response:
    """A text in reply to a text."""
    root = Element("Response")
    SubElement(root, "Message").text = " / ".join(catalogue(spoken)[key] for spoken in LANGUAGES)
    return _answer(root)


def _about(request: Request, spoken: str) -> str:
    words, minimum = catalogue(spoken), request.minimum
    eta = minimum.eta
    left = max(1, round((eta - system().clock.now()).total_seconds() / 60)) if eta is not None else None
    parts = [words["voice.request"].format(acuity=minimum.acuity)]
    parts += [words[f"bundle.{minimum.bundle}"] + "."] if minimum.bundle else []
    parts += [words[f"age_band.{minimum.age_band}"] + "."] if minimum.age_band else []
    parts += [words["voice.eta"].format(minutes=left)] if left is not None else []
    return " ".join([*parts, words["voice.keys"]])


def _gather(token: str, endpoint: str, texts: dict[str, str]) -> Response:
    root, here = Element("Response"), system().settings.public_url + url_for(endpoint, token=token)
    gather = SubElement(root, "Gather", numDigits="1", timeout=WAITS_S, action=here, method="POST")
    for spoken, text in texts.items():
        _say(gather, spoken, text)
    SubElement(root, "Redirect", method="POST").text = system().settings.public_url + url_for(
        "hooks.voice", token=token
    )
    return _answer(root)


def _say(parent: Element, spoken: str, text: str) -> None:
    SubElement(parent, "Say", language=VOICES[spoken]).text = text


def _answer(root: Element) -> Response:
    body = tostring(root, encoding="unicode", xml_declaration=False)
    return Response('<?xml version="1.0" encoding="UTF-8"?>' + body, content_type="text/xml; charset=utf-8")
