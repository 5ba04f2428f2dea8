from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pytest

from botspec.domain.rows import ColumnsRow
from botspec.journal.columns import pack, unpack
from botspec.journal.memory import MemoryJournal
from botspec.ports.journal import Journal, JournalDamaged
from tests.fakes.a_run import a_run


def test_rows_and_columns_come_back():
    rows, columns = a_run(60)
    journal = MemoryJournal()
    port: Journal = journal
    for row in rows:
        port.append(row)
    port.store_columns(columns)
    port.commit()

    *found, last = port.rows()

    assert found == rows
    assert isinstance(last, ColumnsRow)
    assert sorted(last.columns) == sorted(columns)
    assert journal.seal().rows == len(rows) + 1
    assert all(np.array_equal(column, columns[name]) for name, column in journal.columns().items())


@pytest.mark.parametrize("values", [[], [1.5, float("nan"), float("inf"), -0.0]])
def test_columns_keep_their_bits(values):
    column = np.array(values, dtype=np.float64)

    assert unpack("x", pack(column)).tobytes() == column.tobytes()


def test_an_integer_column_and_a_float_column_of_the_same_bytes_differ():
    assert pack(np.zeros(3, dtype=np.int64)).sha256 != pack(np.zeros(3)).sha256


def test_other_types_are_refused():
    with pytest.raises(TypeError, match="float64 or int64"):
        pack(np.zeros(3, dtype=np.float32))


def test_a_changed_column_is_damage():
    packed = pack(np.arange(4.0))

    for data in (zlib.compress(np.arange(1.0, 5.0).tobytes()), packed.data[:-1], b"garbage"):
        with pytest.raises(JournalDamaged, match="column 'equity'"):
            unpack("equity", replace(packed, data=data))
    with pytest.raises(JournalDamaged, match="column 'equity'"):
        unpack("equity", replace(packed, dtype="<i8"))
