"""Run the commands of docs pages, in order and in one folder, and put what they print below them.

`python -m tests.generate.pages`, part of `make docs`. A page has blocks ```console, in which `$ botspec ...` is run;
the words behind `console` say `exit=N` when it does not end with 0 and `head=N` when only that many lines are shown.
`<!-- write PATH` or `<!-- change PATH` with the lines of a file, or of old and new text with `=>` between, are done
in between.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (
    "tutorial.md",
    "look-at-a-spec.md",
    "change-a-spec.md",
    "editors.md",
    "diff.md",
    "policy.md",
    "plan.md",
    "journal.md",
)
START = [sys.executable, "-c", "from botspec.cli.main import main; main()"]
STEP = re.compile(
    r"```console(?P<words>[^\n]*)\n(?P<body>.*?)```|<!-- (?P<what>write|change) (?P<path>\S+)\n(?P<text>.*?)-->",
    re.DOTALL,
)
HASH = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2
FOLDER = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")
HASHES = re.compile(r"\b[0-9a-f]{64}\b|(?<=\()[0-9a-f]{12}(?=\))")
MADE = re.compile(r"(?<=made )\d{4}-\d\d-\d\d \d\d:\d\d(?= New York)")
STARTED = re.compile(r"(?<=finished  )\d{4}-\d\d-\d\d \d\d:\d\d")


class PageBroken(Exception):
    """A command of a page did not end as the page says, or a text to change is not there."""


def filled(page: str) -> str:
    """The page with every output as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        return STEP.sub(lambda step: _done(step, Path(folder)), page)


def _done(step: re.Match[str], folder: Path) -> str:
    if step["what"] is not None:
        _edited(folder / step["path"], step["what"], step["text"])
        return step[0]
    settings = dict(word.split("=") for word in step["words"].split())
    command = step["body"].split("\n", 1)[0]
    shown = _shown(command, folder, int(settings.get("exit", 0)))
    lines = shown.splitlines()
    if any("```" in line for line in lines[: int(settings.get("head", len(lines)))]):
        raise PageBroken(f"{command}: what is shown would end its block")
    most = int(settings.get("head", len(lines)))
    cut = "".join(f"{line}\n" for line in lines[:most]) + ("…\n" if most < len(lines) else "")
    return f"```console{step['words']}\n{command}\n{cut}```"


def _shown(command: str, folder: Path, code: int) -> str:
    start, program, *words = shlex.split(command)
    if (start, program) != ("$", "botspec"):
        raise PageBroken(f"{command}: not a command of botspec")
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "HOME": str(folder), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*START, *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    if done.returncode != code:
        raise PageBroken(f"{command}: exit {done.returncode}, the page says {code}\n{done.stdout}")
    return masked(done.stdout.replace(f"{folder}/", "~/"))


def masked(text: str) -> str:
    """Without stamps, and hashes only as long as they were: they differ from run to run, or with any change."""
    text = MADE.sub("2026-11-22 10:15", text)
    text = STARTED.sub("2026-11-22 10:15", FOLDER.sub(f"20261122T101500-{HASH[:6]}", text))
    return HASHES.sub(lambda found: HASH[: len(found[0])], text)


def _edited(path: Path, what: str, text: str) -> None:
    if what == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    old, arrow, new = text.partition("=>\n")
    old, new = (old.rstrip("\n"), new.rstrip("\n")) if new else (old, new)
    before = path.read_text(encoding="utf-8")
    if not arrow or old not in before:
        raise PageBroken(f"{path.name} does not have: {old}")
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def main() -> None:
    """Rewrite the pages."""
    for name in PAGES:
        path = DOCS / name
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
