"""Sixty failures of trading bots that were told in public: where, what happened, and what botspec promises instead.

Each is replayed by a test named after its number. `instead` says, where the thing that failed has no counterpart here,
what was replayed in its place; `left_out` why it is not replayed at all: such a story is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    where: str
    what: str
    promise: str
    instead: str = ""
    left_out: str = ""


STORIES: Mapping[int, Story] = {
    1: Story("scrtlabs/catalyst#317", "a time-out after ordering, and the same order again", "one intent, one order"),
    2: Story("bennycode/trading-signals#1178", "a client that repeats a POST by itself", "a POST leaves once"),
    3: Story("hummingbot#493", "time-outs on create, the orders existed", "one intent, one order"),
    4: Story(
        "nautilus_trader#4215", "a retry after the order was known to be accepted", "what is known is not sent again"
    ),
    5: Story(
        "Kalshi starter#135, Reya#55, trading-gpt#94", "a new id for each retry", "the id is a function of the intent"
    ),
    6: Story("hummingbot#8457", "a DNS outage: accepted orders declared failed", "unknown is kept until it is known"),
    7: Story("freqtrade#3647", "reported canceled on a time-out, in fact filled", "a fill after a cancel is booked"),
    8: Story("freqtrade#4653", "at the exchange, but not in the database", "journal first, then the wire"),
    9: Story(
        "freqtrade#7184", "orders in quick succession, database locked, trade lost", "journal first, then the wire"
    ),
    10: Story("freqtrade#5621", "a full disk: nothing could be closed", "a kill works on a full disk"),
    11: Story("freqtrade#11461", "filled, reported canceled, sent and filled again", "an end is final"),
    12: Story(
        "freqtrade#13399", "an old stop's fill was taken for the new trade's", "a fill belongs to its order's id"
    ),
    13: Story("freqtrade start-up", "not found at the start: taken for canceled", "not found is no proof"),
    14: Story("freqtrade#12360", "canceling a stop that is gone: a crash loop", "a cancel too late is an answer"),
    15: Story("freqtrade#11788", "a stop canceled and posted again 175 times", "the tenth in ten minutes halts"),
    16: Story("freqtrade#12824", "a stop filled at once: a new one every 5 s", "an answer that holds a fill is booked"),
    17: Story("freqtrade#11608", "a stop left alive after its trade", "what protects ends with its position"),
    18: Story("freqtrade#2980, #2988", "the mode was not what the command line said", "the mode chooses the host"),
    19: Story("DeviaVir/zenbot#1403", "--paper placed real trades", "paper has no way to the live host"),
    20: Story("nautilus_trader#3046", "a restart replays fills", "each share is booked once"),
    21: Story("nautilus_trader#4736", "a warm restart invents an opposite fill", "fills are never invented"),
    22: Story("nautilus_trader#3176", "duplicate orders on each restart", "a restart sends nothing twice"),
    23: Story("QuantDinger#231, #232", "a fill booked twice after a restart", "each share is booked once"),
    24: Story("openalgo#932", "two code paths executed one order", "streams are hints, never orders"),
    25: Story("alpaca-py#740", "a data socket connected but mute for hours", "the broker is asked after a grace"),
    26: Story("alpaca-trade-api-python#588", "290 of 960 candles received", "every bar is dealt with"),
    27: Story("alpaca-trade-api-csharp#170", "trade updates stop for good", "fills are read, not heard"),
    28: Story(
        "alpaca-py#210, #371, #557",
        "an unknown word in an update ends the stream",
        "an unknown word keeps an order live",
    ),
    29: Story("Lean.Brokerages.Alpaca#28", "filled, and the fill never arrived", "fills are read, not heard"),
    30: Story(
        "Lean.Brokerages.Alpaca#58, #60", "orders while the updates were down", "no order while nothing can be read"
    ),
    31: Story(
        "Lean.Brokerages.InteractiveBrokers#249", "fills during a disconnect were lost", "an outage loses no fill"
    ),
    32: Story(
        "Lean.Brokerages.TradeStation#101", "one fill missed: liquidation without end", "a position is closed once"
    ),
    33: Story("QuantConnect/Lean#4014", "cumulative quantities booked as increments", "cumulative in, new shares out"),
    34: Story(
        "Alpaca-API#165",
        "a replacement of a part-filled order with its first quantity",
        "a replacement names no quantity",
    ),
    35: Story(
        "alpaca-trade-api-csharp#247",
        "shares still held by the order just canceled",
        "an exit waits for what holds its shares",
    ),
    36: Story("alpaca-py#260", "an id may not be used again even after a cancel", "each generation has its own id"),
    37: Story("hummingbot#7823", "a NaN price became a market order", "what is no number never leaves"),
    38: Story("zenbot#1801", "selling NaN, without end", "what is no number never leaves"),
    39: Story("TorchTrade#347", "nan > 0 is false: sell", "a size of no number is none"),
    40: Story("hummingbot#2534", "the kill switch raised, the bot went on", "a switch that cannot be read is pulled"),
    41: Story("hummingbot#1145, #1866", "the kill switch trips on a quote error", "a read that fails trips nothing"),
    42: Story("hummingbot#462", "a reject loop: 100,000 orders in a day", "five rejections in a row halt"),
    43: Story("binance-trade-bot#66", "selling 0.0 without end", "an order for nothing never leaves"),
    44: Story("freqtrade#350", "requests without a time-out", "every answer has a deadline"),
    45: Story("passivbot_lighter#3", "eight hours with a dead websocket and no orders", "without streams it asks"),
    46: Story("lumibot#247", "open or closed by local midnight in Singapore", "sessions are New York's"),
    47: Story("lumibot#1113, #1154", "the wait took a future session's close", "an instant belongs to its session"),
    48: Story("Nemo_IB#25", "a fixed 16:00: half-days wrong", "half-days close when they close"),
    49: Story("zipline#1333", "a day's offset breaks when summer time begins", "opens are 9:30 on either side"),
    50: Story("freqtrade#7700, #3378", "naive and aware times; midnight elsewhere", "a bar belongs to its session"),
    51: Story("QuantConnect/Lean#4126, #8374", "auction orders outside their window", "outside its window none leaves"),
    52: Story("lumibot#395, #394", "open orders were empty after a restart", "what works is recalled"),
    53: Story("lumibot#1170", "a failed read of positions: no positions", "a read that fails is unknown, never flat"),
    54: Story("BYTEX#30", "the mismatch is logged, and it trades on", "a mismatch stops entries"),
    55: Story("alpaca-py#469", "a split: the quantity changed, the stop did not", "exits are in new shares"),
    56: Story(
        "freqtrade#9782, krypto-trading-bot#325", "two bots on one account", "one writer; a stranger's order trips"
    ),
    57: Story(
        "openalgo#1855, polymarket-mcp-server#10, binance-connector-rust#91", "keys in logs", "no piece of a key"
    ),
    58: Story("microsoft/qlib#2300", "eval on expressions of a shared YAML file", "nothing is evaluated"),
    59: Story(
        "asteval#32, #86; simpleeval#15, #138; numexpr#323, #564", "ways out of a sandbox", "a grammar of our own"
    ),
    60: Story(
        "spec-kitty#4769, constellation-works/orbit#2270, canonry#1177",
        "a loopback dashboard read by DNS rebinding",
        "a foreign host gets nothing",
        instead="botspec has no dashboard; its only server is the simulator",
    ),
}
