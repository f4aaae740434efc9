"""The printed state machines are the code's own."""

from pathlib import Path

from dispatch.printing import states_markdown


def test_the_document_is_what_the_code_says() -> None:
    """`flask docs states --write docs/states.md` writes it anew."""
    assert (Path(__file__).parents[2] / "docs" / "states.md").read_text("utf-8") == states_markdown()
