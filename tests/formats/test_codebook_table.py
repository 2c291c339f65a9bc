"""A codebook from elsewhere, in CSV or Excel, becomes the tree that it describes."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from thematica.errors import MaterialError, ThemesError
from thematica.formats.codebook_table import parse_codebook, read_codebook, read_codebook_table, split_texts
from thematica.formats.csv_table import parse_table
from thematica.model.themes import Code, Theme, ThemeTree


def read(text: str) -> ThemeTree:
    return parse_codebook(parse_table(text, "codebook.csv"))[0]


def remarks(text: str) -> tuple[str, ...]:
    return parse_codebook(parse_table(text, "codebook.csv"))[1]


def places(tree: ThemeTree) -> list[str]:
    """Give every theme with a slash, every code without, after the names above, and the definition."""
    paths = (tree.path(node.id) for node in tree.nodes)
    named = ("/".join(n.name for n in path) + "/" * isinstance(path[-1], Theme) for path in paths)
    return [f"{name}={node.definition}" for name, node in zip(named, tree.nodes, strict=True)]


def mistakes(text: str) -> list[str]:
    with pytest.raises(ThemesError) as caught:
        read(text)
    return str(caught.value).split("\n")


SAME = {
    "parents by name": "name,parent,definition\nAccess,,a\nHours,Access,h\nearly,Hours,e\nfar,access,f\n",
    "rows in any order": "definition;name;parent name\nh;Hours;Access\ne;early;Hours\na;Access;\nf;far;Access\n",
    "parents by id": "id,code,parent,description\n1,Access,,a\n01,Hours,1,h\n3,early,01,e\n4,far,1,f\n",
    "paths": "path,definition\nAccess,a\nAccess > Hours,h\nAccess > Hours > early,e\nAccess > far,f\n",
    "paths with slashes": "Path,Definition\nAccess,a\nAccess/Hours,h\nAccess/Hours/early,e\nAccess/far,f\n",
    "paths with colons": "tag,path,meaning\nAccess,Access,a\nHours,Access::Hours,h\nearly,Access::Hours::early,e\n"
    "far,Access::far,f\n",
    "paths above the name": "path,name,definition\n,Access,a\nAccess,Hours,h\nAccess > Hours,early,e\nAccess,far,f\n",
    "one column a level": "theme,subtheme,code,definition\nAccess,,,a\n,Hours,,h\n,,early,e\nAccess,,far,f\n",
    "every cell filled": "Theme,Sub-theme,Code,Definition\nAccess,,,a\nAccess,Hours,,h\nAccess,Hours,early,e\n"
    "Access,,far,f\n",
    "numbered levels": "level 1,level 2,level 3,definition\nAccess,,,a\n,Hours,,h\n,,early,e\nAccess,far,,f\n",
    "levels by number": "level,name,definition\n1,Access,a\n2,Hours,h\n3,early,e\n2,far,f\n",
    "levels by word": "level,name,definition\ntheme,Access,a\ncode,far,f\nsubtheme,Hours,h\ncode,early,e\n",
    "a theme that is itself a row": "code,theme,definition\nAccess,,a\nHours,Access,h\nearly,Hours,e\nfar,Access,f\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_every_layout_of_a_codebook_gives_the_same_tree(text: str) -> None:
    assert sorted(places(read(text))) == ["Access/=a", "Access/Hours/=h", "Access/Hours/early=e", "Access/far=f"]


def test_themes_that_have_no_row_of_their_own_are_made() -> None:
    tree = read("category,code,definition\nAccess,Hours,h\n,far,f\nLabs,bench,b\nAccess,late,l\n")

    assert places(tree) == ["Access/=", "Access/Hours=h", "Access/far=f", "Access/late=l", "Labs/=", "Labs/bench=b"]


def test_a_theme_may_hold_a_code_of_its_own_name() -> None:
    by_level = read("theme,code\nThanks,Thanks\n")
    by_parent = read("name,parent\nThanks,\nThanks,Thanks\n")

    assert places(by_level) == places(by_parent) == ["Thanks/=", "Thanks/Thanks="]
    assert [node.id for node in by_level.nodes] == ["thanks", "thanks-thanks"]


def test_every_field_is_known_by_its_usual_heading() -> None:
    tree = read(
        "ID,Code Name,Parent Theme,Description,Inclusion criteria,EXCLUDE,Example,Close but no,Notes,Colour,"
        "Derived from,in_vivo,aliases,from_suggestions\n"
        "A,Access,,,,,,,,,,,,\n"
        '007,Open door,A,Is she there?,"- Theatre.\n- Rota.",She is ill.,She left.,On the phone.,Ask.,#3366CC,'
        'deductive,yes,"k1\nk2",k-3f2a91c0; k-99b01d7e\n'
    )

    assert tree.codes == (
        Code(
            id="007",
            name="Open door",
            definition="Is she there?",
            use_when=("Theatre.", "Rota."),
            not_when=("She is ill.",),
            examples=("She left.",),
            close_but_no=("On the phone.",),
            memo="Ask.",
            color="#3366CC",
            derived_from="theory",
            in_vivo=True,
            aliases=("k1", "k2"),
            candidate_ids=("k-3f2a91c0", "k-99b01d7e"),
        ),
    )


def test_an_id_and_a_former_id_that_are_a_candidates_stand_for_it() -> None:
    (code,) = read("id,name,aliases,candidates\nk-3f2a91c0,Hours,k-99b01d7e,k-00000001\n").codes

    assert code.candidate_ids == ("k-3f2a91c0", "k-00000001", "k-99b01d7e")


def test_a_code_beside_a_name_is_its_id() -> None:
    tree = read("theme,code,name\nAccess,A1,Hours\n,A2,Distance\n")

    assert [(code.id, code.name) for code in tree] == [("A1", "Hours"), ("A2", "Distance")]


def test_a_leaf_whose_level_is_a_theme_stays_a_theme() -> None:
    tree = read("name,parent,level\nAccess,,theme\nHours,Access,subtheme\nfar,Access,code\n")
    by_level = read("theme,subtheme,code\nAccess,Hours,\nAccess,,far\n")

    assert places(tree) == places(by_level) == ["Access/=", "Access/Hours/=", "Access/far="]


def test_a_list_of_codes_is_put_into_one_theme_and_it_is_said() -> None:
    text = "tag,description,number of highlights\nHours,h,12\nDistance,,3\n"

    assert places(read(text)) == ["Codes/=", "Codes/Hours=h", "Codes/Distance="]
    assert remarks(text) == (
        "codebook.csv: columns that were not read: 'number of highlights'",
        "codebook.csv: no theme holds 'Hours', 'Distance'; put into a theme 'Codes'",
    )


def test_what_cannot_be_read_is_remarked_and_the_rest_is_read() -> None:
    assert remarks("theme,code,definiton,color,derived from,in vivo,candidates\nA,b,x,red,myself,perhaps,k-1\n") == (
        "codebook.csv: columns that were not read: 'definiton'; did you mean 'definition'?",
        "codebook.csv:2: 'red' cannot be 'color'; it was left out",
        "codebook.csv:2: 'myself' cannot be 'derived from'; it was left out",
        "codebook.csv:2: 'perhaps' cannot be 'in vivo'; it was left out",
        "codebook.csv:2: 'k-1' cannot be 'candidate ids'; it was left out",
    )


def test_a_slash_in_paths_and_a_level_left_out_are_remarked() -> None:
    assert remarks("path\nA/b\n") == ("codebook.csv: '/' in the paths was read as 'holds'; write 'A > B' if it is not",)
    assert remarks("theme,subtheme,code\nA,B,c\nA,,d\n") == (
        "codebook.csv: 1 rows leave a level out between two others; they stand directly under the outer one",
    )


def test_every_mistake_is_listed_with_its_line() -> None:
    assert mistakes(
        "name,parent,id,definition\nAccess,,,\nHours,Acess,,\nfar,Access,7,\nFar,Access,,\n,Access,,x\nUp,Down,,\n"
        "Down,Up,7,\nSelf,Self,,\nTwice,,,\nTwice,Access,,\nwho,Twice,,\n"
    ) == [
        "codebook.csv:3: no row is called 'Acess', which 'Hours' stands under; did you mean 'Access'?",
        "codebook.csv:5: 'Far' stands twice under 'Access', here and in line 4; names there must differ",
        "codebook.csv:6: the name of the theme or code is missing",
        "codebook.csv:7: 'Up' stands under itself: Up < Down < Up",
        "codebook.csv:8: id '7' is used twice, here and in line 4; ids must differ",
        "codebook.csv:9: 'Self' stands under itself: Self < Self",
        "codebook.csv:12: 'Twice' is the name of several (lines 10 and 11); give them ids, and name the parent by its "
        "id",
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("indicator,group\nx,y\n", "codebook.csv: no column says what the codes are called; head it 'code', or 'name'"),
        ("name,parent\n", "codebook.csv: it names no themes and no codes"),
        ("theme,code,definition\n,,x\n", "codebook.csv:2: the name of the theme or code is missing"),
        ("path,definition\n,x\n", "codebook.csv:2: the name of the theme or code is missing"),
        ("path\nA > > b\n", "codebook.csv:2: the name of the theme or code is missing"),
        ("theme,code\nA,b\nA,\nA,\n", "codebook.csv:4: 'A' stands twice at the top, here and in line 3"),
        ("theme,code\nA,b\nA,b\n", "codebook.csv:3: 'b' stands twice under 'A', here and in line 2"),
        ("name,level\nA,theme\nb,node\n", "codebook.csv:3: level 'node' is neither a number nor theme"),
        ("name,level\nb,2\nA,1\n", "codebook.csv:2: nothing stands above 'b', which is on level '2'"),
        ("name,parent\nA\n", "codebook.csv:2: 1 cells, but the first line names 2 columns"),
    ],
)
def test_a_codebook_that_cannot_be_understood_is_refused(tmp_path: Path, text: str, mistake: str) -> None:
    path = tmp_path / "codebook.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ThemesError) as caught:
        read_codebook(path)

    assert str(caught.value).startswith(mistake)


def test_rows_under_unknown_parents_are_not_taken_for_repetitions() -> None:
    assert mistakes("name,parent\nAccess,\nother,Hours\nother,Labs\n") == [
        "codebook.csv:3: no row is called 'Hours', which 'other' stands under",
        "codebook.csv:4: no row is called 'Labs', which 'other' stands under",
    ]


def test_names_may_stand_twice_under_a_theme_where_ids_tell_them_apart() -> None:
    assert [code.id for code in read("id,name,parent\nA,A,\n1,other,A\n2,other,A\n")] == ["1", "2"]


def workbook(path: Path, *rows: list[object], title: str = "Codes") -> Path:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_ids_of_a_workbook_are_what_excel_shows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "c.xlsx", ["ID", "Name", "Parent"], [1.0, "Access", None], ["007", "Hours", 1], [8, "far", 1]
    )
    book = Workbook()
    book.active.append(["id", "name"])
    book.active.append([7, "Hours"])
    book.active["A2"].number_format = "000"
    book.save(tmp_path / "d.xlsx")

    assert [node.id for node in read_codebook(path)[0].nodes] == ["1", "007", "8"]
    assert [code.id for code in read_codebook(tmp_path / "d.xlsx")[0]] == ["007"]


def test_headings_of_a_workbook_may_stand_below_a_title_and_cells_may_be_merged(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (["Our codebook"], [], ["Theme", "Code", "Definition"], ["Access", "Hours", "h"], [None, "far", "f"]):
        sheet.append(row)
    sheet.merge_cells("A4:A5")
    book.save(tmp_path / "c.xlsx")

    assert places(read_codebook(tmp_path / "c.xlsx")[0]) == ["Access/=", "Access/Hours=h", "Access/far=f"]


def test_mistakes_in_a_workbook_are_named_by_their_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "c.xlsx", ["Our codebook"], [], ["name", "parent"], ["Access", None], ["Hours", "Acess"])

    with pytest.raises(ThemesError, match=r"c\.xlsx:5: no row is called 'Acess'"):
        read_codebook(path)


def test_the_sheet_with_the_headings_of_a_codebook_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    book = Workbook()
    book.active.append(["People of the team"])
    book.create_sheet("Empty")
    sheet = book.create_sheet("Tree")
    sheet.append(["Theme", "Code", None])
    sheet.append(["Access", "Hours", "lost"])
    book.save(path)

    tree, said = parse_codebook(read_codebook_table(path))

    assert places(tree) == ["Access/=", "Access/Hours="]
    assert said == ("c.xlsx: cells under no heading were not read", "c.xlsx: other sheets, which were not read: 1")

    book.create_sheet("Old").append(["Theme", "Code"])
    book.save(path)
    with pytest.raises(ThemesError, match="several sheets have the headings of a codebook"):
        read_codebook(path)


def test_what_excel_makes_of_cells_is_remarked(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "c.xlsx", ["name", "memo"], [dt.date(2024, 3, 4), "=A1&A2"], [1234567890123456789, "a_x000D_\nb"]
    )

    tree, said = parse_codebook(read_codebook_table(path))

    assert said[:3] == (
        "c.xlsx:2: Excel holds a date, read as 2024-03-04 00:00:00; format the cell as text if it is none",
        "c.xlsx:2: a formula without a result was left out (=A1&A2); save the file in Excel",
        "c.xlsx:3: 1234567890123457024 has more than 15 digits, of which Excel keeps no more",
    )
    assert tree.codes[1].memo == "a\nb"


@pytest.mark.parametrize("content", [b"", b"name,parent\n", b"PK\x03\x04 nothing"])
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.xlsx"
    path.write_bytes(content)

    with pytest.raises(ThemesError, match=r"c\.xlsx: cannot be read as an Excel workbook; save it again"):
        read_codebook(path)


def test_an_empty_workbook_a_repeated_heading_and_a_missing_file_are_mistakes(tmp_path: Path) -> None:
    with pytest.raises(ThemesError, match="the table is empty"):
        read_codebook(workbook(tmp_path / "a.xlsx"))
    with pytest.raises(ThemesError, match=r"b\.xlsx:1: column 'name' occurs twice"):
        read_codebook(workbook(tmp_path / "b.xlsx", ["name", "name"], ["a", "b"]))
    with pytest.raises(ThemesError, match="cannot be read"):
        read_codebook(tmp_path / "none.xlsx")


def test_several_texts_in_a_cell_stand_one_a_line() -> None:
    assert split_texts("1. Theatre.\n\n2) Rota.\n* Ill.") == ("Theatre.", "Rota.", "Ill.")
    assert split_texts("") == ()


CELLS = st.sampled_from(["", "A", "b", "A > b", "theme", "code", "2", "x\ny", "k-00000001", "#"])
HEADS = st.lists(
    st.sampled_from("name code theme subtheme parent path level id examples color in_vivo nonsense".split()),
    min_size=1, max_size=5, unique=True,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(
    table=HEADS.flatmap(
        lambda heads: st.tuples(
            st.just(heads), st.lists(st.lists(CELLS, min_size=len(heads), max_size=len(heads)), max_size=6)
        )
    )
)
def test_any_table_is_read_or_refused_with_sentences(table: tuple[list[str], list[list[str]]]) -> None:
    heads, rows = table
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (heads, *rows))
    with suppress(ThemesError, MaterialError):
        tree = read(quoted)

        assert tree.nodes
        assert len({node.id for node in tree.nodes}) == len(tree.nodes)
