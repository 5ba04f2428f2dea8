"""A slice of the long session: many symbols over streams, nothing wrong."""

from tests.faults.session import measure


def test_minutes_of_many_symbols():
    found = measure(0.4, 30)
    assert found.wrongs == ()
    assert found.orders > 0
