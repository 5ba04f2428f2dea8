"""Mutation testing of risk/ and exchange/: `python -m tests.mutants --sample 300 --seed 1`. Needs mutmut 3.

The tree is copied to a folder of its own, as mutmut writes beside what it changes. It names every mutant; a sample
drawn with the seed is run. Fails when fewer than 85 % of it are noticed, and names the others.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
COPIED = ("botspec", "tests", "docs", "specs", "schemas", "pyproject.toml")
TESTS = (
    "tests/unit/risk",
    "tests/unit/exchange",
    "tests/unit/run/test_guard_table.py",
    "tests/unit/run/test_health_guards.py",
    "tests/unit/run/test_sizes_by_hand.py",
)
SETTINGS = f"""
[tool.mutmut]
source_paths = ["botspec"]
only_mutate = ["botspec/risk/*", "botspec/exchange/*"]
also_copy = ["docs", "specs", "schemas"]
pytest_add_cli_args = ["-q", "-p", "no:cacheprovider", "-x"]
pytest_add_cli_args_test_selection = {json.dumps(TESTS)}
"""
LEAST = 0.85
SURVIVED, KILLED, UNTESTED, TIMED_OUT = 0, 1, 33, (24, 36, 152, -24)
WORDS: dict[int | None, str] = {
    SURVIVED: "survived",
    KILLED: "killed",
    UNTESTED: "no test reaches it",
    None: "not run",
    **dict.fromkeys(TIMED_OUT, "timed out"),
}
NOTICED = ("killed", "timed out")  # one that never ends would be noticed by anybody


def mutmut(tree: Path, *names: str) -> None:
    """Make what is missing, then run the mutants of these names."""
    subprocess.run([sys.executable, "-m", "mutmut", "run", *names], cwd=tree, check=False, stdout=subprocess.DEVNULL)


def shown(tree: Path, name: str) -> str:
    """What the mutant changes."""
    command = [sys.executable, "-m", "mutmut", "show", name]
    return subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True).stdout


def verdicts(tree: Path) -> dict[str, int | None]:
    """Every mutant with its exit code, None while it was not run."""
    found: dict[str, int | None] = {}
    for path in sorted((tree / "mutants" / "botspec").rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in COPIED:
            place = ROOT / name
            (shutil.copytree if place.is_dir() else shutil.copy)(place, tree / name)
        with (tree / "pyproject.toml").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        mutmut(tree, "none.of.them")
        names = sorted(verdicts(tree))
        sample = random.Random(asked.seed).sample(names, min(asked.sample, len(names)))  # noqa: S311
        mutmut(tree, *sample)
        codes = verdicts(tree)
        ends = {name: WORDS.get(codes[name], f"exit code {codes[name]}") for name in sorted(sample)}
        for name, end in ends.items():
            if end not in NOTICED:
                print(f"{name}: {end}\n{shown(tree, name)}")
    counted = Counter(ends.values())
    killed = sum(counted[end] for end in NOTICED) / len(sample)
    print(f"{len(sample)} of {len(names):,} mutants, seed {asked.seed}: {dict(counted)}, {killed:.1%} noticed")
    return 0 if killed >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
