"""The table and the tests: sixty stories, each replayed by name or said to be left out."""

import re
from pathlib import Path

from tests.faults.stories.table import STORIES


def replayed() -> set[int]:
    """Numbers that have a test."""
    found = Path(__file__).parent.glob("test_*.py")
    return {int(number) for path in found for number in re.findall(r"def test_story_(\d\d)_", path.read_text())}


def test_each_story_is_replayed_or_left_out_with_a_reason():
    left_out = {number for number, story in STORIES.items() if story.left_out}
    assert sorted(STORIES) == list(range(1, 61))
    assert replayed() | left_out == set(STORIES)
    assert replayed().isdisjoint(left_out)
