"""A lock says the same before and after it is written; whatever is not a lock is refused with its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from botspec.app.validate import _is_spec
from botspec.gates.lock import LockUnreadable, account_check, days_left, mask_number, read_lock, write_lock
from botspec.gates.lock_name import lock_name
from tests.fakes.gates import CHECK, NOW, NUMBER, a_lock, digest, some_evidence

FULL = a_lock(
    plugins={"my.signals": digest("plug-in")},
    author='A "quoted" Author: #1 <a@example.com>',
    evidence=(some_evidence(), some_evidence(mode="paper", run="paper-main-dip")),
    signature="-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n",
)
TEXT = write_lock(FULL)


def test_it_reads_what_it_wrote():
    assert read_lock("dip.lock.yaml", TEXT.encode()) == FULL
    assert write_lock(read_lock("dip.lock.yaml", TEXT.encode())) == TEXT


def test_the_signature_is_of_everything_but_itself():
    unsigned = a_lock()
    assert unsigned.signed_text == a_lock(signature="x").signed_text
    assert unsigned.fingerprint != a_lock(expires_at=NOW).fingerprint
    assert b"signature" not in FULL.signed_text


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("lock: 1", "lock: 2", "2:7: lock"),
        ('"****1234"', '"987651234"', "account.number"),
        (f'check: "{CHECK}"', f'cheque: "{CHECK}"', "account.check"),
        ("semantics: 1", "semantics: 1\nwaived: true", "waived"),
        (digest("spec"), digest("spec")[:-1], "digest"),
        ('"main"', '"ma\x07in"', "dip.lock.yaml"),
        ("lock: 1", "lock: [", "dip.lock.yaml:"),
    ],
)
def test_what_is_no_lock_is_refused_with_its_place(old, new, where):
    assert old in TEXT
    with pytest.raises(LockUnreadable, match=r"dip\.lock\.yaml") as refused:
        read_lock("dip.lock.yaml", TEXT.replace(old, new, 1).encode())
    assert where in str(refused.value)


def test_a_lock_is_no_spec_and_tells_no_account_number(tmp_path):
    path = tmp_path / lock_name(Path("specs/dip.yaml"))
    path.write_text(TEXT)
    assert path.name == "dip.lock.yaml"
    assert not _is_spec(path)
    assert mask_number(NUMBER) == "****1234"
    assert NUMBER not in TEXT


def test_an_account_is_known_by_more_than_its_last_four_and_in_each_lock_by_another_word():
    assert account_check(NUMBER, digest("spec")) == CHECK
    assert account_check("123451234", digest("spec")) != CHECK
    assert account_check(NUMBER, digest("another spec")) != CHECK


def test_days_are_counted():
    assert days_left(a_lock(expires_at=NOW + timedelta(days=2)), NOW) == 2
    assert days_left(a_lock(expires_at=NOW - timedelta(hours=12)), NOW) == -0.5
