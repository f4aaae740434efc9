"""The Node.js that installs the assets, for stories about the modules of the pages that need no page."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from web.assets import AssetsError, npm_command


def find_node() -> str | None:
    """That of the wheel, or the machine's own; None where there is none."""
    try:
        command = npm_command()
    except AssetsError:
        return None
    return shutil.which("node") if len(command) == 1 else command[0]


needs_node = pytest.mark.skipif(find_node() is None, reason="no Node.js here")


def ask(module: Path, names: str, expression: str, told: Any) -> Any:
    """What `expression` over `told` comes to, with `names` of `module` at hand."""
    script = f"import {{{names}}} from '{module.as_uri()}'; const told = JSON.parse(process.argv[1]);"
    script += f"console.log(JSON.stringify({expression}));"
    command = [str(find_node()), "--input-type=module", "-e", script, json.dumps(told)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)
