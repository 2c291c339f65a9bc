from __future__ import annotations

import dataclasses

import pytest

from tests.model.builders import apply_code, look_at, make_segments
from thematica.errors import AnalysisError
from thematica.model.codings import CONSENSUS, MACHINE, Coding, Codings, join_to_segments
from thematica.steps.resolve import join_machine, resolve

FIRST, SECOND, THIRD = make_segments("The lab was cold.", "She rang me.", "It was far away.")
ANA = apply_code(FIRST, "labs", "ana")
BEA = apply_code(FIRST, "hours", "bea")
AGREED = apply_code(FIRST, "labs", CONSENSUS)
MACHINES = [apply_code(each, "replies", MACHINE) for each in (FIRST, SECOND, THIRD)]
ALL = Codings([ANA, BEA, AGREED, *MACHINES], reviewed=[look_at(SECOND, "bea")], remarks=["one line is odd"])


def test_consensus_is_what_the_coders_agreed_on() -> None:
    assert list(resolve(ALL, "consensus")) == [AGREED]


def passage(coder: str, code_id: str = "hours", round: str = "") -> Coding:
    """Give a coding of all three segments in one go."""
    quote = " ".join((FIRST.text, SECOND.text, THIRD.text))
    return Coding(
        document_id="d1", start=FIRST.start, end=THIRD.end, quote=quote, code_id=code_id, coder=coder, round=round
    )


def test_where_no_consensus_was_sought_peoples_codings_stay() -> None:
    elsewhere = apply_code(SECOND, "hours", "bea")

    final = resolve(Codings([ANA, BEA, elsewhere, AGREED, *MACHINES]))

    assert list(final) == [elsewhere, AGREED]
    assert {(r.coder, r.start) for r in final.reviewed} == {("bea", SECOND.start), (CONSENSUS, FIRST.start)}
    assert final.basis.describe() == (
        "what the coders agreed on (1), and people's codings where there is no consensus (bea 1)"
    )


def test_a_consensus_on_one_sentence_of_a_passage_leaves_the_others_as_they_were_coded() -> None:
    agreed = apply_code(SECOND, "labs", CONSENSUS)

    final = resolve(Codings([passage("ana"), agreed]))

    assert [(c.coder, c.code_id, c.quote.strip()) for c in final] == [
        ("ana", "hours", FIRST.text),
        ("ana", "hours", THIRD.text),
        (CONSENSUS, "labs", SECOND.text),
    ]
    segments = (FIRST, SECOND, THIRD)
    spans, places = join_to_segments(final.reviewed, segments)
    looked = {(final.reviewed[s].coder, segments[i]) for s, i in zip(spans, places, strict=True)}
    assert looked == {("ana", FIRST), ("ana", THIRD), (CONSENSUS, SECOND)}


def test_a_consensus_that_nothing_applies_takes_codes_away_there() -> None:
    final = resolve(Codings([ANA, BEA], reviewed=[look_at(FIRST, CONSENSUS)]))

    assert list(final) == []
    assert final.reviewed == (look_at(FIRST, CONSENSUS),)


def test_letters_left_over_beside_a_consensus_are_no_passage() -> None:
    longer = Coding(document_id="d1", start=FIRST.start, end=FIRST.end + 4, quote="", code_id="hours", coder="ana")

    assert list(resolve(Codings([longer, AGREED]))) == [AGREED]


def test_rounds_count_together_unless_one_is_chosen_and_the_basis_says_so() -> None:
    first, second = passage("ana", "hours", "1"), passage("ana", "labs", "2")
    codings = Codings([first, second, *MACHINES])

    both, one = resolve(codings, "people"), resolve(codings, "people", "2")

    assert (list(both), both.basis.describe()) == ([first, second], "people's codings (ana 2; rounds 1, 2 together)")
    assert (list(one), one.basis.describe()) == ([second], "people's codings (ana 1; round 2)")
    assert list(resolve(codings, "machine", "2")) == MACHINES


def test_a_round_that_nobody_coded_in_is_refused_with_those_there_are() -> None:
    with pytest.raises(AnalysisError, match=r"nobody has coded in round '3' \(rounds: '1'\)"):
        resolve(Codings([passage("ana", "hours", "1")]), "people", "3")


def test_people_is_every_code_that_any_person_applied() -> None:
    assert list(resolve(ALL, "people")) == [ANA, BEA]


def test_machine_is_the_machines_alone() -> None:
    final = resolve(ALL, "machine")

    assert list(final) == MACHINES
    assert {r.coder for r in final.reviewed} == {MACHINE}


