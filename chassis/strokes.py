"""A signature as its page draws it: SVG path data of strokes in whole numbers, and nothing else. Pure."""

import re

MOST = 12_000  # characters
LEAST_LINES = 6  # fewer is a slip of the finger
_SHAPE = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})*)+")


def is_signature(path: str) -> bool:
    """Whether this is the path of a signature: strokes, more than a slip, and nothing that could be anything else."""
    return len(path) <= MOST and _SHAPE.fullmatch(path) is not None and path.count("L") >= LEAST_LINES
