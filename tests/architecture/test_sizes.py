"""Rooms stay small: what good houses of this kind keep, measured on the package."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

import botspec

ROOT = Path(botspec.__file__).parent
MODULES = [path for path in ROOT.rglob("*.py") if path.stat().st_size]
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def lengths_of_functions():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or 0) - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def lengths_of_files():
    return [(len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(ROOT))) for path in MODULES]


def test_no_file_and_no_function_is_too_long():
    assert [each for each in lengths_of_files() if each[0] > LONGEST_FILE] == []
    assert [each for each in lengths_of_functions() if each[0] > LONGEST_FUNCTION] == []


def test_most_are_much_shorter():
    files = [length for length, _ in lengths_of_files()]
    functions = [length for length, _ in lengths_of_functions()]
    assert median(files) < 90
    assert quantiles(files, n=10)[-1] < 250
    assert median(functions) <= 9
    assert quantiles(functions, n=10)[-1] < 30
