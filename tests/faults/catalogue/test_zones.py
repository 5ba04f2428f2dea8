"""The same run, faults included, on machines in six time zones."""

import time

import pytest

from tests.faults.stories.scenes import Scene, scene

ZONES = ("Asia/Kolkata", "America/New_York", "Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe")


@pytest.fixture(scope="module")
def in_utc() -> Scene:
    return scene(rates={"lost_after": 0.05}, deaths=(("recording a mark", 3),))


@pytest.mark.parametrize("zone", ZONES)
def test_the_journal_does_not_know_where_the_machine_is(zone, in_utc, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        try:
            found = scene(rates={"lost_after": 0.05}, deaths=(("recording a mark", 3),))
        finally:
            patch.undo()
            time.tzset()
    assert found.posts == in_utc.posts
    assert [repr(row) for row in found.rows] == [repr(row) for row in in_utc.rows]
    assert len(found.rows) > 50
