"""Write schemas/, docs/spec-reference.md and the pages of the findings. `python -m tests.generate.schemas`."""

from __future__ import annotations

from pathlib import Path

from botspec.compiler.schema import diagnostics_schema, spec_schema, written
from botspec.gitops.policy_schema import policy_schema
from tests.generate import findings, spec_reference

ROOT = Path(__file__).parents[2]


def files() -> dict[Path, str]:
    """Every generated file and what it must say."""
    return {
        ROOT / "schemas" / "spec-v1.schema.json": written(spec_schema()),
        ROOT / "schemas" / "policy-v1.schema.json": written(policy_schema()),
        ROOT / "schemas" / "diagnostics-v1.schema.json": written(diagnostics_schema()),
        ROOT / "docs" / "spec-reference.md": spec_reference.page(),
    }


def main() -> None:
    """Rewrite all of it."""
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    findings.main()


if __name__ == "__main__":
    main()
