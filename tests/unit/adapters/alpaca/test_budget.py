import pytest

from botspec.adapters.alpaca.budget import PER_MINUTE, RESERVED, BudgetedAdapter, RateBudget
from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.adapters.alpaca.connection import Answer, HttpError, NeverSent
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply

ORDINARY = PER_MINUTE - RESERVED


class Ticking:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def connection(transport, ticking, *, wall=lambda: 0.0, sleep=None):
    adapter = BudgetedAdapter(transport, RateBudget(ticking), sleep=sleep, wall=wall)
    opened = trading(PAPER, CREDENTIALS)
    opened._client._session.mount(PAPER.url, adapter)
    return opened


def get(opened):
    return opened.ask(lambda client: client.get("/account"))


def delete(opened):
    return opened.ask(lambda client: client.delete("/orders/1"))


def test_never_more_than_alpaca_allows_in_any_minute():
    ticking = Ticking()
    budget = RateBudget(ticking)
    sent = []
    for _ in range(2000):
        if budget.wait(urgent=len(sent) % 7 == 0) == 0:
            sent.append(ticking.now)
        ticking.now += 0.11
    assert max(sum(1 for other in sent if at <= other < at + 60) for at in sent) <= PER_MINUTE
    assert len(sent) > PER_MINUTE * 3


def test_when_it_is_spent_an_order_is_not_sent_but_a_cancel_is():
    transport = FakeTransport(Reply({}))
    opened = connection(transport, Ticking())
    results = [get(opened) for _ in range(ORDINARY + 5)]
    assert all(isinstance(result, Answer) for result in results[:ORDINARY])
    assert all(isinstance(result, NeverSent) for result in results[ORDINARY:])
    assert len(transport.requests) == ORDINARY
    assert all(isinstance(delete(opened), Answer) for _ in range(RESERVED))
    assert isinstance(delete(opened), NeverSent)


def test_a_minute_later_there_is_room_again():
    ticking = Ticking()
    budget = RateBudget(ticking)
    for _ in range(ORDINARY):
        assert budget.wait(urgent=False) == 0
    assert budget.wait(urgent=False) == pytest.approx(60)
    ticking.now += 60
    assert budget.wait(urgent=False) == 0


def test_a_patient_reader_waits_for_its_turn():
    ticking = Ticking()
    opened = connection(FakeTransport(Reply({})), ticking, sleep=ticking.sleep)
    assert all(isinstance(get(opened), Answer) for _ in range(ORDINARY + 1))
    assert ticking.now == pytest.approx(1060)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ({"X-RateLimit-Reset": "130"}, 31),
        ({}, 10),
        ({"X-RateLimit-Reset": "x"}, 10),
        ({"X-RateLimit-Reset": "nan"}, 10),
        ({"X-RateLimit-Reset": "9999999"}, 60),
        ({"X-RateLimit-Reset": "5"}, 1),
    ],
)
def test_after_a_429_only_cancels_go_out_until_the_reset(header, pause):
    ticking = Ticking()
    transport = FakeTransport(Reply(None, 429, header), Reply({}), Reply({}))
    opened = connection(transport, ticking, wall=lambda: 100.0)
    assert isinstance(get(opened), HttpError)
    assert isinstance(get(opened), NeverSent)
    assert isinstance(delete(opened), Answer)
    ticking.now += pause - 0.01
    assert isinstance(get(opened), NeverSent)
    ticking.now += 0.02
    assert isinstance(get(opened), Answer)
