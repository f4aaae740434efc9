"""The grammar of the console's command line, asked in the Node.js that installs the assets."""

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.node import find_node
from web.manifest import HERE

WORLD = {
    "incidents": [
        {"id": "i12", "number": "26-000012", "over": False, "merged": False},
        {"id": "i14", "number": "26-000014", "over": False, "merged": False},
        {"id": "i112", "number": "26-000112", "over": False, "merged": False},
        {"id": "i7", "number": "26-000007", "over": True, "merged": True},
        {"id": "i8", "number": "26-000008", "over": True, "merged": False},
    ],
    "units": [
        {"id": "sj-101", "names": ["세종1", "Sejong 1"]},
        {"id": "sj-103", "names": ["세종3", "Sejong 3"]},
        {"id": "dj-1", "names": ["대전1", "Daejeon 1"]},
    ],
    "words": {
        "step": [["en_route", "er", "출발"], ["on_scene", "sc", "현장 도착"], ["ack", "ack", "출동 확인"]],
        "disposition": [["transported", "transported", "병원 이송"], ["refusal", "refusal", "이송 안 함"]],
        "cancellation": [["false_alarm", "false_alarm", "오인 신고"]],
    },
}
SCRIPT = """
import {parse} from './grammar.js';
import {keys} from './keymap.js';
let text = '';
for await (const piece of process.stdin) text += piece;
const {world, lines} = JSON.parse(text);
process.stdout.write(JSON.stringify(lines.map(line => ({...parse(line, world), keys: keys(line)}))));
"""


Asker = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """What the grammar makes of some lines; by the Node.js of the wheel, or the machine's own."""
    node = find_node()
    if node is None:
        pytest.skip("no Node.js here")
    folder = tmp_path_factory.mktemp("grammar")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "ask.js").write_text(SCRIPT, "utf-8")
    for module in ("grammar.js", "keymap.js"):
        shutil.copy(HERE / "static" / "app" / "desk" / module, folder)

    def ask(*lines: str) -> list[dict[str, Any]]:
        asking = json.dumps({"world": WORLD, "lines": lines})
        done = subprocess.run(
            [node, "ask.js"], cwd=folder, input=asking, capture_output=True, text=True, timeout=60, check=True
        )
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    return ask


def meant(answer: dict[str, Any]) -> tuple[Any, ...]:
    """(command, the things meant), or (search, words)."""
    if "search" in answer:
        return ("search", answer["search"])
    assert answer["error"] is None, answer["error"]
    return (answer["command"]["name"], *(one.get("id") if isinstance(one, dict) else one for one in answer["args"]))


def test_every_command_is_understood_in_its_short_form(asked: Asker) -> None:
    lines = {
        "n": ("new", ""),
        "n 가슴이 아파요": ("new", "가슴이 아파요"),
        "d 12 s3": ("dispatch", "i12", "sj-103"),
        "d 26-000014 세종1": ("dispatch", "i14", "sj-101"),
        "d 12 sejong3": ("dispatch", "i12", "sj-103"),
        "d 12 sj-103": ("dispatch", "i12", "sj-103"),
        "h 12": ("ask", "i12", []),
        "h 12 ask 1 2 3": ("ask", "i12", [1, 2, 3]),
        "h 12 2 2 1": ("ask", "i12", [2, 1]),
        "m 12 14": ("merge", "i12", "i14"),
        "u 7": ("unmerge", "i7"),
        "t 8": ("timeline", "i8"),
        "s s3 er": ("status", "sj-103", ["en_route", "er", "출발"]),
        "s 대전 현장": ("status", "dj-1", ["on_scene", "sc", "현장 도착"]),
        "c 12 transported": ("close", "i12", ["transported", "transported", "병원 이송"]),
        "x 12 오인": ("cancel", "i12", ["false_alarm", "false_alarm", "오인 신고"]),
    }
    assert [meant(answer) for answer in asked(*lines)] == list(lines.values())


def test_the_keys_count_and_not_the_letters_the_korean_input_method_made_of_them(asked: Asker) -> None:
    pairs = {"ㅇ 12 ㄴ3": "d 12 s3", "ㅗ 12 ㅁ나 1 2": "h 12 ask 1 2", "ㄴ ㄴ3 ㄷㄱ": "s s3 er", "ㅡ 12 14": "m 12 14"}
    for korean, latin in pairs.items():
        one, other = asked(korean, latin)
        assert meant(one) == meant(other)
        assert one["keys"] == latin


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ("d", "missing", "incident"),
        ("d 12", "missing", "unit"),
        ("d 99 s3", "unknown", "incident"),
        ("d 12 s9", "unknown", "unit"),
        ("d 12 1", "ambiguous", "unit"),
        ("d 8 s3", "unknown", "incident"),
        ("u 12", "unknown", "merged"),
        ("m 12 12", "same", "incident"),
        ("s s3 fly", "unknown", "step"),
        ("h 12 ask all", "unknown", "ranks"),
        ("d 12 s3 now", "surplus", "text"),
    ],
)
def test_what_is_wrong_is_named(asked: Asker, line: str, code: str, what: str) -> None:
    [answer] = asked(line)
    assert (answer["error"]["code"], answer["error"]["what"]) == (code, what)


def test_whatever_begins_with_no_command_is_a_search(asked: Asker) -> None:
    lines = ("", "호수공원", "01012345678", "26-000012", "dispatch 12", "세종3")
    assert [meant(answer) for answer in asked(*lines)] == [("search", line) for line in lines]


def test_what_a_word_may_become_is_offered_and_completes_the_line(asked: Asker) -> None:
    calls, units, steps, none = asked("d ", "d 12 세", "s s3 ", "d 99 ")
    assert [offer["line"] for offer in calls["offers"]] == ["d 12 ", "d 14 ", "d 112 "]
    assert [offer["line"] for offer in units["offers"]] == ["d 12 세종1 ", "d 12 세종3 "]
    assert [offer["line"] for offer in steps["offers"]] == ["s s3 er ", "s s3 sc ", "s s3 ack "]
    assert none["offers"] == []
    for offer in units["offers"]:
        assert meant(asked(offer["line"])[0])[0] == "dispatch"


@settings(max_examples=15, deadline=None)
@given(lines=st.lists(st.text(st.sampled_from("dhmustcxn 12 34세종ㅇㄴask-,"), max_size=16), min_size=20, max_size=40))
def test_no_line_breaks_it_and_none_is_both_right_and_wrong(asked: Asker, lines: list[str]) -> None:
    for answer in asked(*lines):
        if "search" in answer:
            continue
        wanted = [kind for kind in answer["command"]["takes"] if not kind.endswith("?")]
        assert answer["error"] is not None or len(answer["args"]) >= len(wanted)
