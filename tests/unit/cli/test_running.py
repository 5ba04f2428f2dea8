"""What a run that cannot go on says to type next."""

from pathlib import Path

import pytest
import typer

from botspec.app.request import RunRequest
from botspec.cli.running import trouble
from botspec.run.reconcile import Unreconciled

DIFFERS = "AAA: the journal says 30, the broker says 25"


def test_a_difference_is_refused_with_both_ways_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left, trouble(RunRequest(Path("dip.yaml"), Path("runs")), "botspec"):
        raise Unreconciled([DIFFERS], "dip")
    assert left.value.exit_code == 7
    assert capsys.readouterr().err.splitlines() == [
        "error: the journal and the broker do not agree; nothing was sent",
        f"  {DIFFERS}",
        "undo it at the broker and start again, or accept exactly this: botspec adopt dip",
        "look: botspec status",
    ]
