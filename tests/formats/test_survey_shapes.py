"""Tables of answers in the shapes in which survey programs and Excel write them; every table here is INVENTED."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from thematica.errors import MaterialError
from thematica.formats.answers import read_answers
from thematica.formats.participants import read_participants
from thematica.formats.sessions import read_sessions
from thematica.formats.tables import find_table
from thematica.model.corpus import Corpus
from thematica.model.settings import AnswerColumns

MOST_COMPUTING = 60.0  # seconds; a few on an idle machine, but what grows with the square takes minutes
QUALTRICS = [
    ["StartDate", "Status", "ResponseId", "Q1", "Q2", "Q3_1", "Q3_2", "Q3_2_TEXT"],
    [
        "Start Date",
        "Response Type",
        "Response ID",
        "What helped\nyou?",
        "What was hard?",
        "How did you meet? - Selected Choice - By e-mail",
        "How did you meet? - Selected Choice - Other",
        "How did you meet? - Other - Text",
    ],
    [f'{{"ImportId":"{name}","timeZone":"UTC"}}' for name in ("startDate", "status", "_recordId", *"abcde")],
    ["2026-03-01 09:00:00", "IP Address", "R_1", "My mentor, often.", "The rota.\nAnd nights.", "By e-mail", "", ""],
    ["2026-03-02 09:00:00", "Survey Preview", "R_2", "", "Nothing", "By e-mail", "Other", "by phone"],
    ["2026-03-03 09:00:00", "IP Address", "R_3", "=Her", "", "", "", ""],
]
OF_QUALTRICS = AnswerColumns(text=("Q1", "Q2"), participant="ResponseId", choices=("Q3",))
GERMAN = "Kennung;Was war schwierig?;Ort\n007;Müde, weil Nachtdienst;Köln\n12345678901234567890;„Nichts“;Münster\n"


def quoted(rows: Sequence[Sequence[str]], mark: str = ",") -> str:
    return "".join(mark.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


def said(corpus: Corpus) -> list[tuple[str, str]]:
    return [(document.id, document.text) for document in corpus]


def refuse(path: Path, columns: AnswerColumns | None = None) -> str:
    with pytest.raises(MaterialError) as caught:
        read_answers(path, columns or AnswerColumns(text=("a",)))
    return str(caught.value)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xlsx without ids", "frame", "frame with three headings"])
def test_the_headings_of_qualtrics_are_no_answers(tmp_path: Path, kind: str) -> None:
    source: Path | pd.DataFrame
    if kind == "csv":
        source = write(tmp_path / "q.csv", quoted(QUALTRICS), "utf-8-sig")
    elif kind == "xlsx":
        source = workbook(tmp_path / "q.xlsx", Sheet0=QUALTRICS)
    elif kind == "xlsx without ids":
        source = workbook(tmp_path / "q.xlsx", Sheet0=[*QUALTRICS[:2], *QUALTRICS[3:]])
    elif kind == "frame":
        source = pd.DataFrame(QUALTRICS[1:], columns=QUALTRICS[0])
    else:
        source = pd.DataFrame(QUALTRICS[3:], columns=pd.MultiIndex.from_arrays(QUALTRICS[:3]))

    corpus = read_answers(source, OF_QUALTRICS)

    assert said(corpus) == [
        ("R_1:Q1", "My mentor, often."),
        ("R_1:Q2", "The rota.\nAnd nights."),
        ("R_2:Q2", "Nothing"),
        ("R_3:Q1", "=Her"),
    ]
    assert corpus.blank_answers == {"Q1": 1, "Q2": 1}
    assert [dict(person.attributes) for person in corpus.participants] == [
        {"Q3: By e-mail": "yes", "Q3: Other": "no"},
        {"Q3: By e-mail": "yes", "Q3: Other": "yes"},
        {},
    ]
    remarks = "\n".join(corpus.remarks)
    assert "'Q1' asks: What helped you?" in remarks
    assert "choices of 'Q3' (ticked by how many): 'By e-mail' (2), 'Other' (1)" in remarks
    assert "1 row of previews, tests or spam" in remarks


def test_google_forms_names_columns_by_their_questions(tmp_path: Path) -> None:
    path = write(
        tmp_path / "form.csv",
        'Timestamp,"What  was\nhard? ","Which did you use? (tick all)"\n'
        '2026/03/01 9:00:00 AM,Nights.,"Library, Lab"\n2026/03/01 9:01:00 AM,,Lab\n2026/03/01 9:02:00 AM,Food.,\n',
    )

    corpus = read_answers(path, AnswerColumns(text=("What was hard?",), choices=("Which did you use? (tick all)",)))

    assert said(corpus) == [("R0001", "Nights."), ("R0003", "Food.")]
    assert corpus.turns["R0001:t1"].question_id == "What was hard?"
    question = "Which did you use? (tick all)"
    assert [dict(person.attributes) for person in corpus.participants] == [
        {f"{question}: Lab": "yes", f"{question}: Library": "yes"},
        {f"{question}: Lab": "yes", f"{question}: Library": "no"},
        {},
    ]


def test_a_choice_with_a_comma_stays_whole_where_semicolons_part_them(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a,met\nYes.,"by day, at work;online;"\nNo!,online\n')

    corpus = read_answers(path, AnswerColumns(text=("a",), choices=("met",)))

    assert [dict(person.attributes) for person in corpus.participants] == [
        {"met: by day, at work": "yes", "met: online": "yes"},
        {"met: by day, at work": "no", "met: online": "yes"},
    ]


@pytest.mark.parametrize(
    ("headings", "ticks"),
    [
        (("met___1", "met___2"), ("1", "0")),
        (("met___1", "met___2"), ("Checked", "Unchecked")),
        (("met (choice=1)", "met (choice=2)"), ("Checked", "Unchecked")),
    ],
)
def test_redcap_has_a_column_for_each_box_and_a_row_for_each_event(
    tmp_path: Path, headings: tuple[str, str], ticks: tuple[str, str]
) -> None:
    yes, no = ticks
    path = write(
        tmp_path / "redcap.csv",
        f"record_id,redcap_event_name,{headings[0]},{headings[1]},hard\n"
        f"1,baseline_arm_1,{yes},{no},\n1,exit_arm_1,,,The rota.\n2,baseline_arm_1,{no},{no},\n2,exit_arm_1,,,\n",
    )

    corpus = read_answers(path, AnswerColumns(text=("hard",), participant="record_id", choices=("met",)))

    assert said(corpus) == [("1", "The rota.")]
    assert corpus.blank_answers == {"hard": 1}
    assert [dict(person.attributes) for person in corpus.participants] == [
        {"met: 1": "yes", "met: 2": "no"},
        {"met: 1": "no", "met: 2": "no"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("head", ["", "sep=;\n"])
def test_a_table_of_a_german_excel_is_read_in_any_encoding_it_writes(tmp_path: Path, encoding: str, head: str) -> None:
    path = write(tmp_path / "a.csv", head + GERMAN.replace("\n", "\r\n"), encoding)

    corpus = read_answers(path, AnswerColumns(text=("Was war schwierig?",), participant="Kennung", attributes=("Ort",)))

    assert said(corpus) == [("007", "Müde, weil Nachtdienst"), ("12345678901234567890", "„Nichts“")]
    assert corpus.participants["007"].attributes == {"Ort": "Köln"}
    assert any("read as Windows-1252" in remark for remark in corpus.remarks) == (encoding == "cp1252")


def test_ids_of_excel_stay_text(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["id", "a"], ["007", "Her."], [7, "Him."], [8.0, "Us."], [9, "You."]])
    book = Workbook()
    sheet = book.active
    for row in (["id", "a"], ["0012", "Her."], [8.0, "Us."], [9, "You."]):
        sheet.append(row)
    sheet["A4"].number_format = "000"
    book.save(path)

    corpus = read_answers(path, AnswerColumns(text=("a",), participant="id"))

    assert corpus.participants.ids == ("0012", "8", "009")


def test_a_respondent_whose_number_excel_has_cut_is_refused_with_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["id", "a"], [12345678901234567890, "Her."], ["P2", "Him."]])

    message = refuse(path, AnswerColumns(text=("a",), participant="id"))

    assert message == "a.xlsx:2: 'id' has lost digits in Excel; format the column as text"


def test_merged_cells_count_for_each_of_their_rows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (["Exit survey"], ["who", "wave", "a"], ["P1", "1", "Her."], [None, "2", "Him."], ["P2", "1", "Us."]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "a.xlsx")

    corpus = read_answers(tmp_path / "a.xlsx", AnswerColumns(text=("a",), participant="who", session="wave"))

    assert said(corpus) == [("P1", "Her."), ("P1#2", "Him."), ("P2", "Us.")]
    assert "a.xlsx: what stands in merged cells was taken for each of their rows (rows filled: 1)" in corpus.remarks


def test_the_sheet_with_the_columns_is_read_and_of_several_the_one_that_is_named(tmp_path: Path) -> None:
    notes, exit_, entry = [["x", "x"], ["1", "2"]], [["a"], ["Her."]], [["a"], ["Him."]]
    one = workbook(tmp_path / "one.xlsx", Notes=notes, Exit=exit_)
    two = workbook(tmp_path / "two.xlsx", Notes=notes, Exit=exit_, Entry=entry)

    assert said(read_answers(one, AnswerColumns(text=("a",)))) == [("R0001", "Her.")]
    assert said(read_answers(two, AnswerColumns(text=("a",), sheet="Entry"))) == [("R0001", "Him.")]
    assert "several sheets have the headings of answers" in refuse(two)
    assert "no sheet 'Entri'; did you mean 'Entry'?" in refuse(two, AnswerColumns(text=("a",), sheet="Entri"))


def test_many_dates_are_told_in_one_remark(tmp_path: Path) -> None:
    rows = [["when", "a"], *([dt.datetime(2026, 3, day), "Her."] for day in range(1, 9))]

    corpus = read_answers(workbook(tmp_path / "a.xlsx", A=rows), AnswerColumns(text=("a",), attributes=("when",)))

    assert corpus.participants["R0001"].attributes == {"when": "2026-03-01 00:00:00"}
    assert [remark for remark in corpus.remarks if "date" in remark] == [
        "a.xlsx: 'when': 8 cells hold dates, which were read as they are"
    ]


def test_each_answer_may_be_in_a_language_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,lang\nKalt.,DE\nCold.,\nFroid.,fr\n")

    corpus = read_answers(path, AnswerColumns(text=("a",), language="lang"), language="en")

    assert [document.language for document in corpus] == ["de", "en", "fr"]
    assert refuse(
        write(tmp_path / "b.csv", "a,lang\nKalt.,German\n"), AnswerColumns(text=("a",), language="lang")
    ).startswith("b.csv:2: 'German' is no ISO 639 code")


def test_who_has_not_said_which_column_holds_answers_is_told_which_may(tmp_path: Path) -> None:
    message = refuse(write(tmp_path / "q.csv", quoted(QUALTRICS)), AnswerColumns())

    assert message.endswith("Qualtrics names respondents in 'ResponseId'")


def test_choices_that_are_nowhere_are_named(tmp_path: Path) -> None:
    message = refuse(write(tmp_path / "a.csv", "a\nYes.\n"), AnswerColumns(text=("a",), choices=("met",)))

    assert message.startswith("a.csv: no column 'met', nor a column for each of its choices ('met_1'")


def test_a_frame_with_two_columns_of_one_name_is_refused() -> None:
    with pytest.raises(MaterialError, match="column 'a' occurs twice"):
        read_answers(pd.DataFrame([["x", "y"]], columns=["a", "a"]), AnswerColumns(text=("a",)))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"", "a.xlsx: cannot be read as an Excel workbook; save it again as .xlsx"),
        ("a.xlsx", b"a,b\n1,2\n", "or give it the ending .csv if it is a text file"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is protected by a password"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 600, "cannot be read as an Excel workbook"),
        ("a.csv", b"PK\x03\x04" + b"\0" * 600, "was given the ending of a text file; rename it to .xlsx"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "rename it to .xlsx"),
        ("a.csv", b"a\0b\0", "holds NUL bytes"),
        ("a.csv", b"", "the table is empty"),
        ("a.csv", b"a\n\x81\x8d\n", "its encoding cannot be known"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)

    said_of_it = refuse(tmp_path / name)

    assert said_of_it.startswith(f"{name}:")
    assert message in said_of_it
    assert "\n" not in said_of_it


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (129 * 1024 * 1024))
    began = time.process_time()

    assert "unpacks to more than 128 MiB" in refuse(tmp_path / "a.xlsx")
    assert time.process_time() - began < MOST_COMPUTING


def test_a_cell_far_below_and_far_right_costs_no_time(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["XFD1048576"] = "a", "Her.", "far"
    book.save(tmp_path / "a.xlsx")
    began = time.process_time()

    corpus = read_answers(tmp_path / "a.xlsx", AnswerColumns(text=("a",)))

    assert ("R0001", "Her.") in said(corpus)
    assert time.process_time() - began < MOST_COMPUTING


def test_participants_and_sessions_may_be_workbooks(tmp_path: Path) -> None:
    workbook(tmp_path / "participants.xlsx", People=[["participant", "year"], ["007", 2], ["008", 3]])
    workbook(tmp_path / "sessions.xlsx", Sessions=[["session", "order", "language"], ["FG1", 2, "de"], ["FG2", 1, ""]])

    people = read_participants(tmp_path / "participants.xlsx")
    sessions = read_sessions(tmp_path / "sessions.xlsx")

    assert [(p.id, dict(p.attributes)) for p in people.participants] == [("007", {"year": "2"}), ("008", {"year": "3"})]
    assert [session.id for session in sessions.sessions] == ["FG2", "FG1"]
    assert (sessions.language_of("any", "FG1"), sessions.language_of("any", "FG2")) == ("de", "")
    assert find_table(tmp_path, "participants") == tmp_path / "participants.xlsx"
    write(tmp_path / "participants.csv", "participant\n007\n")
    with pytest.raises(MaterialError, match=r"there are participants\.csv and participants\.xlsx; keep the one"):
        find_table(tmp_path, "participants")


@pytest.mark.parametrize("cell", [b"x" * 1000, b"x," * 500])
def test_a_line_of_200_megabytes_is_refused_before_it_fills_the_memory(tmp_path: Path, cell: bytes) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.write(b"a\n")
        for _ in range(200):
            file.write(cell * 1000)
    began = time.process_time()

    assert refuse(tmp_path / "a.csv") == "a.csv: is larger than 128 MiB, which no table of a study is; it was not read"
    assert time.process_time() - began < 2


@pytest.mark.parametrize("line", [b"a\n" + b"x" * 70_000_000, b"a,b\n" + b"x," * 10_000_000])
def test_a_line_of_many_megabytes_is_refused_in_bounded_time(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(line)
    began = time.process_time()

    assert refuse(tmp_path / "a.csv").startswith("a.csv:2: is a line of more than 8 million characters")
    assert time.process_time() - began < MOST_COMPUTING
