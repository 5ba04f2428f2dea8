"""Who may import whom, and what may not be imported at all."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import botspec

ROOT = Path(botspec.__file__).parent


def test_the_import_contracts_hold():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr
    assert "3 kept, 0 broken" in found.stdout


def runtime_imports(tree):
    """Top-level names imported anywhere but under `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]
        else:
            yield from runtime_imports(node)


@pytest.mark.parametrize("package", ["domain", "ports", "diagnostics"])
def test_the_inner_packages_need_nothing_installed(package):
    allowed = sys.stdlib_module_names | {"botspec"}
    for path in (ROOT / package).rglob("*.py"):
        foreign = set(runtime_imports(ast.parse(path.read_text(encoding="utf-8")))) - allowed
        assert not foreign, path


FILES = {"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "iterdir", "glob", "touch"}
OPENS = {"open", "io.open", "os.open", "gzip.open", "path.open", "sqlite3.connect"}
MAY_TOUCH_FILES = ("adapters", "simulator", "app", "cli", "data")
SHIPPED_WITH_THE_PACKAGE = {  # read-only, beside the module that reads it
    "market/calendar.py",
    "market/sample/__init__.py",
    "report/pages.py",
    "strategy/library/expand.py",
}


KEPT_BESIDE_THE_PACKAGE = {"report/kept_templates.py"}  # compiled templates, where Python keeps compiled modules


def file_calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in OPENS or called.rpartition(".")[2] in FILES:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {called}"


def test_files_are_touched_where_they_may_be():
    touching = {
        path.relative_to(ROOT).as_posix(): calls
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] not in MAY_TOUCH_FILES and (calls := list(file_calls(path)))
    }
    assert touching.keys() == SHIPPED_WITH_THE_PACKAGE | KEPT_BESIDE_THE_PACKAGE, touching
