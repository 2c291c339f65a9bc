from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.errors import AnalysisError
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus
from thematica.model.incidence import EVERYBODY, Incidence, count_incidence
from thematica.model.segments import Segments
from thematica.steps.segment import segment

CORPUS = make_corpus(
    [("Moderator", "How was it?"), ("A", "She was never there."), ("B", "Mine answers mail.")],
    [("Moderator", "And yours?"), ("C", "The lab was cold."), ("D", "He keeps his hours.")],
    [("A", "Still never there."), ("E", "I liked the lab.")],
    groups={"A": "first year", "B": "final year", "C": "first year", "D": "final year"},
)
SEGMENTS = segment(CORPUS, "turn")
A1, B1, C2, D2, A3, E3 = SEGMENTS


def count(codings: Codings, corpus: Corpus = CORPUS, segments: Segments = SEGMENTS, **choices: str) -> dict:
    return count_incidence(codings, segments, corpus, TREE, **choices)


def cells(incidence: Incidence) -> set[tuple[str, str]]:
    return {(incidence.code_ids[i], incidence.unit_ids[j]) for i, j in np.argwhere(incidence.matrix)}


CODINGS = Codings(
    [apply_code(A1, "hours"), apply_code(B1, "replies"), apply_code(D2, "hours"), apply_code(A3, "hours")],
    reviewed=[look_at(each) for each in SEGMENTS],
)


def test_codes_are_counted_by_session() -> None:
    found = count(CODINGS)[EVERYBODY]

    assert found.code_ids == ("hours", "replies", "labs")
    assert found.unit_ids == ("S1", "S2", "S3")
    assert cells(found) == {("hours", "S1"), ("replies", "S1"), ("hours", "S2"), ("hours", "S3")}
    assert found.occurrences.tolist() == [3, 1, 0]
    assert found.new.tolist() == [2, 0, 0]


def test_codes_are_counted_by_participant() -> None:
    found = count(CODINGS, unit="participant")[EVERYBODY]

    assert found.unit_ids == ("A", "B", "C", "D", "E")
    assert cells(found) == {("hours", "A"), ("replies", "B"), ("hours", "D")}


def test_codes_are_counted_at_the_level_of_themes() -> None:
    found = count(CODINGS, level="theme")[EVERYBODY]

    assert found.code_ids == ("mentors", "learning")
    assert found.occurrences.tolist() == [3, 0]


def test_in_mixed_sessions_a_group_counts_with_what_its_participants_said() -> None:
    found = count(CODINGS, by="group")

    assert list(found) == [EVERYBODY, "final year", "first year"]
    assert cells(found["first year"]) == {("hours", "S1"), ("hours", "S3")}
    assert cells(found["final year"]) == {("replies", "S1"), ("hours", "S2")}
    assert found["first year"].unit_ids == ("S1", "S2", "S3")
    assert found["final year"].unit_ids == ("S1", "S2")


def test_who_belongs_to_no_group_counts_for_everybody_only() -> None:
    found = count(Codings([apply_code(E3, "labs")]), by="group")

    assert cells(found[EVERYBODY]) == {("labs", "S3")}
    assert all(not cells(found[group]) for group in ("first year", "final year"))


def test_sessions_that_nobody_looked_at_are_left_out() -> None:
    found = count(Codings([apply_code(A1, "hours")], reviewed=[look_at(E3)]))[EVERYBODY]

    assert found.unit_ids == ("S1", "S3")


def test_participants_whom_nobody_looked_at_are_left_out() -> None:
    found = count(Codings([apply_code(A1, "hours")], reviewed=[look_at(E3)]), unit="participant")[EVERYBODY]

    assert found.unit_ids == ("A", "E")
    assert found.matrix.tolist() == [[True, False], [False, False], [False, False]]


def test_codings_of_codes_that_left_the_tree_do_not_count() -> None:
    found = count(Codings([apply_code(A1, "parking"), apply_code(B1, "replies")]))[EVERYBODY]

    assert found.code_ids == ("hours", "replies", "labs")
    assert cells(found) == {("replies", "S1")}


