"""Two states of a repository: which bot became which, and what a reviewer is shown."""

from __future__ import annotations

import json
import time

import pytest

from botspec.app.diff import State, compared
from botspec.gitops.category import Category
from botspec.gitops.compare import Status
from botspec.gitops.render_findings import findings
from botspec.gitops.render_json import render as as_json
from botspec.gitops.render_markdown import render as as_markdown
from botspec.gitops.render_text import render as as_text
from tests.unit.compiler.specs import RIGHT

POLICY = "version: 1\nceilings: {limits: {max_position: 35%}}\n"


def state(name="main", **texts):
    return State(name, {f"specs/{key}.yaml": text.encode() for key, text in texts.items()}, f"{name}:")


def shapes(found):
    return [(spec.status, spec.bot, spec.worst) for spec in found.specs]


OTHER = RIGHT.replace("id: dip-buyer", "id: other")
LOOSE = RIGHT.replace("max_position: 35%", "max_position: 50%")


def test_the_same_bytes_are_no_change_even_when_they_are_wrong():
    found = compared(state(a="version: 1\nnonsense: 1\n"), state("head", a="version: 1\nnonsense: 1\n"))
    assert (found.specs, found.worst) == ((), None)


def test_a_reformat_is_no_change():
    lines = [line for line in RIGHT.splitlines() if not line.startswith("mode:")]
    reformatted = "# a new comment\nmode: 'backtest'\n" + "\n".join(lines) + "\n"
    assert compared(state(a=RIGHT), state("head", a=reformatted)).specs == ()


def test_bots_that_come_and_go():
    assert shapes(compared(state(), state("head", a=RIGHT))) == [(Status.ADDED, "dip-buyer", Category.CAPITAL_WIDENED)]
    assert shapes(compared(state(a=RIGHT), state("head"))) == [(Status.REMOVED, "dip-buyer", Category.BEHAVIOUR)]


def test_a_spec_that_moved_is_followed_by_its_id():
    found = compared(state(a=RIGHT), state("head", b=LOOSE))
    assert shapes(found) == [(Status.RENAMED, "dip-buyer", Category.RISK_LOOSENED)]
    assert found.specs[0].was == "main:specs/a.yaml"
    assert shapes(compared(state(a=RIGHT), state("head", b=RIGHT))) == [(Status.RENAMED, "dip-buyer", None)]


def test_an_id_that_moved_is_followed():
    moved = LOOSE.replace("id: dip-buyer", "id: new-name\nmoved: {from: dip-buyer}")
    found = compared(state(a=RIGHT, z=OTHER), state("head", b=moved, z=OTHER))
    assert shapes(found) == [(Status.RENAMED, "new-name", Category.RISK_LOOSENED)]


def test_bots_that_change_places_are_not_taken_for_each_other():
    found = compared(state(a=RIGHT, b=OTHER), state("head", a=OTHER, b=RIGHT))
    assert [(spec.status, spec.bot, spec.changes) for spec in found.specs] == [
        (Status.RENAMED, "other", ()),
        (Status.RENAMED, "dip-buyer", ()),
    ]


def test_another_id_in_the_same_place_is_another_bot():
    found = compared(state(a=RIGHT), state("head", a=OTHER))
    assert shapes(found) == [(Status.CHANGED, "other", Category.CAPITAL_WIDENED)]


def with_policy(of, policy, **texts):
    made = state(of, **texts)
    return State(of, {**made.texts, "botspec.policy.yaml": policy.encode()}, made.prefix)


def test_the_head_is_judged_by_the_policy_of_the_base():
    head = with_policy("head", POLICY.replace("35%", "90%"), a=LOOSE)
    found = compared(with_policy("main", POLICY, a=RIGHT), head)
    assert [each.code for each in found.refused] == ["BS605"]
    assert not found.allowed
    assert found.worst is Category.POLICY_LOOSENED
    assert found.refused[0].related[0].path == "main:botspec.policy.yaml"


def test_a_policy_that_goes_away_is_loosened_and_still_judges():
    found = compared(with_policy("main", POLICY, a=RIGHT), state("head", a=LOOSE))
    assert (found.worst, found.allowed) == (Category.POLICY_LOOSENED, False)


def test_an_invalid_head_gives_its_findings_and_what_can_be_compared():
    found = compared(state(a=RIGHT), state("head", a=LOOSE.replace("GOOG, IBM]", "GOOG, IBM, GE]")))
    assert [each.code for each in found.invalid] == ["BS202"]
    assert found.worst is Category.RISK_LOOSENED
    broken = compared(state(a=RIGHT), state("head", a=LOOSE.replace("id:", "ids:")))
    assert [each.code for each in broken.invalid] == ["BS101"]
    assert broken.specs[0].changes == ()


