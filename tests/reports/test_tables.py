from __future__ import annotations

import csv
import io

import pytest

from tests.reports.builders import NASTY, make_empty_material, make_material, make_survey_material
from thematica.reports.tables import (
    coding_tables,
    comparison_tables,
    cooccurrence_tables,
    format_candidates,
    format_codings,
    format_frames,
    format_segments,
    keyword_tables,
    participants_of,
    saturation_tables,
)

MATERIAL = make_material()
SEGMENTS = tuple(MATERIAL.segments)


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def codings() -> list[dict[str, str]]:
    return rows_of(format_codings(MATERIAL.codings, MATERIAL.final, MATERIAL.segments, MATERIAL.corpus, MATERIAL.tree))


def segments() -> list[dict[str, str]]:
    return rows_of(format_segments(MATERIAL.segments, MATERIAL.final, MATERIAL.tree, MATERIAL.found))


def test_every_table_is_utf_8_with_a_mark_that_spreadsheets_need() -> None:
    tables = coding_tables(
        MATERIAL.codings, MATERIAL.final, MATERIAL.segments, MATERIAL.corpus, MATERIAL.tree, MATERIAL.found
    )
    tables |= saturation_tables(MATERIAL.saturation)

    assert sorted(tables) == [
        "code_spread.csv",
        "codebook.csv",
        "codings.csv",
        "saturation.csv",
        "saturation_expected.csv",
        "saturation_groups.csv",
        "saturation_rule.csv",
        "saturation_summary.csv",
        "segments.csv",
    ]
    for table in tables.values():
        assert table.startswith(b"\xef\xbb\xbf")
        assert len(rows_of(table)) > 0


def test_the_column_final_says_which_codings_the_results_rest_on() -> None:
    final = {(row["coder"], row["code_id"], row["start"]): row["final"] for row in codings()}

    first, second, third, fourth = (str(s.start) for s in SEGMENTS[:4])
    assert final == {
        ("ana", "labs", first): "yes",
        ("ana", "replies", second): "yes",
        ("ana", "gone", third): "no",  # the code has left the tree
        ("thematica", "labs", first): "no",  # a person has looked there
        ("thematica", "labs", fourth): "yes",
    }


def test_a_coding_comes_with_session_participant_path_stance_and_memo() -> None:
    (row,) = (row for row in codings() if row["code_id"] == "replies")

    assert (row["session"], row["participant"], row["code"]) == ("S1", "Q", "Replies to mail")
    assert row["path"] == "Mentors > Engagement"
    assert (row["stance"], row["memo"], row["strength"]) == ("complaint", "Ask again.", "")


def test_words_with_quotes_and_commas_come_back_unchanged() -> None:
    assert codings()[0]["text"] == NASTY
    assert segments()[0]["text"] == NASTY


def test_a_segment_says_whether_it_was_looked_at_and_which_codes_it_has() -> None:
    rows = segments()

    assert [row["looked_at"] for row in rows] == ["yes"] * 4 + ["no"] * 10
    assert [row["code_ids"] for row in rows[:4]] == ["labs", "replies", "", "labs"]
    assert [row["segment_id"] for row in rows] == list(MATERIAL.segments.ids)


def test_a_segment_names_its_candidate_code() -> None:
    of = {s: candidate.id for candidate in MATERIAL.found for s in candidate.segment_ids}

    assert of
    assert [row["candidate_code"] for row in segments()] == [of.get(s, "") for s in MATERIAL.segments.ids]


def test_a_candidate_says_what_became_of_it_and_who_said_it() -> None:
    rows = rows_of(format_candidates(MATERIAL.found, MATERIAL.segments, MATERIAL.places))

    assert [row["id"] for row in rows] == list(MATERIAL.found.ids)
    assert {row["place"] for row in rows} == {"offered"}
    for row, candidate in zip(rows, MATERIAL.found, strict=True):
        members = [MATERIAL.segments[s] for s in candidate.segment_ids]
        assert row["segments"] == str(len(members))
        assert row["participants"] == str(len({s.participant_id for s in members}))


def test_the_tables_of_saturation_have_every_level_and_group() -> None:
    tables = saturation_tables(MATERIAL.saturation)
    curves, rules = rows_of(tables["saturation.csv"]), rows_of(tables["saturation_rule.csv"])

    assert {row["level"] for row in curves} == {"theme", "subtheme", "category", "code"}
    assert {row["group"] for row in rules} == {"all", "final year", "first year"}
    assert len(rules) == 4 * 3 * 12
    assert {"unit_id", "new", "cumulative"} <= set(curves[0])
    assert all(row["new"].isdigit() for row in curves)


