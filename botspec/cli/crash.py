"""A bug of ours: one line for the person, a report for whoever mends it, exit 70."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from botspec import __version__
from botspec.diagnostics.secrets import mask

BUG = 70


def report_bug(error: Exception, words: Sequence[str]) -> int:
    """Save the report beside the person, say where, and return the exit code."""
    text = _report(error, words)
    path = Path(f"botspec-bug-{sha256(text.encode()).hexdigest()[:8]}.md")
    try:
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        where = f"the report is in {path}"
    except OSError:
        where = "no report could be written"
    sys.stderr.write(f"botspec: a bug of botspec ({type(error).__name__}); {where}\n")
    return BUG


def _report(error: Exception, words: Sequence[str]) -> str:
    trace = "".join(traceback.format_exception(error))
    facts = f"botspec {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    return mask(f"# A bug of botspec\n\n{facts}\n\nCommand: `botspec {' '.join(words)}`\n\n```\n{trace}```\n")
