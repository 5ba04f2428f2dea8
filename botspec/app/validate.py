"""Check spec files: what is wrong, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from botspec.app.fix import Fixed, fix_file
from botspec.compiler.check import Checked, check
from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.source import TOP, Source
from botspec.spec.text import MOST_BYTES

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Validated:
    """Every file that was looked at, in order; `fixed` are those in which something was put right."""

    files: tuple[Checked, ...]
    fixed: tuple[Fixed, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file."""
        return tuple(found for checked in self.files for found in checked.findings)

    @property
    def sources(self) -> dict[str, Source]:
        """The texts by path, for showing."""
        return {checked.source.path: checked.source for checked in self.files}

    def count(self, severity: Severity) -> int:
        """How many findings are that grave."""
        return sum(found.severity is severity for found in self.findings)

    @property
    def valid(self) -> bool:
        """True when no finding is an error."""
        return self.count(Severity.ERROR) == 0


def validate(paths: Iterable[Path]) -> Validated:
    """Check files, and in folders every YAML file that says which version of the language it is in."""
    return Validated(tuple(checked for path in paths for checked in _each(path)))


def fix(paths: Iterable[Path], *, keep: bool) -> Validated:
    """Check files and put right what is certain; with `keep` nothing is written. Raises OSError."""
    files, fixed = [], []
    for checked in validate(paths).files:
        done = fix_file(Path(checked.source.path), keep=keep) if any(found.fix for found in checked.findings) else None
        files.append(checked if done is None else done.checked)
        fixed += [] if done is None else [done]
    return Validated(tuple(files), tuple(fixed))


def check_file(path: Path) -> Checked:
    """Check one file; one that cannot be read is a finding."""
    name = path.as_posix()
    try:
        if not path.is_file():
            return _unreadable(name, "there is no such file" if not path.exists() else "this is no file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        return _unreadable(name, f"the file cannot be read ({getattr(error, 'strerror', None) or 'a bad name'})")
    return check(name, content)


def _each(path: Path) -> Iterator[Checked]:
    try:
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False
    if not folder:
        yield check_file(path)
        return
    specs = [file for file in sorted(path.rglob("*")) if file.suffix in SUFFIXES and file.is_file() and _is_spec(file)]
    yield from map(check_file, specs)
    if not specs:
        yield _unreadable(
            path.as_posix(), "no file in this folder is a spec", "a spec is a .yaml file with a 'version:'"
        )


def _is_spec(path: Path) -> bool:
    """A YAML file with `version:` at the start of a line. One that cannot be read is looked at, and says so."""
    try:
        content = path.read_bytes()[: MOST_BYTES + 1]
    except OSError:
        return True
    return content.startswith(b"version:") or b"\nversion:" in content


def _unreadable(path: str, message: str, label: str = "check the path") -> Checked:
    return Checked(Source(path, ""), (finding("BS001", path, TOP, message, label),), None)
