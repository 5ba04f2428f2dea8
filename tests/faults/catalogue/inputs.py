"""Faults of prices, time and specs, and attacks."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults.catalogue.broker import RUNS
from tests.faults.catalogue.row import Fault

LOOP, KEYS = "unit/run/test_loop", "unit/compiler/test_every_key"

FAULTS: Mapping[str, Fault] = {
    "D1": Fault("a number that is none", "no order", ("story 37", "story 38", "story 39")),
    "D2": Fault(
        "zero, crossed or jumping prices",
        "a bar that cannot be is left out; a collar bounds orders",
        (
            "unit/adapters/alpaca/test_feed::a_bar_that_cannot_be_is_left_out_and_counted",
            "unit/adapters/alpaca/test_every_field::of_a_bar",
            "unit/risk/test_limit_table::used_of_allowed",
        ),
        "a price ten times too high that is so already when it is decided on is believed: there is no second source",
    ),
    "D3": Fault(
        "prices stale, missing, twice or out of order",
        "nothing enters on an old bar",
        (f"{LOOP}::a_bar_dealt_with_late_lets_nothing_in_and_still_lets_out", RUNS),
    ),
    "D4": Fault(
        "a halted symbol",
        "an entry without an open is dropped, an exit waits",
        (
            "unit/run/test_orders::an_entry_whose_symbol_does_not_open_is_dropped",
            "unit/run/test_orders::an_exit_whose_symbol_does_not_open_waits",
        ),
        "no halt message is acted on; a halt is seen as bars that stay away",
    ),
    "D5": Fault(
        "a symbol is renamed or delisted",
        "positions that differ stop it",
        (
            "unit/run/test_reconcile::what_this_run_does_not_trade_may_not_be_held_or_ordered",
            "unit/run/test_told_otherwise::it_is_told_nothing_enters_and_no_more_is_sold_than_there_is",
        ),
    ),
    "D6": Fault(
        "a split over night",
        "stops and marks are in new shares",
        ("story 55", "agreement/test_real_splits::a_position_held_over_a_real_split"),
    ),
    "D7": Fault(
        "another feed's prices",
        "the feed is the spec's and part of its digest",
        (
            "unit/compiler/test_digest::another_feed_is_another_bot",
            "unit/adapters/alpaca/test_feed::daily_bars_open_and_close_with_their_session_early_closes_included",
        ),
    ),
    "D8": Fault(
        "a rule that sees the future",
        "cutting the future off changes nothing",
        ("properties/test_no_look_ahead::the_future_changes_nothing_before_it",),
    ),
    "T1": Fault(
        "summer time begins or ends",
        "the open stays 9:30 in New York",
        ("story 49", "unit/market/test_calendar::every_day_equals_the_library"),
    ),
    "T2": Fault(
        "early closes and holidays",
        "the calendar decides; beyond its end is an error",
        (
            "story 48",
            "unit/market/test_calendar::the_end_of_the_table_is_an_error_not_a_guess",
            "unit/adapters/alpaca/test_times::a_calendar_that_cannot_be_read_is_unavailable",
        ),
    ),
    "T3": Fault(
        "a machine in another time zone",
        "the same sessions, orders and journal",
        ("story 46", "faults/catalogue/test_zones::the_journal_does_not_know_where_the_machine_is"),
    ),
    "T4": Fault(
        "bars by start or end, late or corrected",
        "only closed bars decide, each once",
        ("story 50", "unit/adapters/alpaca/test_feed::a_bar_that_has_not_closed_is_not_seen"),
        "early bars and stamps; a corrected bar is not played",
    ),
    "T5": Fault("an order outside its window", "refused here", ("story 51",)),
    "T6": Fault(
        "the clock is set or drifts",
        "noticed; told; a halt",
        (
            f"{LOOP}::a_clock_that_is_set_while_a_bot_runs_halts_it",
            f"{LOOP}::a_clock_that_is_set_back_is_noticed_at_once_and_not_when_it_is_as_late_again",
            "faults/test_gates::a_clock_that_is_wrong_is_named_and_worth_waiting_for",
        ),
    ),
    "T7": Fault(
        "the machine sleeps",
        "what was missed is stale; the gap is noticed",
        (
            "unit/adapters/system/test_transport::a_machine_that_slept_while_waiting_gives_up",
            f"{LOOP}::after_a_missed_open_the_entry_is_stale_and_decided_anew",
        ),
    ),
    "X1": Fault(
        "an expression that wants out",
        "a grammar of our own; no eval",
        ("story 58", "story 59", "properties/test_hostile_expressions::any_text_gives_findings_and_nothing_else"),
    ),
    "X2": Fault(
        "an expression that costs too much",
        "bounded before anything is computed",
        (
            "unit/expressions/test_bounds::two_thousand_characters_and_no_more",
            "unit/expressions/test_bounds::depth_of_nesting",
            "unit/expressions/test_bounds::any_number_of_conditions_side_by_side_but_five_hundred_parts",
            "unit/expressions/test_bounds::numbers_too_large",
        ),
    ),
    "X3": Fault(
        "a plug-in that is not the reviewed one",
        "refused before it is imported",
        (
            "agreement/test_plugins::other_code_is_refused_before_it_is_imported",
            "agreement/test_plugins::reading_a_spec_never_imports_it",
        ),
    ),
    "X4": Fault(
        "markup in names and messages",
        "shown as text",
        ("unit/report/test_pages::hostile_words_make_no_element_and_no_attribute",),
    ),
    "X5": Fault(
        "keys in any output",
        "no piece of eight letters",
        ("story 57", "faults/test_canary::a_piece_would_be_seen", "python -m tests.faults.canary"),
    ),
    "X6": Fault(
        "terminal codes and line breaks in messages",
        "spelled out",
        (
            "unit/report/test_terminal::hostile_words_steer_no_terminal_and_break_no_line",
            "unit/adapters/alpaca/test_canary::broker_messages_are_shown_on_one_line_without_terminal_codes",
        ),
        "the report's terminal text; other lines were not gone through one by one",
    ),
    "X7": Fault(
        "a page elsewhere reads the local server",
        "a foreign host gets nothing",
        ("story 60",),
        "botspec has no dashboard; this is its simulator",
    ),
    "X8": Fault("formulas in cells of a table", "disarmed", left_out="botspec writes no CSV"),
    "X9": Fault(
        "links and paths that lead elsewhere",
        "private files; links refused where it matters",
        (
            "unit/adapters/system/test_arming::one_that_others_can_read_a_link_or_none_is_refused",
            "unit/adapters/system/test_files::every_file_of_a_journal_is_private",
        ),
        "not every path of every command",
    ),
    "X10": Fault(
        "a dependency that was changed",
        "the lock has hashes and no address",
        ("architecture/test_tracked_files::locks_have_hashes_and_no_address",),
        "the lock; an installation from it is not part of the suite",
    ),
    "X11": Fault(
        "a small loosening in a large change",
        "the worst is said first; an approval is of one digest",
        (
            "docs/test_gitops_page::nothing_else_is_said_of_a_big_reformat",
            "unit/gitops/test_changes::a_removed_guard_is_loosened_and_named_where_it_stood",
            "unit/gitops/test_ways::categories_are_ordered_worst_first",
            "faults/test_gates::tampering_is_refused_by_name",
        ),
    ),
    "X12": Fault(
        "a server that is not who it says",
        "it gets not a byte of the request",
        ("unit/adapters/system/test_transport::a_server_that_does_not_prove_itself_gets_not_a_byte_of_the_request",),
    ),
    "X13": Fault(
        "the simulator used from elsewhere",
        "loopback, its own keys and token only",
        (
            "unit/simulator/test_gate::only_this_machine_is_answered",
            "unit/simulator/test_gate::only_the_token_opens_the_control_handle",
        ),
    ),
    "S1": Fault(
        "a file that is no spec",
        "findings with places, no traceback",
        ("properties/test_malformed_specs::any_bytes_end_in_a_judgement_with_places",),
    ),
    "S2": Fault("a key twice", "both lines are named", (f"{KEYS}::a_key_twice_names_both_lines",)),
    "S3": Fault(
        "anchors, tags, several documents",
        "refused",
        (f"{KEYS}::anchors_aliases_and_tags_are_refused", f"{KEYS}::documents_directives_and_merges_are_refused"),
    ),
    "S4": Fault(
        "files too large or too deep",
        "refused by bounds",
        (
            "properties/test_malformed_specs::the_largest_files_are_judged_too",
            "properties/test_malformed_specs::the_heaviest_of_them_take_less_than_a_hundred_megabytes",
        ),
    ),
    "S5": Fault(
        "words that YAML reads as something else",
        "read as meant or refused",
        (
            "unit/compiler/test_check::the_symbols_on_no_and_true_are_symbols",
            f"{KEYS}::what_yaml_reads_as_something_else_is_refused_where_a_number_is_due",
            f"{KEYS}::a_count_is_read_in_tens",
        ),
    ),
    "S6": Fault(
        "a key that does not exist",
        "refused with the nearest",
        (f"{KEYS}::a_misspelt_key_is_refused_with_the_one_that_is_meant",),
    ),
    "S7": Fault("limits that are none", "refused", (f"{KEYS}::a_limit_that_is_none_is_refused",)),
    "S8": Fault(
        "a live bot without limits",
        "without capital, a guard of a day's loss, or limits of position, order, rate and price it is refused",
        ("unit/compiler/test_live_needs::a_live_spec_without_it_is_refused",),
    ),
    "S9": Fault(
        "letters that look like others",
        "refused or spelled out",
        (
            f"{KEYS}::letters_that_look_like_others_are_refused",
            "unit/diagnostics/test_render_text::what_a_terminal_would_obey_is_spelled_out",
        ),
    ),
    "S10": Fault(
        "the spec is edited under a running bot",
        "the run keeps what it read",
        (
            "unit/app/test_run::a_spec_that_is_edited_under_a_run_changes_nothing_of_it",
            "faults/test_live::what_drifted_is_found",
        ),
    ),
    "S11": Fault(
        "an older version of the language",
        "steps to the newest",
        ("unit/app/test_migrate::there_is_a_step_for_every_older_version",),
        "there are steps for every version; there has been one version only",
    ),
    "S12": Fault(
        "a secret in a spec",
        "found, masked, refused",
        (
            "unit/diagnostics/test_secrets::what_looks_like_a_secret_is_found_and_masked",
            "unit/compiler/test_check::a_secret_is_found_also_where_the_text_cannot_be_read",
        ),
    ),
}
