import copy
import logging
import os
import pickle
import re

import pytest

from botspec.adapters.system.secret import HIDDEN, Credentials, Secret
from botspec.adapters.system.secrets import credentials, names, refuse_other_host
from botspec.domain.modes import Mode
from botspec.ports.broker import CredentialsRefused

KEY = "PKCANARY7Q2M4X8ZT1WB"
TEXT = "s3cr3tCANARYvQ9kLm2xYp7RtZ0aBcDeFgHiJkQz"
MAIN = {"APCA_API_KEY_ID": KEY, "APCA_API_SECRET_KEY": TEXT}


def test_a_secret_shows_itself_to_nobody_who_does_not_ask(caplog):
    secret = Secret(TEXT)
    logging.getLogger("x").warning("%s %r", secret, secret)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>80}", f"{secret!s}", repr({"k": [secret]}), caplog.text]
    assert not any(TEXT in text for text in shown)
    assert shown[0] == HIDDEN
    assert (
        repr(Credentials("main", secret, secret))
        == f"Credentials(account='main', key_id={HIDDEN}, secret_key={HIDDEN})"
    )
    assert secret.reveal() == TEXT


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_secret_is_not_copied_or_stored(way):
    with pytest.raises(TypeError, match="not copied or stored"):
        way(Secret(TEXT))


def test_secrets_are_equal_when_their_texts_are():
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("b")}) == 2


@pytest.mark.parametrize("leak", [TEXT, TEXT[5:13], f"x{KEY[-8:]}x"])
def test_a_text_with_eight_letters_of_a_key_is_withheld(leak):
    keys = Credentials("main", Secret(KEY), Secret(TEXT))
    assert keys.withhold(f"said {leak}!") == "[withheld: the text contained a key]"
    assert keys.withhold(f"said {TEXT[5:12]}!") == f"said {TEXT[5:12]}!"


def test_main_reads_what_alpacas_own_tools_read():
    found = credentials("main", MAIN)
    assert (found.key_id.reveal(), found.secret_key.reveal(), found.account) == (KEY, TEXT, "main")


def test_another_account_reads_its_own_names_and_never_mains():
    own = {"BOTSPEC_SWING_2_KEY_ID": KEY, "BOTSPEC_SWING_2_SECRET_KEY": TEXT}
    assert credentials("swing-2", own).key_id.reveal() == KEY
    assert names("swing-2") == ("BOTSPEC_SWING_2_KEY_ID", "BOTSPEC_SWING_2_SECRET_KEY")
    with pytest.raises(CredentialsRefused):
        credentials("swing-2", MAIN)


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, "APCA_API_KEY_ID and APCA_API_SECRET_KEY not set"),
        ({"APCA_API_KEY_ID": KEY}, "APCA_API_SECRET_KEY not set"),
        ({"APCA_API_KEY_ID": " \n", "APCA_API_SECRET_KEY": TEXT}, "APCA_API_KEY_ID not set"),
    ],
)
def test_without_keys_it_is_said_how_to_get_and_set_them(environment, missing):
    with pytest.raises(CredentialsRefused) as caught:
        credentials("main", environment)
    told = str(caught.value)
    assert f": {missing}\n" in told
    for hint in ("https://app.alpaca.markets", "export APCA_API_KEY_ID=PK", "_FILE", "botspec simulate serve"):
        assert hint in told
    assert TEXT not in told
    assert KEY not in told


def test_a_live_key_is_refused_for_paper():
    with pytest.raises(CredentialsRefused, match="starts with AK") as caught:
        credentials("main", {**MAIN, "APCA_API_KEY_ID": "AKCANARY12345678"})
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "start", "taken"),
    [
        (Mode.PAPER, "PK", True),
        (Mode.PAPER, "AK", False),
        (Mode.LIVE, "PK", False),
        (Mode.LIVE, "AK", True),
    ],
)
def test_keys_of_the_other_side_are_refused(mode, start, taken):
    environment = {**MAIN, "APCA_API_KEY_ID": f"{start}CANARY12345678"}
    if taken:
        assert credentials("main", environment, mode).account == "main"
        return
    with pytest.raises(CredentialsRefused, match=f"starts with {start}"):
        credentials("main", environment, mode)


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "key"
    path.write_text(f"{TEXT}\n")
    path.chmod(0o600)
    return path


def from_file(path, **more):
    return credentials("main", {"APCA_API_KEY_ID": KEY, "APCA_API_SECRET_KEY_FILE": str(path), **more})


def test_a_key_may_be_in_a_file_of_its_own(key_file):
    assert from_file(key_file).secret_key.reveal() == TEXT
    key_file.chmod(0o400)
    assert from_file(key_file).secret_key.reveal() == TEXT


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o777])
def test_a_file_others_can_touch_is_refused(key_file, mode):
    key_file.chmod(mode)
    with pytest.raises(CredentialsRefused, match=re.escape(f"chmod 600 {key_file}")):
        from_file(key_file)


def test_a_file_that_is_not_there_or_not_text_is_refused(key_file, tmp_path):
    with pytest.raises(CredentialsRefused, match="No such file"):
        from_file(tmp_path / "absent")
    with pytest.raises(CredentialsRefused, match="cannot be read"):
        from_file(tmp_path)
    key_file.write_bytes(b"\xff\xfe")
    with pytest.raises(CredentialsRefused, match="not plain text"):
        from_file(key_file)


def test_a_pipe_is_no_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    writer = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        with pytest.raises(CredentialsRefused, match="readable by you alone"):
            from_file(pipe)
    finally:
        os.close(writer)


def test_two_sources_of_one_key_are_refused(key_file):
    with pytest.raises(CredentialsRefused, match="are both set"):
        from_file(key_file, APCA_API_SECRET_KEY=TEXT)


def test_a_services_credentials_are_read(tmp_path):
    for name, text in MAIN.items():
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o400)
    assert credentials("main", {"CREDENTIALS_DIRECTORY": str(tmp_path)}).secret_key.reveal() == TEXT


@pytest.mark.parametrize("text", ["two words here", "tab\there", "nul\x00here"])
def test_what_does_not_look_like_a_key_is_refused_without_showing_it(text):
    with pytest.raises(CredentialsRefused, match="does not look like a key") as caught:
        credentials("main", {**MAIN, "APCA_API_SECRET_KEY": text})
    assert "here" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://paper-api.alpaca.markets",
        "https://paper-api.alpaca.markets/v2/",
        "HTTPS://Paper-API.alpaca.markets",
    ],
)
def test_a_base_url_that_agrees_is_fine(url):
    refuse_other_host(Mode.PAPER, {"APCA_API_BASE_URL": url})


@pytest.mark.parametrize(
    "url", ["https://api.example/", "http://127.0.0.1:8000", "nonsense", "https://user:pw@evil.example"]
)
def test_a_base_url_that_contradicts_paper_is_refused(url):
    with pytest.raises(CredentialsRefused, match="APCA_API_BASE_URL names the host") as caught:
        refuse_other_host(Mode.PAPER, {"APCA_API_BASE_URL": url})
    assert "pw" not in str(caught.value)


def test_a_base_url_means_nothing_where_no_order_goes_out():
    refuse_other_host(Mode.SIMULATE, {"APCA_API_BASE_URL": "https://anything.example"})
