from __future__ import annotations

import pytest

from botspec.journal.memory import MemoryJournal
from botspec.report.record import build
from tests.fakes.a_run import a_run


def record_of(rows, columns):
    journal = MemoryJournal()
    for row in rows:
        journal.append(row)
    return build(rows, columns, journal.seal())


@pytest.fixture(scope="session")
def record():
    return record_of(*a_run())


@pytest.fixture(scope="session")
def make_record():
    return record_of
