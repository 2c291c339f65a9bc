"""Tables in the shapes in which survey programs export them; every table here is INVENTED.

The shapes follow the programs' documentation and what is known of them; none is a file of theirs.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from tests.model.builders import TREE
from thematica.errors import MaterialError
from thematica.formats.answers import read_answers
from thematica.formats.choices import part_cells
from thematica.formats.codings_csv import read_codings
from thematica.formats.csv_table import format_table
from thematica.formats.participants import read_participants
from thematica.formats.sessions import read_sessions
from thematica.formats.transcripts import read_transcripts
from thematica.model.corpus import Corpus
from thematica.model.settings import AnswerColumns, TranscriptColumns

MONKEY = [
    [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "What is your role?",
        "",
        "How did you meet?",
        "",
        "What was hard?",
    ],
    ["", "", "", "Response", "Other (please specify)", "By e-mail", "By phone", "Open-Ended Response"],
    ["101", "9", "03/01/2026", "Nurse", "", "By e-mail", "By phone", "The rota"],
    ["102", "9", "03/02/2026", "", "Porter", "", "By phone", "Nights, mostly"],
]
REDCAP = [
    ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "role", "met___1", "met___2", "hard"],
    ["1", "", "", "nurse", "1", "0", ""],
    ["1", "diary", "1", "", "", "", "The rota"],
    ["1", "diary", "2", "", "", "", "Nights"],
    ["2", "", "", "porter", "0", "0", ""],
]
REDCAP_LABELS = [
    [
        "Record ID",
        "Role",
        "How did you meet? (choice=By e-mail)",
        "How did you meet? (choice=By phone)",
        "Comments",
        "Comments",
    ],
    ["1", "Nurse", "Checked", "Unchecked", "The rota", "Nothing"],
    ["2", "Porter", "Unchecked", "Unchecked", "Nights", ""],
]
GOOGLE = [
    ["Timestamp", "Your role", "How did you meet?", "What was hard?"],
    ["01/03/2026 09:00:00", "Nurse", "By e-mail, By phone", "The rota.\nAnd nights."],
    ["02/03/2026 09:00:00", "Porter", "By phone", "Nights"],
]
MICROSOFT = [
    ["ID", "Start time", "Completion time", "Email", "Name", "Your role", "How did you meet?", "What was hard?"],
    ["1", "3/1/26 9:00:00", "3/1/26 9:05:00", "anonymous", "", "Nurse", "By e-mail;By phone;", "The rota"],
    ["2", "3/2/26 9:00:00", "3/2/26 9:05:00", "anonymous", "", "Porter", "By phone;", "Nights"],
]
LIME = [
    ["id", "submitdate", "lastpage", "startlanguage", "role", "met[SQ001]", "met[SQ002]", "hard"],
    ["1", "2026-03-01 09:00:00", "2", "en", "Nurse", "Y", "", "The rota"],
    ["2", "2026-03-02 09:00:00", "2", "en", "Porter", "N", "N", "Nights"],
]
LIME_WORDS = [
    [
        "Response ID",
        "Date submitted",
        "Start language",
        "Your role",
        "How did you meet? [By e-mail]",
        "How did you meet? [By phone]",
        "What was hard?",
    ],
    ["1", "2026-03-01", "en", "Nurse", "Yes", "No", "The rota"],
    ["2", "2026-03-02", "en", "Porter", "No", "No", "Nights"],
]
KOBO = [
    [
        "start",
        "me/role",
        "me/met",
        "me/met/email",
        "me/met/phone",
        "me/hard",
        "_id",
        "_uuid",
        "_submission_time",
        "_index",
    ],
    ["2026-03-01", "nurse", "email phone", "1", "1", "The rota", "1", "u-1", "2026-03-01T09:00:00", "1"],
    ["2026-03-02", "porter", "phone", "0", "1", "Nights", "2", "u-2", "2026-03-02T09:00:00", "2"],
]
JISC = [
    ["Unique Response Number", "1. Your role", "2.1 By e-mail", "2.2 By phone", "3. What was hard?"],
    ["77-1", "Nurse", "Yes", "", "The rota"],
    ["77-2", "Porter", "", "Yes", "Nights"],
]

MET = {"By e-mail", "By phone"}
ROWS = list[list[str]]


def write(folder: Path, rows: ROWS, kind: str) -> Path:
    path = folder / f"answers.{kind}"
    if kind == "csv":
        path.write_bytes(format_table(rows[0], rows[1:]))
        return path
    book = Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(path)
    return path


def attributes(corpus: Corpus) -> dict[str, dict[str, str]]:
    return {person.id: dict(person.attributes) for person in corpus.participants}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_two_rows_of_headings_of_surveymonkey_name_the_columns(tmp_path: Path, kind: str) -> None:
    columns = AnswerColumns(
        text=("What was hard?",),
        participant="Respondent ID",
        attributes=("What is your role?", "What is your role?: Other (please specify)"),
        choices=("How did you meet?",),
    )

    corpus = read_answers(write(tmp_path, MONKEY, kind), columns)

    assert [(document.id, document.text) for document in corpus] == [("101", "The rota"), ("102", "Nights, mostly")]
    assert attributes(corpus)["102"] == {
        "What is your role?: Other (please specify)": "Porter",
        "How did you meet?: By e-mail": "no",
        "How did you meet?: By phone": "yes",
    }
    assert corpus.tables[0].program == "SurveyMonkey"
    assert any("2 rows of headings were read" in remark for remark in corpus.remarks)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("rows", "program", "columns", "expected"),
    [
        (GOOGLE, "Google Forms", ("What was hard?", "", "Your role", "How did you meet?"), MET),
        (MICROSOFT, "Microsoft Forms", ("What was hard?", "ID", "Your role", "How did you meet?"), MET),
        (LIME, "LimeSurvey", ("hard", "id", "role", "met"), {"SQ001", "SQ002"}),
        (LIME_WORDS, "LimeSurvey", ("What was hard?", "Response ID", "Your role", "How did you meet?"), MET),
        (KOBO, "KoBoToolbox", ("me/hard", "_uuid", "me/role", "me/met"), {"email", "phone"}),
        (
            JISC, "Jisc Online surveys", ("3. What was hard?", "Unique Response Number", "1. Your role", "2.*"),
            {"1 By e-mail", "2 By phone"},
        ),
    ],
    ids=["Google", "Microsoft", "Lime codes", "Lime words", "KoBo", "Jisc"],
)  # fmt: skip
def test_each_program_gives_answers_attributes_and_choices(
    tmp_path: Path, kind: str, rows: ROWS, program: str, columns: tuple[str, str, str, str], expected: set[str]
) -> None:
    text, participant, role, choices = columns
    wanted = AnswerColumns(text=(text,), participant=participant, attributes=(role,), choices=(choices,))

    corpus = read_answers(write(tmp_path, rows, kind), wanted)

    assert corpus.tables[0].program == program
    assert [document.text for document in corpus] == [row[-1] if text == rows[0][-1] else row[5] for row in rows[1:]]
    first = next(iter(attributes(corpus).values()))
    assert first[role].casefold() == "nurse"
    assert {name.rpartition(": ")[2] for name in first if name != role} == expected


def test_repeated_instruments_of_redcap_are_answers_of_one_record(tmp_path: Path) -> None:
    columns = AnswerColumns(text=("hard",), participant="record_id", attributes=("role",), choices=("met",))

    corpus = read_answers(write(tmp_path, REDCAP, "csv"), columns)

    assert [(document.id, document.text) for document in corpus] == [("1", "The rota"), ("1#2", "Nights")]
    assert attributes(corpus)["2"] == {"role": "porter", "met: 1": "no", "met: 2": "no"}
    assert corpus.blank_answers == {"hard": 1}


def test_columns_of_the_same_heading_are_numbered_and_that_is_said(tmp_path: Path) -> None:
    columns = AnswerColumns(text=("Comments", "Comments (2)"), participant="Record ID", choices=("How did you meet?",))

    corpus = read_answers(write(tmp_path, REDCAP_LABELS, "csv"), columns)

    assert [document.text for document in corpus] == ["The rota", "Nothing", "Nights"]
    assert any("several columns are headed 'Comments'" in remark for remark in corpus.remarks)
    assert attributes(corpus)["1"]["How did you meet?: By e-mail"] == "yes"


def test_further_rows_of_headings_are_taken_off_where_the_researcher_says_how_many(tmp_path: Path) -> None:
    rows = [["id", "hard"], ["", "What was hard?"], ["1", "The rota"]]
    path = write(tmp_path, rows, "csv")

    found = read_answers(path, AnswerColumns(text=("hard",), participant="id", heading_rows=2))

    assert [document.text for document in found] == ["The rota"]
    assert "answers.csv: 'hard' asks: What was hard?" in found.remarks
    with pytest.raises(MaterialError, match="no respondent"):
        read_answers(path, AnswerColumns(text=("hard",), participant="id"))


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        (["Yes, but rarely", "No"], [["Yes, but rarely"], ["No"]]),
        (["Yes, but rarely,No", "No"], [["Yes, but rarely", "No"], ["No"]]),
        (["Yes, but rarely;No;", "No;"], [["Yes, but rarely", "No"], ["No"]]),
        (["By e-mail, By phone", "By phone"], [["By e-mail", "By phone"], ["By phone"]]),
        (["A,B, C", "C", "B"], [["A", "B", "C"], ["C"], ["B"]]),  # typed by hand, with and without blanks
        (["Other (e-mail, phone), Post"], [["Other (e-mail, phone)", "Post"]]),
        (["1,000 to 2,000, More"], [["1,000 to 2,000", "More"]]),
        (["tea, coffee", "coffee, tea"], [["tea", "coffee"], ["coffee", "tea"]]),
        (
            ["Yes", "Yes, but rarely", "Yes, but rarely, Often"],
            [["Yes"], ["Yes, but rarely"], ["Yes, but rarely", "Often"]],
        ),
        (["But, and", "and"], [["But", "and"], ["and"]]),  # 'and' stands alone elsewhere
    ],
)  # fmt: skip
def test_a_comma_within_a_choice_parts_nothing(cells: list[str], parts: list[list[str]]) -> None:
    assert part_cells(cells)[0] == parts


def test_the_researcher_can_say_what_parts_choices_and_which_are_whole() -> None:
    assert part_cells(["Yes, but rarely"], ",")[0] == [["Yes", "but rarely"]]
    assert part_cells(["Bread, Butter, Milk"], "", ["Bread, Butter"])[0] == [["Bread, Butter", "Milk"]]
    assert part_cells(["a / b", "c"], "/")[0] == [["a", "b"], ["c"]]
    assert part_cells(["a;b; c"], "", ["b; c"])[0] == [["a", "b; c"]]


def test_what_a_comma_was_taken_for_is_said(tmp_path: Path) -> None:
    rows = [["a", "q"], ["one", "Yes, but rarely"], ["two", "No, Often"]]

    corpus = read_answers(write(tmp_path, rows, "csv"), AnswerColumns(text=("a",), choices=("q",)))

    said = " ".join(corpus.remarks)
    assert "the comma in 'Yes, but rarely' was taken for a part of the choice" in said
    assert "choices were parted at commas" in said


def test_values_of_attributes_that_differ_in_writing_are_said_with_counts_and_lines(tmp_path: Path) -> None:
    rows = [["id", "sex", "a"]]
    rows += [
        [str(n), sex, "The rota"]
        for n, sex in enumerate(["Female", "Female", "FEMALE", "fe male", "Mâle", "male", "-"])
    ]
    path = write(tmp_path, rows, "csv")

    corpus = read_answers(path, AnswerColumns(text=("a",), participant="id", attributes=("sex",)))

    assert any(
        "'sex' is written 'Female' (2) and 'FEMALE' (1: line 4) and 'fe male' (1: line 5)" in r for r in corpus.remarks
    )
    assert any("'sex' is written 'Mâle' (1) and 'male' (1: line 7)" in r for r in corpus.remarks)
    assert any("'sex' is '-' (1), counted as a group like any other" in r for r in corpus.remarks)
    assert [values["sex"] for values in attributes(corpus).values()] == [row[1] for row in rows[1:]]


def test_values_are_read_as_the_researcher_says(tmp_path: Path) -> None:
    rows = [["id", "sex", "a"], ["1", "FEMALE", "x1"], ["2", "Female", "x2"], ["3", "Prefer not to say", "x3"]]
    path = write(tmp_path, rows, "csv")
    columns = AnswerColumns(text=("a",), participant="id", attributes=("sex",))

    as_it_is = read_answers(path, columns)
    told = read_answers(path, AnswerColumns(
        text=("a",), participant="id", attributes=("sex",), read_as={"FEMALE": "Female", "Prefer not to say": ""}
    ))  # fmt: skip

    assert any("who declined to say is counted as a group of its own" in remark for remark in as_it_is.remarks)
    assert attributes(told) == {"1": {"sex": "Female"}, "2": {"sex": "Female"}, "3": {}}


@pytest.mark.parametrize("heading", ["Participant", "participant_id", "Participant ID", "PID", " ID ", "Respondent"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_column_of_participants_may_be_written_otherwise(tmp_path: Path, heading: str, kind: str) -> None:
    table = read_participants(write(tmp_path, [[heading, "Session ", "sex"], ["P1", "S1", "f"]], kind))

    assert [(p.id, p.session_ids, dict(p.attributes)) for p in table.participants] == [("P1", ("S1",), {"sex": "f"})]
    assert f"'{heading.strip()}' for 'participant'" in table.remarks[0]


def test_two_columns_that_could_be_meant_are_not_chosen_between(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match="no column 'participant'"):
        read_participants(write(tmp_path, [["Participant", "PARTICIPANT"], ["P1", "P1"]], "csv"))


def test_the_columns_of_sessions_and_of_answers_may_be_written_otherwise(tmp_path: Path) -> None:
    table = read_sessions(write(tmp_path, [["Interview", "Order"], ["S1", "2"], ["S2", "1"]], "csv"))
    corpus = read_answers(
        write(tmp_path, [["respondent_id", "Q1", "Sex"], ["7", "The rota", "f"]], "csv"),
        AnswerColumns(text=("q1",), participant="Respondent ID", attributes=("sex",)),
    )

    assert [session.id for session in table.sessions] == ["S2", "S1"]
    assert attributes(corpus) == {"7": {"sex": "f"}}
    assert "'respondent_id' for 'Respondent ID'" in " ".join(corpus.remarks)


def test_answers_that_may_be_none_are_said(tmp_path: Path) -> None:
    pasted = "Everything about this programme was excellent and I learned a lot"
    rows = [["id", "a"], *([str(n), pasted] for n in range(3)), ["4", "5"], ["5", "k"], ["6", "Short one"]]

    corpus = read_answers(write(tmp_path, rows, "csv"), AnswerColumns(text=("a",), participant="id"))

    assert any(
        "answers to 'a' that are a number or a single letter: 2 ('5', 'k'; lines 5, 6)" in r for r in corpus.remarks
    )
    assert any(
        "the same long answer from several respondents" in r and "(3: lines 2, 3, 4)" in r for r in corpus.remarks
    )
    assert len(corpus.documents) == 6


def test_what_was_made_of_each_column_is_known(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["1", "2"], "a": ["The rota", None], "sex": ["f", "f"], "rest": ["x", ""]})

    table = read_answers(frame, AnswerColumns(text=("a",), participant="id", attributes=("sex",))).tables[0]

    assert [(c.name, c.role, c.n_filled, c.n_values) for c in table.columns] == [
        ("id", "respondent", 2, 2), ("a", "answers", 1, 1), ("sex", "attribute", 2, 1), ("rest", "", 1, 1),
    ]  # fmt: skip


def test_the_columns_of_codings_and_of_transcripts_may_be_written_otherwise(tmp_path: Path) -> None:
    (tmp_path / "fg1.csv").write_text("Speaker,Text\nP1,The lab was cold.\n", encoding="utf-8")
    (tmp_path / "ana.csv").write_text("Document,QUOTE,Code\nfg1,The lab was cold.,labs\n", encoding="utf-8")

    corpus, _ = read_transcripts(tmp_path / "fg1.csv", columns=TranscriptColumns(speaker="speaker"))
    codings = read_codings(tmp_path / "ana.csv", corpus, TREE)

    assert [corpus.speech(turn) for turn in corpus.turns] == ["The lab was cold."]
    assert [(coding.document_id, coding.start, coding.end, coding.code_id) for coding in codings] == [
        ("fg1", 0, 17, "labs")
    ]
    assert any("'Document' for 'document'" in remark for remark in codings.remarks)


def test_choices_parted_by_blanks_are_asked_about() -> None:
    cells = ["email phone", "phone", "email", ""]

    as_read, said = part_cells(cells)

    assert as_read == [["email phone"], ["phone"], ["email"], []]
    assert "'email phone' is taken for one choice, though its words are choices of their own" in said[0]
    assert part_cells(cells, " ")[0] == [["email", "phone"], ["phone"], ["email"], []]


def test_the_same_long_answer_of_two_people_is_not_said_to_be_one_persons(tmp_path: Path) -> None:
    same = "It was far and nobody told me anything"  # eight words: two people may well write them
    rows = [["id", "a"], ["1", same], ["2", same]]
    twice = [*rows, ["3", "Her."], ["3", f"{same} at all"], ["3", f"{same} at all"]]

    of_two = read_answers(write(tmp_path, rows, "csv"), AnswerColumns(text=("a",), participant="id"))
    of_one = read_answers(write(tmp_path, twice, "csv"), AnswerColumns(text=("a",), participant="id"))

    assert not any("the same long answer" in remark for remark in of_two.remarks)
    assert [
        remark
        for remark in of_one.remarks
        if "several times from one respondent" in remark and "(3: lines 5, 6)" in remark
    ]
