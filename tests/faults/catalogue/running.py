"""Faults of the machine, of operation, of risk and of modes."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults.catalogue.broker import RUNS
from tests.faults.catalogue.row import Fault

KILLS, GATES = "python -m tests.faults.kill", "python -m tests.faults.gates"
JOURNAL, LOOP, SECRETS = "unit/adapters/sqlite/test_journal", "unit/run/test_loop", "unit/adapters/system/test_secrets"

FAULTS: Mapping[str, Fault] = {
    "C1": Fault(
        "killed at any moment",
        "goes on; nothing twice, nothing lost",
        (
            "faults/test_kill::a_death_changes_nothing",
            "unit/run/test_restart::killed_at_any_call_it_goes_on_as_if_nothing_had_been",
            KILLS,
        ),
    ),
    "C2": Fault(
        "the journal fails after an order left", "journal first; the order is found again", ("story 8", "story 9")
    ),
    "C3": Fault(
        "a journal cut, overwritten or edited",
        "refused, and the row is named",
        ("faults/test_tampering::nothing_altered_is_missed", "python -m tests.faults.tampering"),
    ),
    "C4": Fault(
        "the power fails",
        "what was committed was on the disk first",
        (f"{JOURNAL}::a_commit_waits_for_the_disk",),
        "SQLite's WAL with full synchronisation is relied on; lost pages are not played",
    ),
    "C5": Fault(
        "a full or failing disk, no file descriptors",
        "nothing leaves; kill and cancel still work",
        (
            "story 10",
            "faults/test_trouble::nothing_is_sent_once_the_journal_cannot_be_written",
            f"{JOURNAL}::a_full_disk_is_unwritable_not_a_traceback_of_sqlite",
        ),
        "no run without file descriptors, no EIO at each call",
    ),
    "C6": Fault(
        "a restart with orders, parts, positions or a kill",
        "the journal gives the state",
        ("story 52", "unit/run/test_restart::killed_at_any_call_it_goes_on_as_if_nothing_had_been", RUNS),
    ),
    "C7": Fault("fills arrive during a restart", "each share is booked once", ("story 20", "story 23", RUNS)),
    "C8": Fault(
        "bot and broker differ",
        "refused with the difference and the ways out; nothing invented",
        (
            "unit/run/test_reconcile::positions_that_differ",
            "unit/cli/test_running::a_difference_is_refused_with_both_ways_out",
            "story 21",
        ),
    ),
    "C9": Fault(
        "the same crash twice",
        "deaths at start-up again and again change nothing",
        ("story 22", "python -m tests.faults.many_kills"),
        "a third start is not held back by itself: a supervisor bounds restarts",
    ),
    "C10": Fault(
        "another version's journal",
        "a row this version does not know is damage",
        ("unit/journal/test_chain::a_kind_this_version_does_not_know_is_damage",),
        "a newer row is damage; an older binary and the way back are not played",
    ),
    "K1": Fault("the kill switch cannot be read", "it counts as pulled", ("story 40",)),
    "K2": Fault(
        "a kill during a submit, an outage, a full disk, or with the process dead",
        "it is pulled from another process; cancels go on until confirmed",
        ("story 10", "unit/adapters/system/test_mailbox::a_pulled_switch_is_seen_until_it_is_dealt_with", RUNS),
        "not as one table of four times four",
    ),
    "K3": Fault(
        "a restart after a kill",
        "it stays tripped",
        ("faults/simulation/test_simulation::what_arrives_minutes_late_after_a_kill_is_booked_and_canceled", RUNS),
    ),
    "K4": Fault("a read that fails", "it trips nothing", ("story 41",)),
    "K5": Fault(
        "Ctrl-C and other signals",
        "positions are kept and named; the same command goes on",
        (
            "faults/test_trouble::ctrl_c_keeps_positions_and_says_so",
            "unit/adapters/system/test_signals::the_first_asks_to_stop_and_the_second_ends_the_process",
            "unit/adapters/system/test_signals::a_closed_terminal_asks_to_stop_however_often_it_is_told",
            "faults/test_trouble::a_closed_terminal_is_as_a_service_manager_that_asks",
            "faults/test_trouble::under_nohup_it_goes_on_without_its_terminal",
        ),
        "signals are not crossed with states",
    ),
    "K6": Fault(
        "two processes, or a copied state",
        "the second is refused; a foreign order of ours halts",
        ("story 56", "faults/test_trouble::a_second_start_is_refused"),
        "two machines are not played through HTTP",
    ),
    "K7": Fault(
        "whoever is told hangs",
        "the run does not wait",
        ("unit/adapters/notify/test_messenger::a_receiver_that_hangs_holds_nobody_up",),
    ),
    "K8": Fault(
        "nobody looks after the bot", "entries stop", left_out="there is no setting for an operator's sign of life"
    ),
    "K9": Fault(
        "a flatten that does not finish",
        "asked again; what is left is told",
        (
            "unit/run/test_unfinished::what_the_market_does_not_take_is_told_again_and_again_and_asked_again",
            "unit/run/test_unfinished::after_the_close_it_says_until_when_it_waits_once",
        ),
    ),
    "R1": Fault(
        "sizes that overflow or round up",
        "towards zero; the wire has the journal's digits",
        ("story 39", "unit/adapters/alpaca/test_submit::the_wire_carries_exactly_the_journalled_digits"),
    ),
    "R2": Fault(
        "many signals at once",
        "checked one after the other",
        ("unit/run/test_release::checked_again_one_after_the_other", RUNS),
    ),
    "R3": Fault(
        "a limit below what is held",
        "only reducing orders; nothing is dumped",
        (
            "unit/risk/test_limit_table::only_what_can_do_nothing_but_shrink_is_never_denied",
            "unit/run/test_lower_limit::nothing_is_dumped_nothing_is_added_and_the_exit_leaves",
        ),
    ),
    "R4": Fault("every order is rejected", "five in a row halt", ("story 42",)),
    "R5": Fault("orders canceled and sent again", "the tenth in ten minutes halts", ("story 15",)),
    "R6": Fault(
        "an exit behind an order of its own",
        "cancel, wait, exit",
        ("story 35", "unit/run/test_loop::a_flatten_waits_for_the_limit_order_that_holds_its_shares"),
    ),
    "R7": Fault(
        "a loss measured without a price",
        "the last close counts; what is no number trips",
        (
            "unit/run/test_last_prices::what_has_no_bar_counts_at_its_last_close_not_at_what_it_cost",
            "unit/risk/test_guards::what_is_no_number_trips",
        ),
    ),
    "R8": Fault(
        "a protective stop is refused",
        "the position is closed",
        ("unit/run/test_unprotected::refused_protection_closes_the_position_at_the_same_open",),
    ),
    "M1": Fault(
        "a gate is missing",
        "the live host gets no byte",
        ("faults/test_gates::without_all_gates_no_byte_reaches_the_live_host", GATES),
    ),
    "M2": Fault(
        "keys of the other side or of another account",
        "exit 4",
        ("faults/test_gates::another_account_gets_no_order", f"{SECRETS}::keys_of_the_other_side_are_refused"),
    ),
    "M3": Fault(
        "other tools' settings and proxies",
        "they choose no host",
        ("story 18", f"{SECRETS}::a_base_url_that_contradicts_paper_is_refused", GATES),
    ),
    "M4": Fault(
        "an approval of something else, expired, or by its author",
        "refused by name",
        ("faults/test_gates::tampering_is_refused_by_name",),
    ),
    "M5": Fault(
        "keys that may do more than needed",
        "paper never takes a live key",
        (f"{SECRETS}::a_live_key_is_refused_for_paper",),
        "Alpaca's keys have no scopes; the advice is text",
    ),
    "M6": Fault(
        "a key file others can read; keys handed to children",
        "refused; children get none",
        (
            f"{SECRETS}::a_file_others_can_touch_is_refused",
            "unit/adapters/system/test_press::it_is_given_no_credentials_the_last_priority_and_a_limit",
        ),
        "files and the report's process; other children and files in a repository were not gone through",
    ),
}