def test_people_and_machine_take_the_machine_only_where_nobody_has_looked() -> None:
    final = resolve(ALL, "people+machine")

    assert list(final) == [ANA, BEA, MACHINES[2]]
    assert {(r.coder, r.start) for r in final.reviewed if r.coder == MACHINE} == {(MACHINE, THIRD.start)}


def test_the_machine_is_kept_in_documents_that_no_person_has_opened() -> None:
    elsewhere = apply_code(next(iter(make_segments("It was far away.", document_id="d2"))), "labs", MACHINE)

    final = resolve(Codings([ANA, elsewhere]), "people+machine")

    assert list(final) == [ANA, elsewhere]


def test_a_person_who_looked_at_a_part_of_the_words_has_looked() -> None:
    clause = Coding(document_id="d1", start=4, end=7, quote="lab", code_id="labs", coder="ana")

    assert list(resolve(Codings([clause, *MACHINES]), "people+machine")) == [clause, *MACHINES[1:]]


def test_one_coder_can_be_chosen_by_name() -> None:
    final = resolve(ALL, "bea")

    assert list(final) == [BEA]
    assert final.basis.name == "bea"
    assert {r.coder for r in final.reviewed} == {"bea"}


@pytest.mark.parametrize(
    ("records", "basis"),
    [
        ([ANA, BEA, AGREED, *MACHINES], "consensus"),
        ([ANA, BEA, *MACHINES], "people"),
        (MACHINES, "machine"),
        ([], "machine"),
    ],
)
def test_without_a_choice_consensus_goes_before_people_and_people_before_the_machine(
    records: list[Coding], basis: str
) -> None:
    assert resolve(Codings(records)).basis.name == basis


def test_a_person_who_only_looked_goes_before_the_machine() -> None:
    final = resolve(Codings(MACHINES, reviewed=[look_at(FIRST, "ana")]))

    assert final.basis.name == "people"
    assert len(final) == 0
    assert final.reviewed == (look_at(FIRST, "ana"),)


def test_the_basis_counts_whose_codings_were_chosen() -> None:
    assert resolve(ALL, "people+machine").basis.counts == (("ana", 1), ("bea", 1), (MACHINE, 1))


def test_remarks_stay_with_the_chosen_codings() -> None:
    for basis in ("", "consensus", "people", "people+machine", "machine", "ana"):
        assert resolve(ALL, basis).remarks == ("one line is odd",)


def test_an_unknown_coder_is_refused_with_the_nearest_name_and_all_choices() -> None:
    with pytest.raises(AnalysisError) as caught:
        resolve(Codings([apply_code(FIRST, "labs", "annabel")]), "anabel")

    assert "nobody called 'anabel' has coded; did you mean 'annabel'?" in str(caught.value)
    assert "consensus, people, people+machine, machine, annabel" in str(caught.value)


def test_resolving_what_was_resolved_changes_nothing() -> None:
    final = resolve(ALL, "people+machine")

    assert resolve(final, "people+machine") == final


def test_what_was_drawn_at_random_is_known_whosever_codings_count() -> None:
    drawn = dataclasses.replace(look_at(SECOND, "bea"), at_random=True)
    codings = Codings(list(ALL), reviewed=[drawn])

    for basis in ("people", "bea", "people+machine"):
        assert drawn in resolve(codings, basis).reviewed


def test_a_few_words_that_only_reach_into_settled_ones_are_not_lost() -> None:
    start, end = FIRST.end - 3, SECOND.start + 3
    few = Coding(document_id="d1", start=start, end=end, quote="ld. She", code_id="hours", coder="bea")
    settled = look_at(FIRST, CONSENSUS)

    final = resolve(Codings([few], reviewed=[settled]), CONSENSUS)

    (kept,) = final
    assert (kept.start, kept.end) == (FIRST.end, end)


def test_what_the_machine_remarks_is_kept_where_it_learnt_from_one_round() -> None:
    human = Codings([ANA], remarks=["one line is odd"])
    coded = Codings([ANA, *MACHINES], remarks=["one line is odd", "at most 10% wrong"])

    assert join_machine(human, coded).remarks == ("one line is odd", "at most 10% wrong")


def test_the_machine_yields_to_a_consensus_whose_coders_files_are_not_there() -> None:
    final = resolve(Codings([AGREED, *MACHINES]), "people+machine")

    assert list(final) == [AGREED, *MACHINES[1:]]
