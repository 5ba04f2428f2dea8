from __future__ import annotations

import pytest

from botspec.diagnostics.secrets import mask, secrets_in

FAKE_SECRET = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9n"


@pytest.mark.parametrize(
    "text",
    [
        "PKXXXXXXXXXXXXXXXXXX",
        "AK0123456789ABCDEFGH",
        "CKABCDEFGHIJKLMNOP01",
        FAKE_SECRET,
        "XOnGdTsMdm/cDRMPkPvtVFdDMuPFwTIGzFkBaeNW",
        "https://hooks.example.com/services/T0000/B0000/x1y2z3x1y2z3x1y2z3",
        "https://example.com/alert?token=0a1b2c3d4e5f6a7b8c9d",
        "https://user:pass@example.com/",
        "ghp_0123456789abcdefABCDEF",
    ],
)
def test_what_looks_like_a_secret_is_found_and_masked(text: str) -> None:
    line = f"url: '{text}' # comment"
    found = list(secrets_in(line))

    assert len(found) == 1
    assert line[found[0].start : found[0].end] == text.rstrip("/") or text.startswith("https://user")
    assert text not in mask(line)
    assert len(mask(line)) == len(line)
    assert mask(line).endswith("# comment")


@pytest.mark.parametrize(
    "text",
    [
        "env:BOTSPEC_ALERT_URL",
        "https://docs.example.com/spec/validate-a-spec",
        "$schema=../schemas/spec-v1.schema.json",
        "highest(high, 55)[1] > close and trend_of_the_last_200_days",
        "mean-reversion-momentum-with-a-long-name-2007-2010",
        "a_name_with_forty_characters_in_it_20100",
        "TheVeryLongNameOfOneClassThatSaysWhatItDoes",
        "THESE_ARE_ALL_CAPITALS_AND_NOTHING_MORE",
        "PKG",
        "BACK TO BACKWARDATION1234567890",
        "2007-01-03",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert list(secrets_in(text)) == []
    assert mask(text) == text


def test_every_secret_of_a_text_is_masked() -> None:
    masked = mask(f"a: PKXXXXXXXXXXXXXXXXXX\nb: {FAKE_SECRET}\n")

    assert masked == f"a: {'*' * 20}\nb: {'*' * len(FAKE_SECRET)}\n"


@pytest.mark.parametrize("before", ["sha256: ", "sha256: '", 'sha256: "'])
def test_the_digest_of_a_plug_in_is_no_secret(before: str) -> None:
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

    assert list(secrets_in(f"{before}{digest}")) == []
    assert len(list(secrets_in(f"key: {digest}"))) == 1
