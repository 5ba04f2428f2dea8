"""The faults by name: what Alpaca, and the way to it, were seen to do."""

from __future__ import annotations

from dataclasses import dataclass

REST, STREAM, ACCOUNT, HANDSHAKE, MARKET = "rest", "stream", "account", "handshake", "market"
READS = frozenset({"GET"})
WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})
EVERY = READS | WRITES


@dataclass(frozen=True, slots=True)
class Fault:
    """`methods` are the requests that it can meet; `rate` its share of them in the usual profile."""

    name: str
    where: str
    what: str
    rate: float
    methods: frozenset[str] = EVERY


FAULTS: tuple[Fault, ...] = (
    Fault("lost_before", REST, "the connection ends before the request is seen", 0.006),
    Fault("lost_after", REST, "what was asked is done, then the connection ends without an answer", 0.006),
    Fault("late_delivery", REST, "answered with 504 at once, done up to a minute later", 0.004, WRITES),
    Fault("slow_answer", REST, "the answer takes up to a second (only where time runs by itself)", 0.004),
    Fault("http_500", REST, "500 with Alpaca's JSON, nothing done", 0.002),
    Fault("http_502", REST, "502 with a proxy's page, nothing done", 0.002),
    Fault("http_503", REST, "503 with a proxy's page, nothing done", 0.004),
    Fault("http_504_before", REST, "504, nothing done", 0.002),
    Fault("http_504_after", REST, "504 for what was done", 0.006),
    Fault("storm_429", REST, "up to five requests in a row are refused with 429, half of them without headers", 0.004),
    Fault("truncated", REST, "done, but the answer's JSON is cut off", 0.003),
    Fault("empty", REST, "done, but the answer is 200 and empty", 0.002),
    Fault("html", REST, "done, but the answer is 200 and a web page", 0.002),
    Fault("unknown_word", REST, "an order's status is a word nobody knows, and there is a field nobody knows", 0.002),
    Fault("stale_read", REST, "an earlier answer to the same question", 0.01, READS),
    Fault("stream_drop", STREAM, "a message is lost", 0.01),
    Fault("stream_duplicate", STREAM, "a message comes twice", 0.01),
    Fault("stream_reorder", STREAM, "a message comes after the next one", 0.01),
    Fault("stream_malformed", STREAM, "a message is cut off", 0.004),
    Fault("stream_mute", STREAM, "the connection stays open and says nothing more", 0.002),
    Fault("stream_close", STREAM, "the connection is closed", 0.004),
    Fault("stream_refused", HANDSHAKE, "the handshake is answered with 429", 0.05),
    Fault(
        "late_trade",
        MARKET,
        "a minute bar is told with less volume, and whole on `updatedBars` half a minute later",
        0.02,
    ),
    Fault("partial_fill", ACCOUNT, "an order fills in parts", 0.1),
    Fault("late_reject", ACCOUNT, "an order is taken, and rejected a moment later", 0.01),
)
BY_NAME = {fault.name: fault for fault in FAULTS}
