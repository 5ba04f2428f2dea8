"""Only the keys that must change do; a result with errors is never written."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.app.promote import Wish, promote
from botspec.app.rewriting import NotRewritten, SpecUnreadable
from botspec.domain.modes import Mode
from botspec.spec.words import Source
from tests.specs.test_quickstart_variants import QUICKSTART


def promoted(tmp_path: Path, text: str, wish: Wish) -> tuple[str, list[str]]:
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode())
    result = promote(path, wish)
    assert path.read_bytes() == text.encode()
    if result.valid:
        result.write()
        assert path.read_bytes() == result.after.encode()
    else:
        with pytest.raises(NotRewritten):
            result.write()
        assert path.read_bytes() == text.encode()
    return result.after, [found.code for found in result.checked.findings]


def test_to_paper_changes_mode_and_source(tmp_path: Path) -> None:
    after, codes = promoted(tmp_path, QUICKSTART, Wish(Mode.PAPER))

    assert after == QUICKSTART.replace("mode: simulate", "mode: paper").replace("source: sample", "source: alpaca")
    assert codes == []


def test_what_is_new_stands_in_the_usual_order(tmp_path: Path) -> None:
    text = QUICKSTART.replace("mode: simulate\n", "").replace("capital: 100000 USD\n", "")
    after, codes = promoted(tmp_path, text, Wish(Mode.PAPER, account="mine", capital="5000 USD"))

    assert "\nmode: paper\naccount: mine\ncapital: 5000 USD\n" in after
    assert after.index("\ndescription:") < after.index("\nmode:") < after.index("\nuniverse:")
    assert codes == []


def test_what_is_missing_is_said_and_keeps_it_from_being_written(tmp_path: Path) -> None:
    _, codes = promoted(tmp_path, QUICKSTART.replace("capital: 100000 USD\n", ""), Wish(Mode.PAPER))

    assert codes == ["BS406"]


def test_a_key_that_only_the_old_source_reads_goes_with_it(tmp_path: Path) -> None:
    files = QUICKSTART.replace("source: sample\n", "source: files  # mine\n  path: bars\n")
    after, codes = promoted(tmp_path, files, Wish(Mode.PAPER))

    assert (after, codes) == (
        files.replace("mode: simulate", "mode: paper").replace("files  # mine\n  path: bars", "alpaca  # mine"),
        [],
    )
    back, codes = promoted(tmp_path, after, Wish(Mode.SIMULATE, Source.SAMPLE))
    assert (back, codes) == (QUICKSTART.replace("sample\n", "sample  # mine\n"), [])


def test_lowering_needs_a_source_that_a_person_names(tmp_path: Path) -> None:
    paper = QUICKSTART.replace("mode: simulate", "mode: paper").replace("source: sample", "source: alpaca")

    assert promoted(tmp_path, paper, Wish(Mode.SIMULATE))[1] == ["BS313"]


def test_what_it_says_already_is_no_change(tmp_path: Path) -> None:
    assert promoted(tmp_path, QUICKSTART, Wish(Mode.SIMULATE, account="main")) == (
        QUICKSTART.replace("mode: simulate\n", "mode: simulate\naccount: main\n"),
        [],
    )
    assert promoted(tmp_path, QUICKSTART, Wish(Mode.SIMULATE))[0] == QUICKSTART


def test_line_ends_and_quotes_elsewhere_stay(tmp_path: Path) -> None:
    text = QUICKSTART.replace("id: quickstart", "id: 'quickstart'   # mine").replace("\n", "\r\n")
    after, codes = promoted(tmp_path, text, Wish(Mode.PAPER))

    assert after == text.replace("mode: simulate", "mode: paper").replace("source: sample", "source: alpaca")
    assert codes == []


@pytest.mark.parametrize("text", ["", "a: [", "version: 1\nid: a\nid: b\n"])
def test_a_text_that_cannot_be_read_is_not_touched(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(SpecUnreadable) as refused:
        promote(tmp_path / "a.yaml", Wish(Mode.PAPER))
    assert refused.value.checked.findings


@pytest.mark.parametrize(("text", "capital"), [("services: {}\n", None), (QUICKSTART, "1 USD\nmode: live")])
def test_what_is_no_spec_or_no_line_is_refused(tmp_path: Path, text: str, capital: str | None) -> None:
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(NotRewritten):
        promote(tmp_path / "a.yaml", Wish(Mode.PAPER, capital=capital))


def test_no_file_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(SpecUnreadable) as refused:
        promote(tmp_path / "none.yaml", Wish(Mode.PAPER))
    assert [found.code for found in refused.value.checked.findings] == ["BS001"]
