from __future__ import annotations

import dataclasses

import pytest

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code
from thematica.analyses.code_uses import list_code_uses
from thematica.analyses.creation import Creation, trace_creation
from thematica.model.codings import MACHINE, Coding, Codings
from thematica.model.incidence import Incidence, count_incidence
from thematica.steps.segment import segment

CORPUS = make_corpus(*[[(f"P{n}", f"Cold on day {n}."), (f"Q{n}", f"Mail of day {n}.")] for n in range(1, 8)])
SEGMENTS = segment(CORPUS, "turn")
BY_SESSION = {f"S{n}": [s for s in SEGMENTS if s.session_id == f"S{n}"] for n in range(1, 8)}


def code(session: int, code_id: str, made_at: str, coder: str = "ana") -> Coding:
    return dataclasses.replace(apply_code(BY_SESSION[f"S{session}"][0], code_id, coder), made_at=made_at)


def trace(*codings: Coding, **choices: object) -> Creation:
    return trace_creation(Codings(codings), SEGMENTS, TREE, **choices)


def test_a_code_made_late_and_applied_to_earlier_sessions_counts_where_it_was_made() -> None:
    found = trace(
        code(1, "labs", "2026-03-01"),
        code(2, "labs", "2026-03-02"),
        code(3, "replies", "2026-03-03"),
        code(1, "replies", "2026-03-09"),
    )

    assert found.unit_ids == ("S1", "S2", "S3")
    assert found.new == (1, 0, 1)


def test_sessions_stand_in_the_order_in_which_they_were_coded() -> None:
    found = trace(code(5, "labs", "2026-03-01"), code(1, "replies", "2026-03-02"), code(3, "hours", "2026-03-03"))

    assert found.unit_ids == ("S5", "S1", "S3")
    assert "in the order in which they were first coded" in found.reason


def test_a_theme_was_made_with_the_first_of_its_codes() -> None:
    found = trace(code(1, "hours", "2026-03-01"), code(2, "replies", "2026-03-02"), level="theme")

    assert found.new == (1, 0)


def test_the_rule_is_asked_of_when_codes_were_made() -> None:
    quiet = [code(n, "labs", f"2026-03-0{n}") for n in range(1, 7)]

    assert trace(*quiet).assessment.place == "4⁺²"
    assert trace(*quiet, code(6, "hours", "2026-03-06")).assessment.state == "not reached"


def test_codes_first_applied_to_several_sessions_on_one_day_are_told() -> None:
    found = trace(
        code(1, "labs", "2026-03-01"),
        code(3, "hours", "2026-03-02"),
        code(2, "hours", "2026-03-02"),
        code(2, "labs", "2026-03-05"),
    )

    assert "1 code first applied to several sessions on one date is counted for the earliest" in found.reason
    assert found.unit_ids == ("S1", "S3", "S2")
    assert found.new == (1, 1, 0)


def test_times_of_day_and_time_zones_are_understood() -> None:
    found = trace(code(1, "labs", "2026-03-01T23:30:00-05:00"), code(2, "labs", "2026-03-02T03:00:00Z"))

    assert found.unit_ids == ("S2", "S1")


def test_where_one_date_has_no_time_the_times_do_not_count() -> None:
    found = trace(code(2, "labs", "2026-03-01T09:00"), code(1, "labs", "2026-03-01"), code(3, "hours", "2026-03-02"))

    assert "1 code first applied to several sessions on one date" in found.reason


@pytest.mark.parametrize(
    ("codings", "reason"),
    [
        ([], "there are no codings"),
        ([code(1, "labs", ""), code(2, "labs", "2026-03-01")], "1 of 2 codings have no date (made_at)"),
        ([code(1, "labs", "3/4/26"), code(2, "labs", "2026-03-01")], "the first is '3/4/26'; write 2026-03-04"),
        ([code(1, "labs", "2026-03-01"), code(2, "hours", "2026-03-01")], "all codings bear the same date"),
        ([code(1, "labs", "2026-03-01", MACHINE)], "the machine's, which makes no codes one after the other"),
    ],
    ids=["none", "undated", "unreadable", "one date", "machine"],
)
def test_what_cannot_be_told_says_why(codings: list[Coding], reason: str) -> None:
    found = trace(*codings)

    assert (found.new, found.assessment) == ((), None)
    assert found.reason.startswith("not evaluable: ")
    assert reason in found.reason


# --- Per code


def test_each_code_says_where_it_was_heard_and_whether_once_only() -> None:
    codings = Codings([code(2, "labs", ""), code(4, "labs", ""), code(3, "hours", "")])
    sessions = count_incidence(codings, SEGMENTS, CORPUS, TREE)["all"]
    people = count_incidence(codings, SEGMENTS, CORPUS, TREE, unit="participant")["all"]
    names = {node.id: node.name for node in TREE.at_level("code")}

    uses = {use.id: use for use in list_code_uses(sessions, people, names)}

    assert (uses["labs"].n_sessions, uses["labs"].n_participants, uses["labs"].first_seen) == (2, 2, "S2")
    assert (uses["labs"].name, uses["labs"].heard_once) == ("Lab work", False)
    assert (uses["hours"].heard_once, uses["hours"].share) == (True, pytest.approx(1 / 3))
    assert (uses["replies"].n_sessions, uses["replies"].first_seen, uses["replies"].heard_once) == (0, "", False)


def test_a_table_knows_no_participants_and_no_names() -> None:
    table = Incidence.fill(["cold"], ["I1"], [("cold", "I1")], "session", "the table")

    (use,) = list_code_uses(table)

    assert (use.name, use.n_sessions, use.n_participants, use.heard_once) == ("cold", 1, None, True)


def test_no_units_have_no_share() -> None:
    (use,) = list_code_uses(Incidence.fill(["cold"], [], [], "session", "the table"))

    assert (use.n_sessions, use.share, use.first_seen) == (0, None, "")
