"""Faults of the way to the broker, of streams and of the broker itself."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults.catalogue.row import Fault

RUNS = "python -m tests.faults.simulation"
SLICE = "faults/simulation/test_simulation::each_fault_at_each_place"
BROKER, STREAM, RESTING = (
    "unit/adapters/alpaca/test_broker",
    "unit/adapters/alpaca/test_stream",
    "unit/run/test_resting_by_hand",
)

FRAMES = "unit/adapters/alpaca/test_mutated_frames"
FIELDS = (
    "the_answer_to_an_order",
    "an_order_that_is_read_again",
    "what_the_account_holds",
    "money_that_came_and_went",
    "a_bar",
)

FAULTS: Mapping[str, Fault] = {
    "N1": Fault(
        "an order or its answer is lost", "unknown until known; one order", ("story 1", "story 3", "story 5", RUNS)
    ),
    "N2": Fault("the broker takes an order and answers 5xx", "unknown; the POST leaves once", ("story 2", RUNS)),
    "N3": Fault("acceptance is heard before a retry", "what is known is not sent again", ("story 4",)),
    "N4": Fault(
        "an order arrives up to a minute after its time-out",
        "one order, within the limits, also after a kill",
        ("faults/simulation/test_simulation::what_arrives_minutes_late_after_a_kill_is_booked_and_canceled", RUNS),
    ),
    "N5": Fault(
        "a server that says nothing or drips",
        "every answer has one deadline for all of it",
        ("story 44", "unit/adapters/system/test_transport::an_answer_that_drips_is_given_up"),
        "shown at the transport; not through a whole live run",
    ),
    "N6": Fault("a look-up that does not show a new order yet", "not found is no proof", ("story 13", RUNS)),
    "N7": Fault(
        "no network for a while",
        "no order vanishes, fills of the outage are booked",
        ("story 6", "story 31", RUNS),
        "minutes of simulated time; not eight hours",
    ),
    "N8": Fault(
        "positions or orders unreadable, cut, or on many pages",
        "unknown is never flat; lists are read to the end or not believed",
        (
            "story 53",
            f"{BROKER}::open_orders_are_read_to_the_last_one",
            f"{BROKER}::a_full_page_of_orders_of_one_moment_is_unavailable_not_cut",
        ),
    ),
    "N9": Fault(
        "429, once or in a storm",
        "back off; cancels have room of their own",
        (
            "unit/adapters/alpaca/test_budget::when_it_is_spent_an_order_is_not_sent_but_a_cancel_is",
            "unit/adapters/alpaca/test_budget::after_a_429_only_cancels_go_out_until_the_reset",
            RUNS,
        ),
    ),
    "N10": Fault(
        "a 200 that is cut, empty, HTML, of another shape or with unknown words",
        "unknown, told, no traceback",
        (
            "story 28",
            "story 53",
            SLICE,
            *(f"unit/adapters/alpaca/test_every_field::of_{what}" for what in FIELDS),
        ),
    ),
    "N11": Fault(
        "keys revoked in a run",
        "exit 4; positions kept and named",
        ("faults/test_rehearsal::keys_that_are_revoked_end_the_run_and_say_what_is_left",),
    ),
    "N12": Fault(
        "redirects, proxies, netrc, another host",
        "no other host gets a byte",
        (
            "story 18",
            "story 19",
            "unit/adapters/alpaca/test_connect::a_redirect_is_not_followed_and_not_an_answer",
            "unit/adapters/alpaca/test_connect::proxies_netrc_and_cookies_are_ignored",
        ),
    ),
    "N13": Fault("a request is delivered twice", "one order by its id", (SLICE, RUNS)),
    "W1": Fault("a socket that is connected and mute", "bars are asked for after a grace", ("story 25", "story 45")),
    "W2": Fault(
        "the stream drops during fills",
        "fills are read, not heard",
        ("story 27", "story 29", "unit/run/test_listen::a_new_connection_is_a_reason_to_agree_at_once"),
    ),
    "W3": Fault(
        "frames twice, late, in another order",
        "streams are hints; each share booked once",
        ("story 11", "story 24", RUNS),
    ),
    "W4": Fault(
        "a frame that is none",
        "it never passes",
        (
            f"{STREAM}::a_frame_that_is_none_never_passes",
            f"{FRAMES}::no_mutated_bar_is_a_bar_and_none_raises",
            f"{FRAMES}::no_mutated_update_raises_anything_else",
            RUNS,
        ),
    ),
    "W5": Fault("unknown words in an update", "the order stays live", ("story 28",)),
    "W6": Fault(
        "connections refused, log-in refused, reconnects",
        "ever rarer attempts",
        (
            f"{STREAM}::keys_that_stay_refused_are_tried_ever_more_rarely",
            f"{STREAM}::a_connection_that_ends_at_once_is_made_less_than_ten_times_a_minute",
        ),
    ),
    "W7": Fault(
        "what listens to the stream raises",
        "it is told and connected anew; a stream only hints, the broker is asked meanwhile: no halt for that",
        (f"{STREAM}::a_mistake_of_our_own_ends_no_stream",),
    ),
    "W8": Fault(
        "the stream's thread ends",
        "the broker is asked instead",
        (
            "unit/run/test_listen::a_stream_that_is_away_is_told_once_and_once_more_when_it_is_back",
            f"{STREAM}::a_stream_whose_thread_ended_is_away_whatever_it_said_last",
        ),
    ),
    "W9": Fault(
        "more frames than are taken",
        "nothing is lost silently, and no more is kept than there is room for",
        (
            f"{STREAM}::a_full_sink_loses_nothing_silently",
            f"{FRAMES}::a_flood_takes_no_more_room_than_its_sink_and_is_told",
        ),
    ),
    "B1": Fault(
        "fills in parts, then an end",
        "booked cumulatively; protection of what is held",
        ("story 20", f"{RESTING}::an_entry_filled_in_part_is_ended_with_its_bar_and_protected", RUNS),
    ),
    "B2": Fault("cumulative quantities taken for increments", "only new shares are booked", ("story 33", RUNS)),
    "B3": Fault("a fill during a cancel", "the fill is booked", ("story 7", RUNS)),
    "B4": Fault("a cancel of what is gone", "an answer, no loop", ("story 14",)),
    "B5": Fault(
        "shares held by another order",
        "an exit waits until the cancel is confirmed",
        ("story 35", "unit/run/test_hearing::when_the_cancel_is_not_confirmed_in_time_nothing_is_sold_twice"),
    ),
    "B6": Fault(
        "an order filled in part is replaced",
        "a replacement names no quantity",
        ("story 34", "unit/run/test_ratchet::a_fill_that_races_the_replacement_wins"),
    ),
    "B7": Fault(
        "rejected after it was taken; busts, corrections, done for day, suspended",
        "borne and told",
        (
            "unit/adapters/alpaca/test_orders::every_documented_status_is_known",
            f"{BROKER}::an_activity_taken_back_needs_a_person",
            "unit/run/test_told_otherwise::it_is_told_nothing_enters_and_no_more_is_sold_than_there_is",
            RUNS,
        ),
    ),
    "B8": Fault(
        "a leg outlives its position",
        "what protects ends with what it protects",
        ("story 17", "unit/run/test_told_otherwise::a_leg_that_its_broker_forgot_is_canceled"),
    ),
    "B9": Fault(
        "another hand trades in the account",
        "entries stop; foreign orders are never the bot's",
        ("story 54", "agreement/test_health_through_http::shares_that_another_hand_sold"),
    ),
    "B10": Fault("an id used again after a cancel", "each generation has its own", ("story 36",)),
    "B11": Fault(
        "rejections of every kind",
        "the reason is told; five in a row halt",
        ("story 42", "contracts/test_error_catalogue::a_line_of_the_catalogue"),
        "the simulator's refusals and the halt; not the reason as botspec shows it, code by code",
    ),
    "B12": Fault(
        "the account is blocked",
        "no start; in a run a halt until a person re-arms; positions are kept",
        (
            "unit/run/test_reconcile::an_account_that_may_not_trade",
            "faults/test_gates::another_account_gets_no_order",
            "unit/run/test_account_blocked::it_halts_keeps_what_is_held_and_waits_for_a_person",
        ),
    ),
}
