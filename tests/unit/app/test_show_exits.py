"""Who leaves a position when the bot's process is dead."""

from botspec.app.show_exits import exits_shown
from tests.unit.compiler.specs import context

SCHEDULE = "schedule: {submit: after_open}"


def test_each_exit_says_who_watches_it() -> None:
    exits = (
        "exits: {stop_loss: 4%, take_profit: 9%, trailing_stop: {distance: 3%}, break_even: {after_gain: 2%}, "
        "time_limit: 20 bars, rest_at_broker: [stop_loss]}"
    )
    nobody = "when this process is dead: nobody until the bot runs again"
    moved = "moves the stop that rests, at each bar's close; when this process is dead: Alpaca, at the stop as it was"
    assert exits_shown(context((SCHEDULE, f"{exits}\n{SCHEDULE}"))) == (
        f"the strategy's exit rule: the bot at each bar's close; {nobody}",
        "stop_loss 4%: rests at Alpaca; when this process is dead: Alpaca",
        f"take_profit 9%: the bot at each bar's close; {nobody}",
        f"trailing_stop 3%: {moved} last moved",
        f"break_even after 2%: {moved} last moved",
        f"time_limit 20 bars: the bot, counting own bars at each close; {nobody}",
    )
