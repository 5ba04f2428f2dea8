"""A slice: no piece of a key in anything a run leaves, and a piece would be seen."""

from tests.faults.canary import Score, campaign, canaries, traces


def test_no_output_has_a_piece_of_a_key():
    score = campaign(4)
    assert score.hits == []
    assert score.letters > 50_000


def test_a_piece_would_be_seen():
    keys, score = canaries(1), Score()
    score.look("here", f"it was {keys.secret_key.reveal()[10:18]}", traces(keys))
    assert len(score.hits) == 1
