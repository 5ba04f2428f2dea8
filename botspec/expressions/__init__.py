"""The rule language: parse -> typed tree -> evaluate over columns.

Parsing loads neither numpy nor TA-Lib; `botspec.expressions.evaluate` does.
"""

from botspec.expressions.bounds import MAX_PERIOD
from botspec.expressions.errors import ErrorKind, RuleError, RuleErrors
from botspec.expressions.names import Names, PositionUse, Setting, name_problem
from botspec.expressions.parse import parse_condition, parse_number, parse_rule
from botspec.expressions.tree import Rule, Type

__all__ = [
    "MAX_PERIOD",
    "ErrorKind",
    "Names",
    "PositionUse",
    "Rule",
    "RuleError",
    "RuleErrors",
    "Setting",
    "Type",
    "name_problem",
    "parse_condition",
    "parse_number",
    "parse_rule",
]