def test_moderators_never_count() -> None:
    asked = next(turn for turn in CORPUS.turns if turn.role == "moderator")
    spoken = apply_code(A1, "hours")
    hers = type(spoken)(
        document_id="s1", start=asked.start, end=asked.end, quote=CORPUS.speech(asked), code_id="labs", coder="ana"
    )

    for unit in ("session", "participant"):
        found = count(Codings([hers]), unit=unit)[EVERYBODY]

        assert found.unit_ids == ()
        assert not found.matrix.any()


def test_a_session_stands_in_the_order_of_collection_whatever_was_coded_first() -> None:
    found = count(Codings([apply_code(A3, "hours"), apply_code(C2, "labs"), apply_code(A1, "hours")]))[EVERYBODY]

    assert found.unit_ids == ("S1", "S2", "S3")
    assert found.order_source == CORPUS.order_source


def test_a_code_applied_twice_in_a_unit_counts_once() -> None:
    codings = Codings([apply_code(A1, "hours", "ana"), apply_code(A1, "hours", "bea"), apply_code(A3, "hours")])

    assert count(codings, unit="participant")[EVERYBODY].occurrences.tolist() == [1, 0, 0]


def test_an_unknown_unit_is_refused_with_the_known_ones() -> None:
    with pytest.raises(AnalysisError, match=r"no unit 'segment' \(units: session, participant\)"):
        count(CODINGS, unit="segment")


def test_an_unknown_attribute_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(AnalysisError, match="'grupo'; did you mean 'group'"):
        count(CODINGS, by="grupo")


def test_a_group_that_is_called_all_is_refused_instead_of_counting_as_everybody() -> None:
    corpus = make_corpus([("A", "She was never there."), ("B", "Mine answers mail.")], groups={"A": "all", "B": "some"})
    segments = segment(corpus, "turn")
    codings = Codings([apply_code(each, "hours") for each in segments])

    with pytest.raises(AnalysisError, match="'all'"):
        count(codings, corpus, segments, by="group")


def test_a_table_gives_codes_and_sessions_in_the_order_of_its_rows() -> None:
    table = pd.DataFrame({"interview": ["I2", "I1", "I2"], "code": ["cold", "noise", "light"]})

    found = Incidence.from_frame(table, session="interview", code="code")

    assert found.unit_ids == ("I2", "I1")
    assert found.code_ids == ("cold", "noise", "light")
    assert cells(found) == {("cold", "I2"), ("noise", "I1"), ("light", "I2")}
    assert found.new.tolist() == [2, 1]


def test_a_row_without_a_code_says_that_the_session_was_looked_at() -> None:
    table = pd.DataFrame({"interview": [1, 2, 3], "code": ["cold", None, " "]})

    found = Incidence.from_frame(table, session="interview", code="code")

    assert found.unit_ids == ("1", "2", "3")
    assert found.code_ids == ("cold",)


def test_a_table_without_the_column_is_refused_with_the_columns_it_has() -> None:
    table = pd.DataFrame({"interview": [1], "label": ["cold"]})

    with pytest.raises(AnalysisError, match=r"no column code \(columns: interview, label\)"):
        Incidence.from_frame(table, session="interview", code="code")


def test_a_row_that_names_no_session_is_refused_by_number() -> None:
    table = pd.DataFrame({"interview": ["I1", None], "code": ["cold", "noise"]})

    with pytest.raises(AnalysisError, match="row 2 of the table names no interview"):
        Incidence.from_frame(table, session="interview", code="code")


def test_an_empty_table_is_an_empty_incidence() -> None:
    found = Incidence.from_frame(pd.DataFrame({"s": [], "c": []}), session="s", code="c")

    assert found.matrix.shape == (0, 0)
    assert found.new.tolist() == []


def test_a_code_that_never_occurs_is_new_nowhere() -> None:
    found = Incidence(("a", "b"), ("S1", "S2"), np.array([[False, False], [False, True]]))

    assert found.new.tolist() == [0, 1]
    assert found.occurrences.tolist() == [0, 1]


def test_a_matrix_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="1 codes and 2 units"):
        Incidence(("a",), ("S1", "S2"), np.zeros((2, 1), dtype=np.bool_))


def test_an_incidence_cannot_be_changed() -> None:
    found = count(CODINGS)[EVERYBODY]

    with pytest.raises(ValueError, match="read-only"):
        found.matrix[0, 0] = False
    assert repr(found) == "<Incidence: 3 codes × 3 sessions>"
