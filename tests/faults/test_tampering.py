"""A slice of the campaign: whatever is altered in a journal is located, or shows against the noted head."""

from tests.faults.tampering import WAYS, campaign


def test_nothing_altered_is_missed(tmp_path):
    score = campaign(10 * len(WAYS), 7, tmp_path)
    assert score.missed == []
    assert score.located >= 8 * len(WAYS)
    assert set(score.tried) == set(WAYS)
