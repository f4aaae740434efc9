"""A label that is scanned while no field has the focus: one label, and none of its characters is a command."""

from pathlib import Path

import pytest

from tests.web.node import ask, needs_node

SCANNING = Path("web/static/app/pad/scanning.js").resolve()
TYPED = """(() => {
  const did = [], read = [];
  let due = null;
  const {key} = bursts(label => read.push(label), work => { due = work; return 1; }, () => { due = null; });
  for (const code of told) code === 'wait' ? (due?.(), due = null) : key(code, () => did.push(code));
  due?.();
  return {did, read};
})()"""
LABEL = ["KeyK", "KeyI", "KeyT", "Minus", "KeyA", "Digit1", "Enter"]


@needs_node
@pytest.mark.parametrize(
    ("codes", "did", "read"),
    [
        (LABEL, [], ["kit-a1"]),
        ([*LABEL, *LABEL], [], ["kit-a1", "kit-a1"]),
        (["KeyT"], ["KeyT"], []),
        (["KeyA", "wait", *LABEL], ["KeyA"], ["kit-a1"]),
        (["Digit1", "Digit2", "Digit3", "Digit4", "Digit5"], ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5"], []),
        (["KeyX", "Digit2", "Enter"], ["KeyX", "Digit2"], []),
        (["KeyK", "KeyI", "KeyT", "KeyA", "wait", "Enter"], ["KeyK", "KeyI", "KeyT", "KeyA"], []),
    ],
)
def test_a_burst_that_ends_with_enter_is_a_label_and_everything_else_is_keys(
    codes: list[str], did: list[str], read: list[str]
) -> None:
    assert ask(SCANNING, "bursts", TYPED, codes) == {"did": did, "read": read}
