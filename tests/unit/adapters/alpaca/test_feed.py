from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from botspec.adapters.alpaca.connect import DATA, corporate_actions, market_data
from botspec.adapters.alpaca.feed import AlpacaFeed, FeedNames
from botspec.domain.rows import QualityRow
from botspec.market.calendar import session_on
from botspec.market.moments import nanoseconds
from botspec.market.panel import ActionKind, CorporateAction
from botspec.ports.broker import CredentialsRefused, Unavailable
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply

SYMBOLS = ("AAPL", "MSFT")
BEFORE = "2026-11-25T05:00:00Z"  # Wednesday
HALF_DAY = "2026-11-27T05:00:00Z"  # the day after Thanksgiving: closes at 13:00
CLOSE_25 = session_on(date(2026, 11, 25)).closes_at
CLOSE_27 = session_on(date(2026, 11, 27)).closes_at

NO_ACTIONS = Reply({"corporate_actions": {}, "next_page_token": None})


def bar(stamp, o=10.0, h=11.0, l=9.0, c=10.5, v=1000):  # noqa: E741 - Alpaca's letter
    return {"t": stamp, "o": o, "h": h, "l": l, "c": c, "v": v, "n": 5, "vw": 10.1}


def feed_of(*replies, timeframe="1Day", actions=NO_ACTIONS, **settings):
    transport, other = FakeTransport(*replies), FakeTransport(actions)
    made = AlpacaFeed(
        market_data(DATA, CREDENTIALS, transport),
        corporate_actions(DATA, CREDENTIALS, other),
        **{"symbols": SYMBOLS, "timeframe": timeframe, "anchor": date(2026, 11, 2), **settings},
    )
    return made, transport, other


def bars(**by_symbol):
    return Reply({"bars": by_symbol, "next_page_token": None})


def test_daily_bars_open_and_close_with_their_session_early_closes_included():
    feed, transport, _ = feed_of(bars(AAPL=[bar(BEFORE), bar(HALF_DAY, c=10.25)], MSFT=[bar(HALF_DAY, v=0)]))
    panel = feed.history(CLOSE_27)
    assert panel.symbols == SYMBOLS
    assert [datetime.fromtimestamp(at / 1e9, UTC).hour for at in panel.opened_at] == [14, 14]
    assert list(panel.closed_at) == [nanoseconds(CLOSE_25), nanoseconds(CLOSE_27)]
    assert CLOSE_27.hour == 18
    assert list(panel.session) == [date(2026, 11, 25).toordinal(), date(2026, 11, 27).toordinal()]
    assert panel.close[:, 0].tolist() == [10.5, 10.25]
    assert np.isnan(panel.close[0, 1])
    assert panel.volume[1, 1] == 0
    assert panel.open.flags.f_contiguous
    assert transport.query() == {
        "symbols": "AAPL,MSFT",
        "timeframe": "1Day",
        "start": "2026-11-02T05:00:00+00:00",
        "end": "2026-11-27T18:00:00+00:00",
        "adjustment": "raw",
        "feed": "iex",
        "limit": "10000",
    }


def test_a_bar_that_has_not_closed_is_not_seen():
    feed, *_ = feed_of(bars(AAPL=[bar(BEFORE), bar(HALF_DAY)]))
    early = feed.history(CLOSE_27.replace(hour=17, minute=59))
    assert list(early.closed_at) == [nanoseconds(CLOSE_25)]


def test_floats_are_the_very_ones_that_were_served():
    text = (
        '{"bars":{"AAPL":[{"t":"2026-11-25T05:00:00Z","o":0.1,"h":0.30000000000000004,"l":0.1,"c":0.123456789012345678,'
        '"v":7}]},"next_page_token":null}'
    )
    feed, *_ = feed_of(Reply(text))
    row = feed.history(CLOSE_25).row(0)
    assert row.high[0] == 0.30000000000000004
    assert row.close[0] == 0.123456789012345678


