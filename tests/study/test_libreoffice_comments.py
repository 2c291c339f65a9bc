"""Comments made and saved in LibreOffice, as codings: the words that were selected there, nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.study.test_study import make_study, rows_of
from thematica import Study

FIXTURES = Path(__file__).parents[1] / "fixtures" / "word"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))


def make_lunch(path: Path) -> Study:
    """The study whose transcript was coded in LibreOffice."""
    make_study(path)
    for file in (*(path / "transcripts").iterdir(), *(path / "codings").iterdir()):
        file.unlink()
    shutil.copy(FIXTURES / "lunch.txt", path / "transcripts")
    return Study.open(path)


def find(text: str, letters_before: int, words: str) -> tuple[int, int]:
    """Give the span of words before which so many characters stand that are no blanks."""
    places = [at for at, letter in enumerate(text) if not letter.isspace()]
    first = places[letters_before]
    last = places[letters_before + len("".join(words.split())) - 1]
    assert text[first : last + 1].split() == words.split()
    return first, last + 1


@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_every_span_author_date_and_memo_is_what_was_selected_and_typed_there(tmp_path: Path, file: str) -> None:
    study = make_lunch(tmp_path)
    text = study.corpus.documents["lunch"].text

    cut = 16 if file == "from_doc.docx" else 19  # of a date: the minute, or the second

    written = study.import_word(FIXTURES / file)

    found = {
        (int(r["start"]), int(r["end"]), r["coder"], r["code"], r["memo"], r["made_at"][:cut])
        for path in written
        for r in rows_of(path)
    }
    assert found == {
        (*find(text, each["letters_before"], each["words"]), each["author"], code, memo, each["made_at"][:cut])
        for each in EXPECTED[file]
        for code, memo in each["codings"]
    }
    assert not any("nearest words were taken" in notice for notice in study.notices)


def test_a_comment_whose_end_is_deleted_with_changes_recorded_is_told(tmp_path: Path) -> None:
    study = make_lunch(tmp_path)

    study.import_word(FIXTURES / "tracked.docx")

    (told,) = [notice for notice in study.notices if notice.startswith("not used")]
    assert "“unanswered: done with” stands on words that are deleted in a tracked change, behind “…" in told


def test_an_answer_given_in_libreoffice_is_discussion_and_no_coding(tmp_path: Path) -> None:
    study = make_lunch(tmp_path)

    (path,) = study.import_word(FIXTURES / "odd_places.docx")

    assert path.name == "Ana Müller-word.csv"
    memos = {row["quote"]: row["memo"] for row in rows_of(path)}
    assert memos["Two buses"] == "so far\nBéa 🦉 (2026-03-04): unanswered, rather?"


def test_each_comment_that_gives_no_coding_is_told_with_its_words_and_why(tmp_path: Path) -> None:
    study = make_lunch(tmp_path)

    study.import_word(FIXTURES / "odd_places.docx")

    said = " ".join(notice for notice in study.notices if notice.startswith("not used"))
    for words in (
        "“distance: heading” on “Select words” stands on the heading or the codebook, not on the transcript",
        "“distance: codebook” on “Contact” stands on the heading or the codebook, not on the transcript",
        "“distance: label” on “P1:” stands on a label, heading or note only, not on what somebody said",
        "“distance: point” stands between words, behind “…at home. P1: [laughs] Me too.”; select the words",
        "“” on “to her deputy” is empty",
    ):
        assert words in said
    assert study.notices[0].splitlines() == [
        "author      coder       comments  codings  replies  not used",
        "Ana Müller  Ana Müller         9        4        0         5",
        "Béa 🦉       -                  0        0        1         0",
    ]
    assert any("1 comment on a moderator's words only (lunch:t5 “ask?”)" in notice for notice in study.notices)
    assert any(
        "'distance, unanswered' is no code of the tree yet (1 coding: lunch:t6 “the cook”); several codes are "
        "separated by ';'" in notice
        for notice in study.notices
    )
