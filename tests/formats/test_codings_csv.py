"""codings/NAME.csv: what people coded, found again in the text or refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import make_corpus
from thematica.errors import CodingsError
from thematica.formats.codings_csv import Remembered, read_coded_rows, read_codings
from thematica.formats.seen_codings import key_of_place
from thematica.model.codings import Coding, Codings, Reanchored, Reviewed
from thematica.model.themes import Code, Theme, ThemeTree

# s1: "P1: She is away.\nP2: The rota. The rota.\n"
RENAMED = "if you renamed it or merged it into another code, write the old name under 'aliases:' of that code"
CORPUS = make_corpus([("P1", "She is away."), ("P2", "The rota. The rota.")], [("P3", "No 😀 reply.")])
TREE = ThemeTree(
    (
        Theme(
            id="access",
            name="Access",
            codes=(Code(id="away", name="Availability", aliases=("reach",)), Code(id="rota", name="Rota")),
        ),
    )
)


def write(folder: Path, text: str, name: str = "ana.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, *, former: dict[str, str] | None = None) -> Codings:
    remembered = Remembered(former=former or {})
    return read_coded_rows(write(folder, text), CORPUS, TREE, remembered)[0]


def away(coder: str = "ana") -> Coding:
    return Coding(document_id="s1", start=4, end=16, quote="She is away.", code_id="away", coder=coder)


@pytest.mark.parametrize(
    "text",
    [
        "document,start,end,code\ns1,4,16,away\n",
        "document,start,end,code,quote\ns1,4,16,away,She  is away.\n",
        "document,quote,code\ns1,She is\taway.,away\n",
        "segment_id,code\ns1:4-16,away\n",
        "document,start,end,code\ns1.txt,4,16,away\n",
        "document,start,end,code\ns1,4,16,reach\n",
        "document,start,end,code\ns1,4,16,Availability\n",
        "document,start,end,code\ns1,4,16,AVAILABILITY\n",
        "coder,document,start,end,code\nana,s1,4,16,away\n",
    ],
)
def test_a_code_and_a_place_can_be_named_in_several_ways(tmp_path: Path, text: str) -> None:
    assert list(read(tmp_path, text)) == [away()]


def test_places_are_counted_in_characters(tmp_path: Path) -> None:
    codings = read(tmp_path, "document,quote,code\ns2,😀 reply.,away\n")

    assert [(coding.start, coding.end, coding.quote) for coding in codings] == [(7, 15, "😀 reply.")]


def test_a_row_without_a_code_says_looked_and_nothing_applies(tmp_path: Path) -> None:
    codings = read(tmp_path, "document,start,end,code\ns1,4,16,\n")

    assert len(codings) == 0
    assert codings.reviewed == (Reviewed(document_id="s1", start=4, end=16, coder="ana"),)


def test_what_else_a_coder_wrote_is_kept(tmp_path: Path) -> None:
    text = "document,start,end,code,stance,memo,made_at,round,code_version\ns1,4,16,away,praise,hm,Monday,2,3\n"

    (coding,) = read(tmp_path, text)

    assert (coding.stance, coding.memo, coding.made_at, coding.round, coding.code_version) == (
        "praise",
        "hm",
        "Monday",
        "2",
        "3",
    )
    assert coding.strength is None


def test_every_file_of_a_folder_is_a_coder(tmp_path: Path) -> None:
    write(tmp_path, "document,start,end,code\ns1,4,16,away\n", "bea.csv")
    write(tmp_path, "document,start,end,code\ns1,4,16,away\n", "ana.csv")
    write(tmp_path, "not a table", "notes.txt")

    codings = read_codings(tmp_path, CORPUS, TREE)

    assert list(codings) == [away("ana"), away("bea")]


def test_a_folder_that_is_not_there_holds_no_codings(tmp_path: Path) -> None:
    assert len(read_codings(tmp_path / "codings", CORPUS, TREE)) == 0


def test_codings_with_a_code_that_left_the_tree_are_kept_and_named(tmp_path: Path) -> None:
    codings = read(
        tmp_path, "document,start,end,code\ns1,4,16,rotas\ns1,21,30,rotas\ns2,4,6,kindness\n", former={"rotas": "rotas"}
    )

    assert [coding.code_id for coding in codings] == ["rotas", "rotas", "kindness"]
    assert codings.remarks == (
        "1 coding by ana with 'kindness', which is not a code of the tree (yet): kept, not counted until it is; if "
        "it is another name of a code, write it under 'aliases:' of that code",
        "2 codings by ana with 'rotas', which is not a code of the tree (any more): kept, not counted; " + RENAMED,
    )


def test_a_former_name_counts_for_its_code_while_that_is_in_the_tree(tmp_path: Path) -> None:
    code_id = TREE.codes[0].id

    codings = read(tmp_path, "document,start,end,code\ns1,4,16,Its old name\n", former={"Its old name": code_id})

    assert [coding.code_id for coding in codings] == [code_id]
    assert codings.remarks == ()


def test_every_mistake_in_every_file_is_listed_with_its_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        "document,start,end,quote,code\n"
        "s1,4,16,,away\n"
        "s11,4,16,,away\n"
        "s1,four,16,,away\n"
        "s1,4,,,away\n"
        "s1,16,4,,away\n"
        "s1,4,99,,away\n"
        "s1,4,16,She was away.,away\n"
        "s1,,,The rota.,rota\n"
        "s1,,,Never.,rota\n"
        "s1,,,,rota\n"
        "s1,4,16,,awya\n",
    )
    write(tmp_path, "# mine\ndocument,start,end,code,coder\ns1,4,16,away,thematica\n", "bea.csv")
    write(tmp_path, "document,start,end\ns1,4,16\n", "cleo.csv")
    write(tmp_path, "start,end,code\n4,16,away\n", "dora.csv")

    with pytest.raises(CodingsError) as caught:
        read_codings(tmp_path, CORPUS, TREE)

    assert str(caught.value).split("\n") == [
        "ana.csv:3: there is no document 's11'; did you mean 's1'? (documents: s1, s2)",
        "ana.csv:4: 'start' and 'end' must be whole numbers, not 'four' and '16'",
        "ana.csv:5: 'start' and 'end' must be whole numbers, not '4' and ''",
        "ana.csv:6: 16-4 does not lie in 's1', which has 41 characters",
        "ana.csv:7: 4-99 does not lie in 's1', which has 41 characters",
        "ana.csv:8: at 4-16 of 's1' stands “She is away.”, not “She was away.”; "
        "has the text been changed since it was coded?",
        "ana.csv:9: “The rota.” occurs 2 times in 's1', at 21-30, 31-40; say which with 'start' and 'end'",
        "ana.csv:10: “Never.” does not occur in 's1'",
        "ana.csv:11: no place: a row needs 'document' with 'start' and 'end', or with 'quote', or a 'segment_id'",
        "ana.csv:12: 'awya' is not a code of the tree; did you mean 'away'?",
        "bea.csv:3: 'thematica' is the machine's name; a person's codings need a name of their own",
        "cleo.csv: no column 'code' (columns: 'document', 'start', 'end')",
        "dora.csv: no column 'document' (columns: 'start', 'end', 'code')",
    ]


def test_a_theme_is_not_a_code(tmp_path: Path) -> None:
    codings = read(tmp_path, "document,start,end,code\ns1,4,16,access\n")

    assert codings.remarks[0].startswith("1 coding by ana with 'access', which is not a code of the tree")


def test_a_file_that_is_not_a_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodingsError, match=r"^ana\.csv: the table is empty"):
        read(tmp_path, "")


def test_rows_of_documents_of_another_part_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, "document,quote,code\ns1,She is away.,away\ns2,No 😀 reply.,nothing like it\n")

    codings, rows = read_coded_rows(path, CORPUS.restrict({"s1"}), TREE, Remembered())

    assert list(codings) == [away()]
    assert [row.document_id for row in rows] == ["s1"]
    assert codings.remarks == ()


def test_a_mistake_names_the_tree_it_was_looked_up_in_and_every_document(tmp_path: Path) -> None:
    path = write(tmp_path, "document,quote,code\ns1,She is away.,rotas\ns3,No reply.,rota\n")

    with pytest.raises(CodingsError) as caught:
        read_coded_rows(path, CORPUS.restrict({"s1"}), TREE, Remembered(tree="themes-staff.yaml"))

    assert str(caught.value).split("\n") == [
        "ana.csv:2: 'rotas' is not a code of themes-staff.yaml; did you mean 'rota'?",
        "ana.csv:3: there is no document 's3' (documents: s1, s2)",
    ]


@pytest.mark.parametrize(
    ("chosen", "at_random"),
    [("at random", True), (" At  Random ", True), ("teaches most", False), ("", False), ("because", False)],
)
def test_the_rows_of_a_sheet_say_which_were_drawn_at_random(tmp_path: Path, chosen: str, at_random: bool) -> None:
    text = f"segment_id,code,done,chosen\ns1:4-16,away,,{chosen}\ns2:4-15,,x,{chosen}\n"

    codings = read(tmp_path, text)

    assert [each.at_random for each in codings.reviewed] == [at_random, at_random]


def test_without_the_column_nothing_was_drawn_at_random(tmp_path: Path) -> None:
    assert not any(each.at_random for each in read(tmp_path, "segment_id,code\ns1:4-16,away\n").reviewed)


def test_what_was_drawn_at_random_is_so_where_its_words_stand_now(tmp_path: Path) -> None:
    key = key_of_place("ana", "s1", "0-12")
    remembered = Remembered(places={key: Reanchored(4, 16, "moved")})
    path = write(tmp_path, "segment_id,code,chosen\ns1:0-12,away,at random\n")

    codings, _ = read_coded_rows(path, CORPUS, TREE, remembered)

    assert codings.reviewed == (Reviewed(document_id="s1", start=4, end=16, coder="ana", at_random=True),)