def test_history_is_read_page_by_page_with_one_question():
    def page(request):
        token = parse_qs(urlsplit(request.url).query).get("page_token")
        if token:
            return Reply({"bars": {"AAPL": [bar(HALF_DAY)], "MSFT": [bar(BEFORE)]}, "next_page_token": None})
        return Reply({"bars": {"AAPL": [bar(BEFORE)]}, "next_page_token": "next"})

    feed, transport, _ = feed_of(page)
    panel = feed.history(CLOSE_27)
    assert len(transport.requests) == 2
    assert np.isfinite(panel.close).tolist() == [[True, True], [True, False]]


def test_symbols_without_a_bar_are_missing_not_errors():
    feed, *_ = feed_of(bars())
    panel = feed.history(CLOSE_27)
    assert len(panel) == 0
    assert panel.close.shape == (0, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"o": None},
        {"h": float("nan")},
        {"c": 0},
        {"l": -1.0},
        {"h": 9.0, "l": 11.0},
        {"o": 12.0},
        {"o": 8.0},
        {"c": 8.0},
        {"h": float("inf")},
        {"v": -1},
        {"v": None},
    ],
)
def test_a_bar_that_cannot_be_is_left_out_and_counted(change):
    feed, *_ = feed_of(bars(AAPL=[bar(BEFORE), bar(HALF_DAY, **change)], MSFT=[bar(BEFORE), bar(HALF_DAY)]))
    panel = feed.history(CLOSE_27)
    assert np.isnan(panel.row(1).close).tolist() == [True, False]
    assert np.isnan([getattr(panel, name)[1, 0] for name in ("open", "high", "low", "volume")]).all()
    assert feed.quality() == (QualityRow("AAPL", "impossible", 1, "bars whose prices cannot be were left out"),)


def test_a_daily_bar_on_a_day_without_session_is_left_out_and_counted():
    feed, *_ = feed_of(bars(AAPL=[bar("2026-11-26T05:00:00Z"), bar(HALF_DAY)]))
    assert len(feed.history(CLOSE_27)) == 1
    assert [(row.what, row.count) for row in feed.quality()] == [("outside", 1)]


@pytest.mark.parametrize(
    "body", [{"bars": {"AAPL": [{"o": 1}]}}, {"bars": {"AAPL": [bar("soon")]}}, {"bars": {"AAPL": 5}}]
)
def test_bars_that_cannot_be_read_are_unavailable(body):
    feed, *_ = feed_of(Reply({"next_page_token": None, **body}))
    with pytest.raises(Unavailable):
        feed.history(CLOSE_27)


@pytest.mark.parametrize("reply", [Reply(None, 500), Reply("<html>"), Reply({}), Reply(None), Reply({"bars": None})])
def test_no_bars_at_all_is_not_the_same_as_no_answer(reply):
    feed, *_ = feed_of(reply)
    with pytest.raises(Unavailable):
        feed.history(CLOSE_27)


def test_a_subscription_that_does_not_allow_it_is_said_and_not_tried_again():
    feed, *_ = feed_of(Reply({"message": "subscription does not permit querying recent SIP data"}, 403))
    with pytest.raises(Unavailable, match="recent SIP data") as caught:
        feed.history(CLOSE_27)
    assert not caught.value.retry


def test_refused_keys_are_said():
    feed, *_ = feed_of(Reply({"message": "forbidden."}, 403))
    with pytest.raises(CredentialsRefused):
        feed.history(CLOSE_27)


def test_two_feeds_are_joined_where_the_first_is_not_open_to_all():
    feed, transport, _ = feed_of(
        bars(AAPL=[bar(BEFORE, v=100)]),
        bars(AAPL=[bar(BEFORE, v=1), bar(HALF_DAY, v=2)]),
        feeds=FeedNames("sip", "iex"),
    )
    panel = feed.history(CLOSE_27)
    assert panel.volume[:, 0].tolist() == [100.0, 2.0]
    assert [transport.query(number)["feed"] for number in (0, 1)] == ["sip", "iex"]
    assert transport.query(0)["end"] == "2026-11-27T17:44:00+00:00"


# ---- one moment


def test_the_bars_of_a_moment():
    feed, transport, _ = feed_of(bars(AAPL=[bar(HALF_DAY)]))
    found = feed.closed(CLOSE_27)
    assert found.closed_at == nanoseconds(CLOSE_27)
    assert np.isnan(found.close).tolist() == [False, True]
    assert transport.query()["start"] == "2026-11-27T05:00:00+00:00"


