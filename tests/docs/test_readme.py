"""README shows what the program prints, and names only commands and files there are."""

from __future__ import annotations

import re

from botspec.cli.commands import COMMANDS
from tests.generate.readme import README, masked, quickstart, shown

PAGE = README.read_text(encoding="utf-8")


def test_the_output_is_the_real_one():
    assert masked(shown(PAGE)) == quickstart()


def test_every_command_named_exists():
    named = set(re.findall(r"`botspec ([a-z]+)", PAGE))
    assert named <= set(COMMANDS), named - set(COMMANDS)


def test_the_shortened_spec_keeps_what_the_file_says():
    spec = (README.parent / "specs" / "quickstart.yaml").read_text(encoding="utf-8")
    for value in (
        "lookback: 10",
        "exit_z: 0.5",
        "percent: 30%",
        "max_position: 35%",
        "limit: 4%",
        "limit: 12%",
        "bps: 5",
    ):
        assert value in spec
        assert value in PAGE
