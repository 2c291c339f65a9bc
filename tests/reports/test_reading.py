"""The table of what was understood: a misread file is seen at once."""

from __future__ import annotations

from pathlib import Path

from thematica.formats.transcripts import read_transcripts
from thematica.model.corpus import Corpus, Document, Documents, Session, Sessions, Turn, Turns
from thematica.reports.reading import HEADER, format_reading


def rows(corpus: Corpus) -> list[list[str]]:
    header, *lines = format_reading(corpus).split("\n")
    starts = [header.index(name) for name in HEADER[:2]]
    assert header.split() == list(HEADER)
    return [[line[: starts[1]].strip(), *line[starts[1] :].rsplit(None, len(HEADER) - 2)] for line in lines]


def test_a_line_says_what_was_understood_of_a_transcript(tmp_path: Path) -> None:
    (tmp_path / "fg1.txt").write_text(
        "[00:00:01] Moderator: Why is that?\n[00:01:02] FG1A: The rota.\n"
        "[01:00:03] Bo: Her, [inaudible 0:12] (unclear).\n",
        encoding="utf-8",
    )
    (tmp_path / "fg2.txt").write_text("FG2A: She wrote.\n", encoding="utf-8")

    found = rows(read_transcripts(tmp_path)[0])

    assert found == [
        ["fg1", "FG1", "3", "3", "1", "33%", "44%", "9", "4", "2", "1:00:03", "1"],
        ["fg2", "FG2", "1", "1", "1", "0%", "0%", "2", "2", "-", "-", "-"],
        ["all", "2 sessions", "4", "4", "2", "27%", "36%", "11", "4", "2", "1:00:03", "1"],
    ]


def test_the_answers_of_a_table_share_a_line() -> None:
    corpus = Corpus(
        documents=Documents(Document(id=f"a-{n}", text="Well.", session_id=f"s{n}", source="a.csv") for n in range(7)),
        turns=Turns(Turn(id=f"a-{n}:t1", document_id=f"a-{n}", start=0, end=5, role="participant") for n in range(7)),
        sessions=Sessions(Session(id=f"s{n}") for n in range(7)),
    )

    assert rows(corpus) == [["a.csv (7)", "7 sessions", "7", "0", "0", "0%", "0%", "7", "1", "-", "-", "-"]]


def test_a_study_of_nothing_has_a_header_only() -> None:
    assert format_reading(Corpus()).split() == list(HEADER)