@pytest.mark.parametrize("replies", [bars(), bars(AAPL=[bar(BEFORE)]), bars(AAPL=[bar(HALF_DAY, c=0)])])
def test_before_a_moments_first_bar_there_is_none(replies):
    feed, *_ = feed_of(replies)
    assert feed.closed(CLOSE_27) is None


@pytest.mark.parametrize("at", [CLOSE_27.replace(hour=17), datetime(2026, 11, 26, 21, tzinfo=UTC)])
def test_daily_bars_close_with_a_session_only(at):
    feed, transport, _ = feed_of(bars(AAPL=[bar(HALF_DAY)]))
    assert feed.closed(at) is None
    assert transport.requests == []


def test_intraday_bars_are_their_left_edge_and_the_timeframe_and_stay_inside_the_session():
    stamps = ["14:25", "14:30", "14:35", "17:55", "18:00"]
    feed, transport, _ = feed_of(bars(AAPL=[bar(f"2026-11-27T{stamp}:00Z") for stamp in stamps]), timeframe="5Min")
    panel = feed.history(datetime(2026, 11, 27, 23, tzinfo=UTC))
    assert [datetime.fromtimestamp(at / 1e9, UTC).strftime("%H:%M") for at in panel.opened_at] == stamps[1:4]
    assert [datetime.fromtimestamp(at / 1e9, UTC).strftime("%H:%M") for at in panel.closed_at] == [
        "14:35",
        "14:40",
        "18:00",
    ]
    assert transport.query()["timeframe"] == "5Min"
    assert feed.quality() == ()
    found = feed.closed(datetime(2026, 11, 27, 14, 40, tzinfo=UTC))
    assert found is not None
    assert transport.query()["start"] == "2026-11-27T14:35:00+00:00"


HALVES = [
    bar(f"2026-11-27T{hour}:00Z", c=close)
    for hour, close in zip(("14:30", "15:00", "17:30"), (10, 9.5, 11), strict=True)
]


def test_hours_are_made_of_halves_because_those_of_alpaca_begin_on_the_hour():
    feed, transport, _ = feed_of(bars(AAPL=HALVES), timeframe="1Hour", anchor=date(2026, 11, 27))
    panel = feed.history(CLOSE_27)
    assert transport.query()["timeframe"] == "30Min"
    assert [str(np.datetime64(int(at), "ns"))[11:16] for at in panel.closed_at] == ["15:30", "18:00"]
    assert panel.close[:, 0].tolist() == [9.5, 11]
    assert panel.volume[:, 0].tolist() == [2000, 1000]
    found = feed.closed(CLOSE_27)
    assert found is not None
    assert found.close[0] == 11
    assert transport.query()["start"] == "2026-11-27T17:00:00+00:00"


def test_weeks_are_made_of_days_and_closed_with_the_last():
    days = [bar(f"2026-11-{day}T05:00:00Z", c=close) for day, close in ((20, 9.5), (23, 9.75), (25, 10), (27, 10.25))]
    feed, transport, _ = feed_of(bars(AAPL=days), timeframe="1Week", anchor=date(2026, 11, 20))
    panel = feed.history(CLOSE_27)
    assert transport.query()["timeframe"] == "1Day"
    assert panel.closed_at.tolist() == [nanoseconds(CLOSE_27)]  # history begins inside the week before
    assert panel.close[:, 0].tolist() == [10.25]
    assert len(feed.history(CLOSE_25)) == 0


@pytest.mark.parametrize("timeframe", ["1Hour", "1Week"])
def test_a_simulator_has_the_bars_themselves(timeframe):
    feed, transport, _ = feed_of(bars(AAPL=[bar("2026-11-23T14:30:00Z")]), timeframe=timeframe, native=True)
    assert len(feed.history(CLOSE_27)) == 1
    assert transport.query()["timeframe"] == timeframe


def test_an_unknown_timeframe_is_refused():
    with pytest.raises(ValueError, match="Fortnight"):
        feed_of(bars(), timeframe="2Fortnight")[0].history(CLOSE_27)


# ---- corporate actions


