from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from botspec.ports.broker import Unavailable
from botspec.run.asking import answered

BEGAN = datetime(2010, 4, 19, 13, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = BEGAN
    waits: list[float] = field(default_factory=list)

    def now(self):
        return self.at

    def wait_until(self, moment):
        self.waits.append((moment - self.at).total_seconds())
        self.at = moment


@dataclass
class Env:
    clock: Clock = field(default_factory=Clock)
    patience: timedelta = timedelta(minutes=10)


class Question:
    def __init__(self, failures, *, retry=True):
        self.left, self.retry, self.asked = failures, retry, 0

    def __call__(self):
        self.asked += 1
        if self.left:
            self.left -= 1
            raise Unavailable("HTTP 500", retry=self.retry)
        return "an answer"


def test_one_bad_answer_is_asked_again():
    env, said, question = Env(), [], Question(3)
    assert answered(question, env, lambda: False, said.append) == "an answer"
    assert env.clock.waits == [1, 2, 4]
    assert said == ["HTTP 500"] * 3


def test_it_ends_after_the_patience_of_the_mode():
    env, question = Env(), Question(10**6)
    with pytest.raises(Unavailable):
        answered(question, env, lambda: False, lambda _: None)
    assert env.clock.at - BEGAN <= env.patience
    assert max(env.clock.waits) == 30


@pytest.mark.parametrize(("retry", "stop", "patience"), [(False, False, 600), (True, True, 600), (True, False, 0)])
def test_it_ends_at_once_where_waiting_mends_nothing(retry, stop, patience):
    env, question = Env(patience=timedelta(seconds=patience)), Question(1, retry=retry)
    with pytest.raises(Unavailable):
        answered(question, env, lambda: stop, lambda _: None)
    assert question.asked == 1
