"""The page of a finding's code."""

from __future__ import annotations

from pathlib import Path

from botspec.diagnostics.codes import CODES
from botspec.diagnostics.nearest import nearest

PAGES = Path(__file__).parent.parent / "diagnostics" / "pages"


class NoSuchCode(LookupError):
    """There is no such code; `close` is one that may have been meant."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.close = nearest(code.upper(), CODES)


def explain(code: str) -> str:
    """The page as Markdown. Raises NoSuchCode."""
    if code.upper() not in CODES:
        raise NoSuchCode(code)
    return (PAGES / f"{code.upper()}.md").read_text(encoding="utf-8")


def list_codes() -> str:
    """One line a code."""
    return "\n".join(f"{number}  {code.severity.value:<7}  {code.title}" for number, code in CODES.items()) + "\n"
