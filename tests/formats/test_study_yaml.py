"""study.yaml: every choice is written out, read back as it was, and every mistake has its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example as explicitly
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import SettingsError
from thematica.formats.study_yaml import find_strand_lines, format_settings, name_folder, read_settings
from thematica.model.incidence import UNITS
from thematica.model.settings import (
    APPROACHES,
    PARTICIPANT_ID,
    SUGGEST,
    UNITS_OF_TEXT,
    AnswerColumns,
    NonAnswers,
    SaturationSettings,
    Settings,
    StrandSettings,
    TranscriptColumns,
)

ODD = [
    *("No", "yes", "null", "~", "007", "1e3", "2024-05-01", "0x1F", ".inf", "true", "=", "<<", "-", "---", "..."),
    *("a: b", "a # b", "# a", "a #b", "it's", '"quoted"', "back\\slash", "back\\slash # it's", "a,b", "[a]", "{a}"),
    *(
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a`",
        "? a",
        "- a",
        "a:",
        "line\nbreak",
        "tab\there",
        "née",
        "😀",
        "{name}",
    ),
    *("a\\\nb", "a\x7fb", "a  b"),
]
TEXT = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(str.strip))
WORD = TEXT.filter(bool)
TEXTS = st.lists(WORD, max_size=3).map(tuple)
SETTINGS = st.builds(
    Settings,
    name=TEXT,
    approach=st.sampled_from(APPROACHES),
    language=st.from_regex(r"[a-z]{2,3}", fullmatch=True),
    unit=st.sampled_from(UNITS_OF_TEXT),
    suggest=st.sampled_from(SUGGEST),
    basis=TEXT,
    embedder=TEXT,
    clusterer=TEXT,
    saturation=st.builds(
        SaturationSettings,
        base=st.integers(1, 1000),
        run=st.integers(1, 1000),
        threshold=st.floats(0, 1),
        unit=st.sampled_from(UNITS),
        by=TEXTS,
    ),
    strands=st.builds(
        StrandSettings,
        by=WORD,
        trees=st.lists(
            WORD.filter(name_folder), min_size=2, max_size=3, unique_by=lambda n: name_folder(n).casefold()
        ).map(lambda names: {name: f"themes {i}.yaml" for i, name in enumerate(names)}),
    )
    | st.just(StrandSettings()),
    answers=st.builds(
        AnswerColumns,
        text=TEXTS,
        participant=TEXT,
        session=TEXT,
        question=TEXT,
        attributes=TEXTS,
        choices=TEXTS,
        language=TEXT,
        sheet=TEXT,
        separator=TEXT,
        whole_choices=TEXTS,
        read_as=st.dictionaries(WORD, TEXT, max_size=3),
        heading_rows=st.integers(0, 10),
    ),
    non_answers=st.builds(NonAnswers, none=TEXTS),
    transcripts=st.builds(TranscriptColumns, text=TEXT, speaker=TEXT, question=TEXT),
    participant_id=st.sampled_from([PARTICIPANT_ID, "", r"P\d+", r"(?P<session>[A-Z]') # \w", "S[0-9]{2}"]),
    allow_download=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)


def read(folder: Path, raw: bytes | str) -> Settings:
    path = folder / "study.yaml"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_settings(path)


@settings(max_examples=150, deadline=None)
@given(chosen=SETTINGS)
@explicitly(Settings())
def test_settings_are_read_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, chosen: Settings) -> None:
    folder = tmp_path_factory.mktemp("study")

    assert read(folder, format_settings(chosen)) == chosen


@pytest.mark.parametrize("name", ODD)
def test_a_study_may_have_an_odd_name(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, format_settings(Settings(name=name))).name == name


@pytest.mark.parametrize("name", ["Don\x92t", "A\x85B", "A\u2028B", "A\ufeffB", "A\ufffeB", "A\x1bB"])
def test_a_name_may_hold_characters_nobody_sees(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, format_settings(Settings(name=name))).name == name


def test_every_setting_is_written_out_with_its_comment() -> None:
    text = format_settings(Settings(name="Rota"), head="# invented\n").decode()

    lines = text.splitlines()
    assert lines[:3] == [
        "# invented",
        "# The settings of this study. Every line is a default written out; change what you like and run again.",
        "name: Rota",
    ]
    assert "unit: sentence             # what is coded: sentence | turn | answer | paragraph" in lines
    assert "  threshold: 0.05          # new codes in the run, as a share of the codes in the base" in lines
    assert not [line for line in lines if line != line.rstrip()]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "saturation:\nanswers:\nseed:\n"])
def test_what_is_not_written_keeps_its_default(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Settings()


def test_a_block_may_name_only_what_differs(tmp_path: Path) -> None:
    chosen = read(tmp_path, "saturation: {base: 6}\nanswers:\n  text: comment\n")

    assert chosen.saturation == SaturationSettings(base=6)
    assert chosen.answers == AnswerColumns(text=("comment",))


def test_norwegian_is_a_language_and_not_a_truth_value(tmp_path: Path) -> None:
    assert read(tmp_path, "language: no\n").language == "no"


def test_every_mistake_is_listed_with_its_line(tmp_path: Path) -> None:
    text = (
        "nam: Rota\n"
        "approach: codebok\n"
        "seed: 1.5\n"
        "allow_download: maybe\n"
        "saturation:\n"
        "  base: 0\n"
        "  threshold: 2\n"
        "  unit: day\n"
        "  by: [site, 3]\n"
        "answers: comment\n"
        "participant_id: '('\n"
        "suggest: never\n"
        "suggest: at_once\n"
        "name: 2024\n"
        "transcripts: {text: [a]}\n"
    )

    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)

    places = ("codebook", "content_analysis", "framework", "coding_reliability", "reflexive")
    assert str(caught.value).split("\n") == [
        "study.yaml:1: unknown key 'nam:'; did you mean 'name'?",
        f"study.yaml:2: 'approach: codebok' is not a choice; did you mean 'codebook'? ({', '.join(places)})",
        "study.yaml:3: 'seed:' must be a whole number",
        "study.yaml:4: 'allow_download:' must be true or false",
        "study.yaml:6: 'base: 0' must lie between 1 and 1000",
        "study.yaml:7: 'threshold: 2.0' must lie between 0 and 1",
        "study.yaml:8: 'unit: day' is not a choice (session, participant)",
        "study.yaml:9: 'by: 3' is a number; put it in quotation marks: 'by: \"3\"'",
        "study.yaml:10: 'key: value' lines are expected here",
        "study.yaml:11: 'participant_id:' is not a regular expression "
        "(missing ), unterminated subpattern at position 0)",
        "study.yaml:13: key 'suggest:' occurs twice here; keep one",
        "study.yaml:14: 'name: 2024' is a number; put it in quotation marks: 'name: \"2024\"'",
        "study.yaml:15: 'text:' must be a text",
    ]


@pytest.mark.parametrize("value", ["abc", ".nan", ".inf", "[1]", "1e999"])
def test_a_number_must_be_a_number(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, f"name: Rota\nsaturation:\n  threshold: {value}\n")

    assert str(caught.value) == "study.yaml:3: 'threshold:' must be a number"


def test_a_file_that_is_not_yaml_is_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, "unit: turn\nname: Peers: support\n")

    hint = 'a colon inside a text; put the text in quotation marks: code: "Peers: support"'
    assert str(caught.value) == f"study.yaml:2: {hint}"


def test_a_file_that_cannot_be_decoded_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^study\.yaml: holds NUL bytes"):
        read(tmp_path, b"name: a\0b\n")


def test_a_missing_file_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"study\.yaml: cannot be read"):
        read_settings(tmp_path / "study.yaml")


def test_the_settings_of_the_example_can_be_read(example: Path) -> None:
    assert read_settings(example / "study.yaml").approach == "content_analysis"


def test_the_trees_of_strands_are_read_in_their_order(tmp_path: Path) -> None:
    chosen = read(
        tmp_path, "strands: {by: arm, trees: {students: themes.yaml, faculty: themes-faculty.yaml}}\n"
    ).strands

    assert chosen.by == "arm"
    assert list(chosen.trees.items()) == [("students", "themes.yaml"), ("faculty", "themes-faculty.yaml")]


def test_every_mistake_in_the_strands_is_listed_with_its_line(tmp_path: Path) -> None:
    text = (
        "name: Rota\n"
        "strands:\n"
        "  by: arm\n"
        "  trees:\n"
        "    students: themes.yaml\n"
        "    faculty: Themes.yml\n"
        "    Students: other.yaml\n"
        "    staff: trees/staff.yaml\n"
        "    board: study.yaml\n"
        "    deans: themes.suggestions.yaml\n"
        "    visitors: visitors.txt\n"
        "    ?!: odd.yaml\n"
        "    1: one.yaml\n"
        "    staff: staff.yaml\n"
        "  tree: x\n"
    )

    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)

    file = "a tree is a .yaml file in the study's folder, such as themes-{}.yaml"
    assert str(caught.value).split("\n") == [
        "study.yaml:6: 'faculty: Themes.yml': 'students' has a tree of this name too; "
        "each strand needs a tree of its own",
        "study.yaml:7: the results of 'Students' and 'students' would go into one folder; rename one of them",
        f"study.yaml:8: 'staff: trees/staff.yaml': {file.format('staff')}",
        f"study.yaml:9: 'board: study.yaml': {file.format('board')}",
        f"study.yaml:10: 'deans: themes.suggestions.yaml': {file.format('deans')}",
        f"study.yaml:11: 'visitors: visitors.txt': {file.format('visitors')}",
        "study.yaml:12: '?!' has no letters to name a folder of results by; call the strand otherwise",
        "study.yaml:14: key 'staff:' occurs twice here; keep one",
        "study.yaml:15: unknown key 'tree:'; did you mean 'trees'?",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("strands:\n  by: arm\n", "study.yaml:2: 'trees:' is missing; it names the file of each strand's tree"),
        ("strands:\n  trees: {a: a.yaml, b: b.yaml}\n", "study.yaml:2: 'by:' is missing; it names the attribute"),
        ("strands: {by: arm, trees: {a: a.yaml}}\n", "study.yaml:1: one strand is the whole study; name two"),
        ("strands: {by: arm, trees: [a.yaml]}\n", "study.yaml:1: 'key: value' lines are expected here"),
    ],
)
def test_strands_need_an_attribute_and_a_tree_each(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)

    assert str(caught.value).startswith(message)


def test_the_lines_of_the_strands_can_be_found_again(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("name: a\nstrands:\n  by: arm\n  trees:\n    one: a.yaml\n    two: b.yaml\n", encoding="utf-8")

    assert find_strand_lines(path) == {"strands": 2, "by": 3, "trees": 4, "one": 5, "two": 6}


def test_an_answer_of_two_kinds_and_a_language_by_its_name_are_refused_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, "language: German\nnon_answers:\n  none: [All good]\n  substantive: [all  good]\n")

    assert str(caught.value).split("\n") == [
        "study.yaml:1: 'language: German' is no ISO 639 code of a language, such as en or de",
        "study.yaml:3: 'all  good' stands under two kinds of answers; it can be of one only",
    ]


def test_answers_that_say_nothing_are_the_researchers_to_name(tmp_path: Path) -> None:
    settings = read(tmp_path, "non_answers: {none: [all good], substantive: [no]}\n")

    assert settings.non_answers.kinds == {"all good": "none", "no": "substantive"}


def test_a_setting_that_is_gone_stops_nobody_who_left_it_off(tmp_path: Path) -> None:
    assert read(tmp_path, "allow_network: false\n") == Settings()
    with pytest.raises(SettingsError, match=r"study\.yaml:1: 'allow_network:' is no setting any more"):
        read(tmp_path, "allow_network: true\n")
