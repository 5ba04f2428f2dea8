"""A spec that has no errors, or the findings that say why not."""

from __future__ import annotations

from pathlib import Path

from botspec.app.rewriting import SpecUnreadable
from botspec.app.validate import check_file
from botspec.compiler.check import Checked
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Severity


def reviewed_spec(path: Path) -> tuple[Checked, Context]:
    """The file as it was checked. Raises SpecUnreadable when a finding is an error."""
    checked = check_file(path)
    wrong = any(found.severity is Severity.ERROR for found in checked.findings)
    if wrong or checked.context is None or checked.context.rules is None:
        raise SpecUnreadable(checked)
    return checked, checked.context
