"""Mutation testing of risk/ and exchange/: `python -m tests.mutants --sample 300 --seed 1`. Needs mutmut 3.

The tree is copied to a folder of its own, as mutmut writes beside what it changes. It names every mutant; a sample
drawn with the seed is run. Fails when fewer than 85 % of it are noticed, and names the others. With `--folder` the
folder is kept: called again it goes on where it was left; `--slice 50` runs 50 more of the sample, then tells.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants import forks

ROOT = Path(__file__).parents[2]
COPIED = ("botspec", "tests", "docs", "specs", "schemas", "pyproject.toml")
TESTS = ("tests/unit/risk", "tests/unit/exchange", "tests/unit/execution", "tests/unit/run")
LEFT_OUT = ("--ignore-glob=*/test_restart*", "--ignore=tests/unit/run/test_ratchet.py")  # seconds, and nothing more
SETTINGS = f"""
[tool.mutmut]
source_paths = ["botspec"]
only_mutate = ["botspec/risk/*", "botspec/exchange/*"]
also_copy = ["docs", "specs", "schemas"]
pytest_add_cli_args = ["-q", "-p", "no:cacheprovider", "-x"]
pytest_add_cli_args_test_selection = {json.dumps([*LEFT_OUT, *TESTS])}
"""
LEAST = 0.85
NOTICED = (forks.KILLED, forks.TIMED_OUT)  # one that never ends would be noticed by anybody


def make(tree: Path) -> None:
    """Every mutant, and which tests reach which function."""
    for name in COPIED:
        place = ROOT / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, tree / name)
    with (tree / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    command = [sys.executable, "-m", "mutmut", "run", "none.of.them"]
    subprocess.run(command, cwd=tree, check=False, capture_output=True)


def names_in(tree: Path) -> list[str]:
    """Every mutant."""
    found: set[str] = set()
    for path in (tree / "mutants" / "botspec").rglob("*.meta"):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].keys()
    return sorted(found)


def run(tree: Path, names: list[str], ends: Path) -> None:
    """How these end, one line each at the end of `ends`."""
    (tree / "asked.json").write_text(json.dumps(names), encoding="utf-8")
    script, mutants = Path(__file__).with_name("forks.py"), tree / "mutants"
    command = [sys.executable, str(script), str(tree / "asked.json"), str(ends), *LEFT_OUT, *TESTS]
    setting = {**os.environ, "PYTHONPATH": str(mutants), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=mutants, env=setting, check=False, stdout=subprocess.DEVNULL)


def ended(ends: Path) -> dict[str, str]:
    """How each ended that was run so far."""
    lines = ends.read_text(encoding="utf-8").splitlines() if ends.exists() else []
    return {name: end for name, end, _ in map(json.loads, lines)}


def shown(tree: Path, name: str) -> str:
    """What the mutant changes."""
    command = [sys.executable, "-m", "mutmut", "show", name]
    return subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True).stdout


def sampled(tree: Path, asked: argparse.Namespace) -> int:
    """Runs what is left of the sample, tells how all of it ended."""
    if not (tree / "mutants" / forks.STATS).exists():
        make(tree)
    names, ends = names_in(tree), tree / "ends.jsonl"
    sample = random.Random(asked.seed).sample(names, min(asked.sample, len(names)))  # noqa: S311
    left = [name for name in sample if name not in ended(ends)]
    run(tree, left[: asked.slice or None], ends)
    known = {name: end for name, end in ended(ends).items() if name in sample}
    for name, end in sorted(known.items()):
        if end not in NOTICED:
            print(f"{name}: {end}\n{shown(tree, name)}")
    noticed = sum(end in NOTICED for end in known.values()) / max(1, len(known))
    counted = dict(Counter(known.values()))
    print(f"{len(known)} of {len(names):,} mutants, seed {asked.seed}: {counted}, {noticed:.1%} noticed")
    return 0 if noticed >= LEAST and known else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="kept, and gone on with")
    parser.add_argument("--slice", type=int, help="how many of the sample to run this time")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        tree = asked.folder or Path(folder)
        tree.mkdir(parents=True, exist_ok=True)
        return sampled(tree, asked)


if __name__ == "__main__":
    sys.exit(main())
