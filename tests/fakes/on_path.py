"""A folder for PATH with `botspec` as this checkout has it, and other programs that only write down their words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def on_path(folder: Path, *recorders: str) -> dict[str, str]:
    """The environment; each recorder appends its words to `NAME.log` beside itself."""
    folder.mkdir(exist_ok=True)
    start = "from botspec.cli.main import main; main()"
    _program(folder / "botspec", f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -c "{start}" "$@"\n')
    for name in recorders:
        _program(folder / name, f'printf "%s\\n" "$*" >> "{folder / name}.log"\n')
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PATH": f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONUTF8": "1"}


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}", encoding="utf-8")
    path.chmod(0o755)
