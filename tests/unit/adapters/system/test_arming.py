"""An arm record is its owner's alone, of this machine, and readable or refused."""

from __future__ import annotations

import os

import pytest

from botspec.adapters.system.arming import host, load_record, record_path, save_record
from botspec.gates.arm import ArmUnreadable
from tests.fakes.gates import a_record


@pytest.fixture
def path(tmp_path):
    found = record_path({"HOME": str(tmp_path)}, "main", "dip")
    save_record(found, a_record())
    return found


def test_it_reads_what_it_wrote_and_nobody_else_can(path):
    assert load_record(path) == a_record()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("environment", "where"),
    [
        ({"HOME": "/h"}, "/h/.local/state/botspec/arm/main.dip.json"),
        ({"HOME": "/h", "XDG_STATE_HOME": "/s"}, "/s/botspec/arm/main.dip.json"),
        ({"HOME": "/h", "STATE_DIRECTORY": "/var/lib/bot:/x"}, "/var/lib/bot/botspec-arm/main.dip.json"),
    ],
)
def test_where_it_lies(environment, where):
    assert str(record_path(environment, "main", "dip")) == where


def test_one_that_others_can_read_a_link_or_none_is_refused(path, tmp_path):
    path.chmod(0o640)
    with pytest.raises(ArmUnreadable, match="mode 0600"):
        load_record(path)
    path.chmod(0o600)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with pytest.raises(ArmUnreadable):
        load_record(link)
    with pytest.raises(ArmUnreadable, match="there is none"):
        load_record(tmp_path / "none.json")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"bot": 1}', "\x00", '{"more": 1}'])
def test_what_is_no_record_is_refused(path, text):
    path.write_text(text)
    with pytest.raises(ArmUnreadable):
        load_record(path)


def test_the_machine_is_named_the_same_every_time():
    assert host() == host()
    assert len(host()) == 64
    assert os.uname().nodename not in host()
