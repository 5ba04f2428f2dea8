"""Put the real output of the quickstart into README.md: `python -m tests.generate.readme`, part of `make docs`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MARK = "<!-- output of: botspec run specs/quickstart.yaml -->\n```\n"
STAMP = re.compile(r"\d{8}T\d{6}")
PROGRAM = ".venv/bin/botspec"
ADVICE = re.compile(r"^(\s+(?:next)?\s+)\S*botspec (?=report|journal|runs)", re.MULTILINE)


def quickstart() -> str:
    """What `botspec run specs/quickstart.yaml` prints, as after `make demo`; stamps of folders masked."""
    start = [sys.executable, "-c", "from botspec.cli.main import main; main()"]
    with tempfile.TemporaryDirectory() as folder:
        command = [*start, "run", "specs/quickstart.yaml", "--runs", folder]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False
        )
    if done.returncode != 0:
        raise SystemExit(f"exit {done.returncode}\n{done.stderr}")
    return masked(ADVICE.sub(rf"\1{PROGRAM} ", done.stdout).replace(folder, "runs"))


def masked(text: str) -> str:
    """Without the stamps that differ from run to run."""
    return STAMP.sub("20261122T101500", text)


def shown(page: str) -> str:
    """The output block of the page."""
    start = page.index(MARK) + len(MARK)
    return page[start : page.index("```\n", start)]


def filled(page: str, output: str) -> str:
    """The page with `output` in its block."""
    start = page.index(MARK) + len(MARK)
    return page[:start] + output + page[page.index("```\n", start) :]


def main() -> None:
    """Rewrite README.md."""
    README.write_text(filled(README.read_text(encoding="utf-8"), quickstart()), encoding="utf-8")


if __name__ == "__main__":
    main()
