"""The catalogue of faults: all are there, what they name exists, and the page says the same."""

import pytest

from tests.faults.catalogue.row import IDS, exists, node
from tests.faults.catalogue.table import FAULTS
from tests.generate.faults import PAGE, page


def test_every_fault_is_there():
    assert FAULTS.keys() == IDS


@pytest.mark.parametrize("name", sorted(IDS))
def test_what_proves_it_exists(name):
    fault = FAULTS[name]
    assert [named for test in fault.tests if not exists(named := node(test))] == []
    assert bool(fault.left_out) != bool(fault.tests or fault.gap)


def test_a_test_that_is_not_there_is_seen():
    assert not exists("tests/faults/test_kill.py::test_nothing_of_that_name")
    assert not exists("python -m tests.faults.nothing")
    with pytest.raises(LookupError):
        node("story 61")


def test_the_page_is_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.generate.faults"
