"""Stories of modes, keys, expressions and servers."""

import ast
from pathlib import Path

import pytest

import botspec
from botspec import wiring
from botspec.adapters.alpaca import connect
from botspec.adapters.system.http import HostRefused
from botspec.adapters.system.origin import PAPER_TRADING, Origin
from botspec.expressions import Names
from botspec.expressions.errors import RuleErrors
from botspec.expressions.parse import parse_rule
from tests.fakes.market import days
from tests.fakes.simulator import KEY, SECRET, simulate
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply
from tests.faults.canary import campaign

LIVE = "https://api.alpaca.markets/v2/orders"
ESCAPES = [
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "close.__class__",
    "(lambda: 1)()",
    "[x for x in (1, 2)]",
    "open('/etc/passwd').read()",
    "'{0.__class__}'.format(close)",
    "close if True else open",
    "(y := 5)",
    "9 ** 9 ** 9 ** 9",
    "exec('import os')",
    "getattr(close, 'x')",
    "f'{close!r}'",
    "globals()['x']",
    "numpy.load('x')",
    "close; import os",
]


def test_story_18_the_mode_alone_chooses_the_host():
    assert wiring.paper_venue(CREDENTIALS).trading == Origin(PAPER_TRADING)
    with pytest.raises(HostRefused):
        Origin("https://api.alpaca.markets/")


def test_story_19_paper_has_no_way_to_the_live_host():
    transport = FakeTransport(Reply({}))
    paper = connect.trading(connect.PAPER, CREDENTIALS, transport)
    with pytest.raises(HostRefused):
        paper._client._session.post(LIVE, json={})
    assert transport.requests == []


def test_story_57_no_output_has_a_piece_of_a_key():
    score = campaign(3, first=40)
    assert score.letters > 10_000
    assert score.hits == []


OF_FIELD_NAMES = {"encoding.py", "record.py"}  # text of our own field names, as dataclasses make `__init__`


def test_story_58_no_code_evaluates_text():
    found = [
        f"{path.name}:{node.lineno}"
        for path in Path(botspec.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile"}
        and path.name not in OF_FIELD_NAMES
    ]
    assert found == []


@pytest.mark.parametrize("text", ESCAPES)
def test_story_59_no_way_out_of_an_expression_is_even_parsed(text):
    with pytest.raises(RuleErrors):
        parse_rule(text, Names())


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "169.254.169.254"])
@pytest.mark.parametrize("path", ["/v2/account", "/sim/state", "/v2/orders"])
def test_story_60_a_page_elsewhere_reads_nothing(host, path):
    panel = days({"AAA": [(100.0,) * 4] * 3})
    from botspec.market.moments import moment

    keys = {"APCA-API-KEY-ID": KEY, "APCA-API-SECRET-KEY": SECRET, "Host": host}
    seen = simulate(panel, moment(int(panel.closed_at[0]))).ask("GET", path, headers=keys)
    assert seen.status == 403
    assert "cash" not in str(seen.body)
