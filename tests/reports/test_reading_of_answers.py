"""A table of answers is one line of what was read, whatever kind of table it is."""

from __future__ import annotations

import pytest

from thematica.model.corpus import Corpus, Document, Documents, Session, Sessions, Turn, Turns
from thematica.reports.reading import format_reading


@pytest.mark.parametrize("source", ["exit.csv", "exit.xlsx"])
def test_answers_of_one_table_are_told_in_one_line(source: str) -> None:
    corpus = Corpus(
        documents=Documents(Document(id=name, text="Her.", session_id=name, source=source) for name in ("P1", "P2")),
        turns=Turns(
            Turn(id=f"{name}:t1", document_id=name, start=0, end=4, role="participant", participant_id=name)
            for name in ("P1", "P2")
        ),
        sessions=Sessions([Session(id="P1"), Session(id="P2")]),
    )

    assert [line.split("  ")[0] for line in format_reading(corpus).split("\n")] == ["document", f"{source} (2)"]
