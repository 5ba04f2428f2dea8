"""`botspec new --repo`: a whole repository of strategies, whose own checks pass at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from botspec import __version__
from botspec.app.new import Answers, CannotCreate, FoundWrong, draft
from botspec.app.new_repo_text import CODEOWNERS, GITIGNORE, POLICY, PRE_COMMIT, README, WORKFLOW
from botspec.compiler.check import check


@dataclass(frozen=True, slots=True)
class Founded:
    """What was written, in the order it is listed."""

    root: Path
    files: tuple[Path, ...]


def found(answers: Answers, root: Path) -> Founded:
    """Write it below `root`, which must be empty or not there. Raises CannotCreate, FoundWrong, OSError."""
    if root.exists() and (not root.is_dir() or any(each.name != ".git" for each in root.iterdir())):
        raise CannotCreate(f"{root} is not empty: choose another folder")
    texts = contents(answers)
    spec = f"specs/{answers.name}.yaml"
    checked = check(spec, texts[spec].encode())
    if checked.findings:
        raise FoundWrong(checked)
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Founded(root, tuple(root / name for name in texts))


def contents(answers: Answers) -> Mapping[str, str]:
    """Every file by its name. Raises CannotCreate."""
    from botspec.compiler.schema import spec_schema, written
    from botspec.gitops.policy_schema import policy_schema

    words = {"name": answers.name, "version": __version__, "capital": str(answers.capital)}
    return {
        f"specs/{answers.name}.yaml": draft(answers),
        "botspec.policy.yaml": POLICY.substitute(words),
        "README.md": README.substitute(words),
        ".github/CODEOWNERS": CODEOWNERS,
        ".github/workflows/botspec.yml": WORKFLOW.substitute(words),
        ".pre-commit-config.yaml": PRE_COMMIT.substitute(words),
        ".gitignore": GITIGNORE,
        "schemas/spec-v1.schema.json": written(spec_schema()),
        "schemas/policy-v1.schema.json": written(policy_schema()),
    }