ACTIONS = Reply(
    {
        "corporate_actions": {
            "cash_dividends": [
                {"symbol": "AAPL", "rate": 0.26, "ex_date": "2026-11-27", "process_date": "2026-12-14"},
                {"symbol": "MSFT", "rate": 0.91, "ex_date": "2026-12-04", "process_date": "2026-12-20"},
                {"symbol": "IBM", "rate": 1, "ex_date": "2026-11-27"},
            ],
            "forward_splits": [{"symbol": "MSFT", "new_rate": 3, "old_rate": 2, "ex_date": "2026-11-27"}],
            "name_changes": [{"old_symbol": "AAPL"}],
        },
        "next_page_token": None,
    }
)


def test_actions_are_those_with_their_ex_date_on_the_session():
    feed, _, other = feed_of(bars(), actions=ACTIONS)
    on = date(2026, 11, 27)
    assert list(feed.actions(CLOSE_27)) == [
        CorporateAction("AAPL", on, ActionKind.CASH_DIVIDEND, Decimal("0.26")),
        CorporateAction("MSFT", on, ActionKind.SPLIT, Decimal("1.5")),
    ]
    query = other.query()
    assert (query["symbols"], query["start"], query["end"]) == ("AAPL,MSFT", "2026-11-27", "2027-02-25")


def test_history_knows_no_action_of_the_future():
    feed, *_ = feed_of(bars(AAPL=[bar(BEFORE)]), actions=ACTIONS)
    assert feed.history(CLOSE_25).actions == ()
    assert len(feed.history(CLOSE_27).actions) == 2


@pytest.mark.parametrize(
    "action",
    [
        {"symbol": "AAPL", "rate": 0, "ex_date": "2026-11-27"},
        {"symbol": "AAPL", "rate": 1, "ex_date": "soon"},
        {"rate": 1, "ex_date": "2026-11-27"},
    ],
)
def test_an_action_that_cannot_be_read_is_unavailable(action):
    feed, *_ = feed_of(
        bars(), actions=Reply({"corporate_actions": {"cash_dividends": [action]}, "next_page_token": None})
    )
    with pytest.raises(Unavailable):
        feed.actions(CLOSE_27)


# ---- prices


def trades(**by_symbol):
    return Reply({"trades": by_symbol})


OPEN = session_on(date(2026, 11, 27)).opens_at
NOW = "2026-11-27T14:30:00.5Z"


def test_prices_are_the_last_trades():
    feed, transport, _ = feed_of(trades(AAPL={"t": NOW, "p": 231.55}, MSFT={"t": NOW, "p": 500}))
    assert feed.prices(SYMBOLS, OPEN) == {"AAPL": 231.55, "MSFT": 500.0}
    assert transport.query() == {"symbols": "AAPL,MSFT", "feed": "iex"}


@pytest.mark.parametrize(
    "trade",
    [
        None,
        {"t": NOW, "p": 0},
        {"t": NOW, "p": float("nan")},
        {"t": NOW, "p": "5"},
        {"t": NOW, "p": True},
        {"t": NOW},
        {"t": "2026-11-27T14:29:59Z", "p": 5.0},
        {"t": "2026-11-25T20:00:00Z", "p": 5.0},
        {"p": 5.0},
    ],
)
def test_what_is_no_price_of_this_session_is_absent(trade):
    feed, *_ = feed_of(trades(AAPL=trade, MSFT={"t": NOW, "p": 500.0}))
    assert feed.prices(SYMBOLS, OPEN) == {"MSFT": 500.0}


def test_between_sessions_the_last_trade_is_the_last_price():
    feed, *_ = feed_of(trades(AAPL={"t": "2026-11-25T20:59:59Z", "p": 5.0}))
    assert feed.prices(("AAPL",), datetime(2026, 11, 26, 15, tzinfo=UTC)) == {"AAPL": 5.0}


@pytest.mark.parametrize(
    "reply", [Reply(None, 500), Reply({"trades": {"AAPL": 5}}), Reply({"trades": {"AAPL": {"t": "x"}}})]
)
def test_prices_that_cannot_be_read_are_unavailable(reply):
    feed, *_ = feed_of(reply)
    with pytest.raises(Unavailable):
        feed.prices(SYMBOLS, OPEN)
