"""What a person waits for when they only ask: no command line start loads the heavy libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"alpaca", "numpy", "pandas", "polars", "requests", "starlette", "talib", "uvicorn", "botspec.simulator"}
PROBE = """\
import json, sys
from botspec.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("\\n" + json.dumps({"code": code, "heavy": sorted(HEAVY & sys.modules.keys())}))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["validate", "--help"],
        ["validate", "specs/quickstart.yaml"],
        ["validate", "--fix", "specs/quickstart.yaml"],
        ["validate", "--format", "sarif", "specs/quickstart.yaml"],
        ["blocks"],
        ["blocks", "drawdown"],
        ["indicators"],
        ["promote", "specs/quickstart.yaml", "--to", "paper"],
        ["migrate", "specs/quickstart.yaml"],
        ["eject", "specs/quickstart.yaml"],
        ["diff", "specs/quickstart.yaml", "specs/quickstart.yaml"],
        ["schema", "policy"],
        ["show", "specs/quickstart.yaml"],
        ["show", "specs/quickstart.yaml", "--format", "json"],
        ["new", "--help"],
    ],
    ids=" ".join,
)
def test_heavy_libraries_stay_out(arguments):
    found = subprocess.run(
        [sys.executable, "-c", f"HEAVY = {HEAVY}\n{PROBE}", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(found.stdout.splitlines()[-1])
    assert told["heavy"] == []
    assert not told["code"], found.stdout + found.stderr
