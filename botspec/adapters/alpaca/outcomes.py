"""What came back from a submit, and what it means (docs/safety.md has the table)."""

from __future__ import annotations

from botspec.adapters.alpaca.connection import Answer, HttpError, Lost, NeverSent, Result
from botspec.adapters.alpaca.orders import Malformed, Note, differences, read_order
from botspec.domain.orders import Changes, Order, OrderRequest
from botspec.domain.outcomes import Acked, NotSent, Rejected, SubmitOutcome, Unknown

_DEFINITIVE = frozenset({400, 403, 422})
_UNAUTHORIZED = 401


class Duplicate:
    """Alpaca already has an order with this id: look it up and compare."""


def submit_outcome(result: Result, request: OrderRequest, note: Note) -> SubmitOutcome | Duplicate:
    """Only a parsed body makes a no definitive; what is not understood is unknown."""
    match result:
        case NeverSent(why=why):
            return NotSent(why)
        case Lost(why=why):
            return Unknown(why)
        case HttpError() as error:
            return _of_error(error)
        case Answer(value=value):
            return _of_answer(value, request, note)


def replace_outcome(result: Result, old: Order, named: str, changes: Changes, note: Note) -> SubmitOutcome | Duplicate:
    """As for a submit: the answer must be the new order, in the place of `old`, as it was asked for."""
    if not isinstance(result, Answer):
        return submit_outcome(result, old.request, note)
    try:
        new = read_order(result.value, note)
    except Malformed as error:
        return Unknown(f"the answer to the replacement holds {error}")
    return adopt_replacement(new, old, named, changes)


def adopt_replacement(new: Order, old: Order, named: str, changes: Changes) -> SubmitOutcome:
    """Ours when it carries our id, replaces that order and has every price that was asked."""
    if new.request.client_order_id != named or new.replaces not in {None, old.id}:
        return Unknown("the answer to the replacement is about another order")
    wanted = ((name, getattr(changes, name)) for name in ("limit_price", "stop_price"))
    different = [name for name, value in wanted if value is not None and getattr(new.request, name) != value]
    if different:
        return Unknown(f"the replacement exists but differs in {', '.join(different)}")
    return Acked(new)


def adopt(found: Order, request: OrderRequest) -> SubmitOutcome:
    """An order found under our id is ours when it is the same in every field."""
    different = differences(request, found.request)
    if different:
        return Unknown(f"an order with this id exists but differs in {different}")
    return Acked(found)


def _of_answer(value: object, request: OrderRequest, note: Note) -> SubmitOutcome:
    try:
        order = read_order(value, note)
    except Malformed as error:
        return Unknown(f"the answer to the order holds {error}")
    return adopt(order, request)


def _of_error(error: HttpError) -> SubmitOutcome | Duplicate:
    if error.message is None:
        return Unknown(str(error))
    if error.authentication or error.status == _UNAUTHORIZED:
        return Rejected(error.status, error.code, error.message, halt=True)
    if error.status not in _DEFINITIVE:
        return Unknown(str(error))
    if "client_order_id" in error.message and "unique" in error.message:
        return Duplicate()
    if _known(error.code):
        return Rejected(error.status, error.code, error.message)
    return Unknown(str(error))


def _known(code: str) -> bool:
    """Alpaca's codes are an HTTP status (not always the one sent) and five digits."""
    return len(code) == len("42210000") and code.isdigit() and int(code[:3]) in _DEFINITIVE