def test_a_missing_share_is_an_empty_cell() -> None:
    frames = [comparison.to_frame() for comparison in MATERIAL.comparison]
    rows = rows_of(format_frames(*frames))

    assert len(rows) == sum(map(len, frames))
    empty = [row for row in rows if row["of"] == "0"]
    assert all(row["share"] == row["low"] == "" for row in empty)
    assert all("nan" not in row.values() for row in rows)


def test_an_empty_study_gives_tables_with_their_columns_only() -> None:
    material = make_empty_material()

    tables = coding_tables(
        material.codings, material.final, material.segments, material.corpus, material.tree, material.found
    )

    for table in tables.values():
        assert len(table.decode("utf-8-sig").splitlines()) == 1


@pytest.mark.parametrize(
    ("place", "length", "people"), [(0, 3, ["P1"]), (1, 3, ["Q"]), (0, 10_000, ["P1", "Q"]), (0, 0, [])]
)
def test_the_participants_of_a_span_are_those_whose_turns_it_touches(place: int, length: int, people: list) -> None:
    start = SEGMENTS[place].start

    assert participants_of(MATERIAL.corpus, "s1", start, start + length) == people


def test_the_same_material_gives_the_same_tables() -> None:
    again = make_material()

    assert coding_tables(
        MATERIAL.codings, MATERIAL.final, MATERIAL.segments, MATERIAL.corpus, MATERIAL.tree, MATERIAL.found
    ) == coding_tables(again.codings, again.final, again.segments, again.corpus, again.tree, again.found)


def test_everybodys_rows_stand_once_however_many_attributes_there_are() -> None:
    material = make_material()
    twice = [*material.saturation, *material.saturation]

    for name, table in saturation_tables(twice).items():
        rows = [row for row in rows_of(table) if row.get("group") == "all"]
        once = [row for row in rows_of(saturation_tables(material.saturation)[name]) if row.get("group") == "all"]
        assert rows == once, name


def test_each_code_says_in_how_many_sessions_and_participants_and_where_it_was_first_heard() -> None:
    table = rows_of(saturation_tables(MATERIAL.saturation)["code_spread.csv"])

    (row,) = (row for row in table if (row["level"], row["group"], row["id"]) == ("code", "all", "labs"))
    assert (row["n_sessions"], row["n_participants"], row["first_seen"], row["heard_once"]) == ("2", "2", "S1", "no")


def test_groups_are_compared_at_equal_completeness_and_at_equally_many_sessions() -> None:
    table = rows_of(saturation_tables(MATERIAL.saturation)["saturation_groups.csv"])

    assert {row["at_equal"] for row in table} == {"completeness", "size"}
    assert {row["group"] for row in table} == {"first year", "final year"}


def test_the_counts_of_a_survey_name_the_question_and_both_denominators() -> None:
    material = make_survey_material()
    tables = comparison_tables(material.comparison, material.answers)
    rows = [row for row in rows_of(tables["comparison.csv"]) if row["id"] == "replies" and row["group"] == "all"]

    told = [(row["question"], row["n"], row["of"], row["asked"], row["share_of_asked"]) for row in rows]
    assert told == [("", "2", "4", "5", "0.4"), ("good", "0", "4", "5", "0"), ("bad", "2", "2", "5", "0.4")]


def test_differences_and_tests_have_tables_of_their_own() -> None:
    material = make_survey_material()
    tables = comparison_tables(material.comparison, material.answers)

    assert sorted(tables) == ["comparison.csv", "comparison_differences.csv", "comparison_tests.csv"]
    (row,) = (row for row in rows_of(tables["comparison_differences.csv"]) if row["id"] == "labs")
    assert (row["first"], row["second"], row["difference"]) == ("north", "south", "0.5")


def test_pairs_of_codes_and_words_of_groups_have_a_row_each() -> None:
    (pairs,) = (rows_of(table) for table in cooccurrence_tables(MATERIAL.cooccurrence).values())
    (found,) = (rows_of(table) for table in keyword_tables(MATERIAL.keywords).values())

    assert [(row["first"], row["second"], row["n_both"]) for row in pairs][-1] == ("Replies to mail", "Lab work", "1")
    assert {row["group"] for row in found} == {"first year", "final year"}
    assert cooccurrence_tables([]) == keyword_tables([]) == {}
