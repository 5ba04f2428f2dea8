"""Several requests at once over a few kept connections."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from threading import Thread

from botspec.adapters.alpaca.connection import Connection, Lost, Result
from botspec.adapters.alpaca.sdk import TradingClient

Question = Callable[[TradingClient], object]
Answered = tuple[int, Result | BaseException]


def ask_all(
    connections: Sequence[Connection[TradingClient]], questions: Sequence[Question], held: Callable[[], bool]
) -> Iterator[tuple[int, Result]]:
    """Put each question once; results by its number, as they come. What `held` stops is never sent.

    One connection asks in order and in this thread.
    """
    waiting = deque(enumerate(questions))
    if len(connections) == 1 or len(questions) == 1:
        yield from ((number, connections[0].ask_unless(held, question)) for number, question in waiting)
        return
    answers: SimpleQueue[Answered] = SimpleQueue()
    for connection in connections[: len(questions)]:
        Thread(target=_work, args=(connection, waiting, held, answers), name="burst", daemon=True).start()
    for _ in questions:
        number, result = answers.get()
        yield number, Lost(f"unexpected: {type(result).__name__}") if isinstance(result, BaseException) else result


def _work(
    connection: Connection[TradingClient],
    waiting: deque[tuple[int, Question]],
    held: Callable[[], bool],
    answers: SimpleQueue[Answered],
) -> None:
    while True:
        try:
            number, question = waiting.popleft()
        except IndexError:
            return
        try:
            answers.put((number, connection.ask_unless(held, question)))
        except BaseException as error:  # noqa: BLE001  whoever waits for the answer must get one
            answers.put((number, error))
