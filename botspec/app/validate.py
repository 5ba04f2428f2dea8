"""Check spec files: what is wrong, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from botspec.app.fix import Fixed, fix_file
from botspec.app.policies import Policies, check_policy, is_policy, only_refused
from botspec.app.read_file import content_of, unreadable
from botspec.app.spec_names import SUFFIXES
from botspec.compiler.check import Checked, check
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.source import Source
from botspec.spec.text import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Validated:
    """Every file that was looked at, in order; `fixed` are those in which something was put right.

    `policies` are the texts that findings of policy point at.
    """

    files: tuple[Checked, ...]
    fixed: tuple[Fixed, ...] = ()
    policies: tuple[Source, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, file by file; what several files tell of one place (a policy's) is told once."""
        return tuple(dict.fromkeys(found for checked in self.files for found in checked.findings))

    @property
    def sources(self) -> dict[str, Source]:
        """The texts by path, for showing."""
        return {source.path: source for source in (*self.policies, *(checked.source for checked in self.files))}

    def count(self, severity: Severity) -> int:
        """How many findings are that grave."""
        return sum(found.severity is severity for found in self.findings)

    @property
    def valid(self) -> bool:
        """True when no finding is an error."""
        return self.count(Severity.ERROR) == 0

    @property
    def only_refused(self) -> bool:
        """True when the texts are right and only a policy says no."""
        return only_refused(self.findings)


def validate(paths: Iterable[Path], policy: Path | None = None) -> Validated:
    """Check files, and in folders every YAML file that says which version of the language it is in.

    Specs are judged by the policies above them, and by `policy`.
    """
    above = Policies(policy)
    files = tuple(checked for path in paths for checked in _each(path, above))
    return Validated(files, policies=above.sources)


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
    content = content_of(path)
    return content if isinstance(content, Checked) else check(path.as_posix(), content)


def _each(path: Path, above: Policies) -> Iterator[Checked]:
    try:
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False
    if not folder:
        yield _judged(path, above)
        return
    specs = [file for file in sorted(path.rglob("*")) if file.suffix in SUFFIXES and file.is_file() and _is_spec(file)]
    yield from (_judged(spec, above) for spec in specs)
    if not specs:
        yield unreadable(
            path.as_posix(), "no file in this folder is a spec", "a spec is a .yaml file with a 'version:'"
        )


def _judged(path: Path, above: Policies) -> Checked:
    if is_policy(path):
        return check_policy(path)
    return above.judged(check_file(path), path)


def _is_spec(path: Path) -> bool:
    """A YAML file with `version:` at the start of a line. One that cannot be read is looked at, and says so."""
    try:
        content = path.read_bytes()[: MOST_BYTES + 1]
    except OSError:
        return True
    return content.startswith(b"version:") or b"\nversion:" in content
