"""Rules at the newest bar alone, from what is remembered of the bars before: the bits of the whole history."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.expressions.evaluate import Evaluation
from botspec.expressions.identity import Identities
from botspec.expressions.steps import Steps, steps_of
from botspec.expressions.tree import Ago, Apply, Rule, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botspec.expressions.columns import Column, Columns


class Memory:
    """What `rules` need to know of earlier bars of so many symbols. Raises NotStepped when that is everything."""

    def __init__(self, rules: Sequence[Rule], symbols: int) -> None:
        self.identities = Identities()
        self.steps: dict[int, Steps] = {}
        self.ago: dict[tuple[int, int], list[deque[Any]]] = {}
        self._applied: dict[int, Apply] = {}
        self._lagged: dict[tuple[int, int], Ago] = {}
        for node in (node for rule in rules for node in walk(rule.tree)):
            if isinstance(node, Apply):
                expected = max(argument.lookback for argument in node.arguments)
                call = self.identities.call(node)
                self._applied[call] = node
                self.steps[call] = steps_of(node.indicator, node.settings, expected, symbols)
            elif isinstance(node, Ago):
                self._lagged[self.lag(node)] = node
                self.ago[self.lag(node)] = [deque(maxlen=node.bars) for _ in range(symbols)]

    def lag(self, node: Ago) -> tuple[int, int]:
        """Under what a lag is remembered."""
        return self.identities.of(node.operand), node.bars

    def begin(self, symbol: int, columns: Columns) -> None:
        """Take in a symbol's own bars so far. Raises NotStepped."""
        whole = Evaluation(columns)
        for call, node in self._applied.items():
            self.steps[call].begin(symbol, tuple(whole.column(argument) for argument in node.arguments))
        for lag, lagged in self._lagged.items():
            self.ago[lag][symbol].extend(whole.column(lagged.operand)[-lagged.bars :].tolist())


class Newest(Evaluation):
    """Rules over one more bar [1, P] of the symbols `where`, remembered as it is computed: each rule is asked once."""

    def __init__(self, columns: Columns, memory: Memory, where: Sequence[int]) -> None:
        super().__init__(columns)
        self._identities = memory.identities
        self._memory, self._where = memory, where

    def complete(self, rules: Sequence[Rule]) -> None:
        """Compute every part, whether something asks for it or not: all of it is remembered."""
        for rule in rules:
            for node in walk(rule.tree):
                if isinstance(node, (Ago, Apply)):
                    self.column(node)

    def _ago(self, node: Ago) -> Any:  # noqa: ANN401 - as Evaluation
        operand = self._whole(self._value(node.operand))
        queues = self._memory.ago[self._memory.lag(node)]
        answer = np.full_like(operand, np.nan if node.type.numeric else 1)
        for place, (symbol, value) in enumerate(zip(self._where, operand[0].tolist(), strict=True)):
            queue = queues[symbol]
            if len(queue) == node.bars:
                answer[0, place] = queue[0]
            queue.append(value)
        return answer

    def _apply(self, node: Apply) -> Column:
        call = self._identities.call(node)
        if call not in self._calls:
            series = tuple(self._whole(self._value(argument))[0] for argument in node.arguments)
            found = self._memory.steps[call].feed(self._where, series)
            self._calls[call] = tuple(values[np.newaxis, :] for values in found)
        return self._calls[call][node.output]
