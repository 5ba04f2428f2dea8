"""How every test runs."""

import hypothesis
import pytest

LONG = ("tests/docs/", "tests/faults/test_", "tests/agreement/", "tests/fidelity/", "tests/ci/", "tests/properties/")

# how long an example takes is the machine's business, not a property of what is tested
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes seconds begins first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
