"""What stands beside the text in the report: notes, memos, translations."""

from __future__ import annotations

import dataclasses
import html
import re

from tests.model.builders import TREE
from tests.reports.builders import make_material
from thematica.model.notes import Note
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.html import build_report
from thematica.reports.material import ReportMaterial
from thematica.reports.results import build_results


def words(material: ReportMaterial) -> str:
    page = build_report(material).decode()
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def with_notes(material: ReportMaterial, *notes: Note) -> ReportMaterial:
    return dataclasses.replace(material, corpus=dataclasses.replace(material.corpus, notes=notes))


def test_a_note_stands_with_its_session_and_beside_the_quotes_of_its_turn() -> None:
    material = make_material()
    coding = material.codings_of["replies"][0]
    turn = material.corpus.turns_between(coding.document_id, coding.start, coding.end)[0]
    session_id = material.corpus.documents[coding.document_id].session_id

    shown = words(
        with_notes(
            material,
            Note(text="Looks away.", session_id=session_id, document_id=coding.document_id, turn_id=turn.id),
            Note(text="I teach there.", heading="Of me"),
        )
    )

    assert shown.count("Looks away.") == 2
    assert "field note: Looks away." in shown
    assert f"turn {turn.id.rpartition(':t')[2]} Looks away." in shown
    assert "The study as a whole 1 note" in shown
    assert "Of me : I teach there." in shown


def test_notes_change_nothing_but_the_report() -> None:
    material = make_material()
    coding = material.codings_of["replies"][0]
    note = Note(text="Looks away.", session_id=material.corpus.sessions.ids[0], document_id=coding.document_id)

    before, after = build_results(material), build_results(with_notes(material, note))

    assert {name for name in before if before[name] != after[name]} == {"report.html"}


def test_without_notes_there_is_no_section_of_them() -> None:
    assert "Field notes" not in words(make_material())


def test_a_note_is_shown_and_never_run() -> None:
    page = build_report(with_notes(make_material(), Note(text="<script>alert(1)</script>"))).decode()

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_memos_of_codings_and_of_codes_and_themes_are_shown() -> None:
    material = make_material()

    def noted(node: Theme) -> Theme:
        codes = tuple(dataclasses.replace(code, memo=f"On {code.id}.") for code in node.codes)
        below = tuple(noted(theme) for theme in node.subthemes)
        return dataclasses.replace(node, memo=f"On {node.id}.", codes=codes, subthemes=below)

    shown = words(dataclasses.replace(material, tree=ThemeTree(tuple(map(noted, TREE.themes)))))

    assert "memo, ana: Ask again." in shown
    nodes: list[Code] = [*TREE.nodes]
    assert all(f"memo: On {node.id}." in shown for node in nodes)