def test_an_invalid_base_makes_everything_new():
    found = compared(state(a=RIGHT.replace("id:", "ids:")), state("head", a=RIGHT))
    assert shapes(found) == [(Status.CHANGED, "dip-buyer", Category.CAPITAL_WIDENED)]


HOSTILE = RIGHT.replace(
    "version: 1\n", "version: 1\ndescription: '<script>alert(1)</script> | **x** [a](http://b) @you'\n"
)


@pytest.mark.parametrize("render", [as_text, as_json, as_markdown])
def test_every_format_names_key_and_values(render):
    shown = render(compared(state(a=RIGHT), state("head", a=LOOSE)))
    for word in ("max_position", "35%", "50%"):
        assert word in shown


def test_a_table_of_a_comment_stands_alone_also_below_findings():
    """Right below a list it would be read as text of the list."""
    wrong = LOOSE.replace("symbols: [", "symbols: [XOM, ")
    lines = as_markdown(compared(state(a=RIGHT), state("head", a=wrong))).splitlines()
    assert any(line.startswith("- **BS") for line in lines)
    headers = [number for number, line in enumerate(lines) if line.startswith("| | ")]
    assert headers
    assert all(not lines[number - 1] for number in headers)


def test_a_comment_stays_within_what_github_takes():
    many = {f"bot{number}": RIGHT.replace("dip-buyer", f"bot-{number}") for number in range(120)}
    loose = {name: text.replace("35%", "50%") for name, text in many.items()}
    loose["bot99"] = loose["bot99"].replace("mode: backtest", "mode: simulate").replace("35%", "60%")
    loose["zoo"] = RIGHT.replace("dip-buyer", "zoo").replace("max_position: 35%", "max_position: a lot")
    shown = as_markdown(compared(state(**many), state("head", **loose)), "B" * 30_000)
    assert len(shown) < 65_536
    assert "max_position" in shown
    assert "specs/zoo.yaml" in shown
    assert "more specs are not shown" in shown
    assert "judged under the policy of the base" in shown


def test_a_comment_shows_the_text_of_others_as_text():
    shown = as_markdown(compared(state(a=RIGHT), state("head", a=HOSTILE)))
    assert "<script>" not in shown
    assert " [a](" not in shown
    assert " @you" not in shown


def test_json_is_json_and_has_both_places():
    told = json.loads(as_json(compared(state(a=RIGHT), state("head", a=LOOSE))))
    change = told["specs"][0]["changes"][0]
    assert (change["category"], change["key"]) == ("risk-loosened", ["risk", "limits", "max_position"])
    assert change["old"]["file"] == "main:specs/a.yaml"
    assert change["old"]["line"] == change["new"]["line"] == RIGHT[: RIGHT.index("max_position")].count("\n") + 1


def test_findings_have_a_code_for_every_category():
    found = findings(compared(state(a=RIGHT), state("head", a=LOOSE)))
    assert [(each.code, each.path) for each in found] == [("BS624", "head:specs/a.yaml")]


def long(text):
    symbols = "".join(f"      part_{number}: sma(close, {number + 2}) + rsi(close, 14)\n" for number in range(175))
    return text.replace(
        "    strength: rsi(close, 14)\n", "    strength: rsi(close, 14)\n" + symbols.replace("      ", "    ")
    )


def test_two_specs_of_two_hundred_lines_take_less_than_half_a_second():
    old, new = long(RIGHT), long(LOOSE)
    assert len(old.splitlines()) > 195
    compared(state(a=RIGHT), state("head", a=LOOSE))
    began = time.process_time()
    assert compared(state(a=old), state("head", a=new)).worst is Category.RISK_LOOSENED
    assert time.process_time() - began < 0.5


def test_a_bot_that_moves_away_from_its_policy_is_judged_by_it_and_said():
    base = State("main", {"a/b.yaml": RIGHT.encode(), "a/botspec.policy.yaml": POLICY.encode()}, "main:")
    head = State("head", {"c/b.yaml": LOOSE.encode(), "a/botspec.policy.yaml": POLICY.encode()}, "head:")
    found = compared(base, head)
    assert [each.code for each in found.refused] == ["BS605"]
    assert (found.worst, found.policies[0].note) == (Category.POLICY_LOOSENED, "dip-buyer moved out from under it")
    with_it = State("head", {**head.texts, "c/botspec.policy.yaml": POLICY.encode()}, "head:")
    assert Category.POLICY_LOOSENED not in {each.category for each in compared(base, with_it).policies}
