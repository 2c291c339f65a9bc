"""The report: one self-contained HTML file that opens anywhere, without a network."""

from __future__ import annotations

from collections import Counter
from typing import Any

from thematica.model.codings import share_looked_at
from thematica.model.incidence import group_of_segments
from thematica.model.themes import Code, Theme
from thematica.reports import sections
from thematica.reports.beside import show_notes
from thematica.reports.material import ReportMaterial
from thematica.reports.page import make_environment
from thematica.reports.questions import show_answered, show_by_question, show_guide
from thematica.reports.quotes import choose_quotes
from thematica.reports.reading import count_answers, kinds_of_answers
from thematica.reports.sections import MOST_SESSIONS
from thematica.steps.remainder import find_remainder
from thematica.steps.resolve import keep_round

FEW_QUOTES = 3  # shown at once under a code
MOST_QUOTES = 60  # shown when unfolded; results/codings.csv holds all
MOST_CANDIDATES = 40
REFLEXIVE = (
    "Saturation is left out because study.yaml says 'approach: reflexive': in reflexive thematic analysis meaning is "
    "generated through interpretation, not excavated from data, so counting until nothing new turns up does not fit it "
    "(Braun and Clarke 2021, doi 10.1080/2159676X.2019.1704846). Consider information power instead: aim, sample "
    "specificity, use of theory, quality of dialogue, analysis strategy (Malterud et al. 2016, doi "
    "10.1177/1049732315617444). 'thematica saturation' computes it all the same."
)
REFLEXIVE_P = (
    "p-values are left out because study.yaml says 'approach: reflexive'; 'thematica compare --tests' and 'thematica "
    "keywords --tests' give them."
)


def build_report(material: ReportMaterial) -> bytes:
    """Write the report of a study as one HTML file.

    The same material gives the same bytes: the page bears no date; the audit trail says when it was made.
    """
    environment = make_environment()
    page = environment.get_template("report.html.j2").render(
        m=material,
        title=material.settings.name or "Thematic analysis",
        basis=_basis(material),
        sessions=_sessions(material),
        questions=_questions(material),
        groups=_groups(material),
        themes=[_node(material, theme) for theme in material.tree.themes],
        matrices=[sections.show_matrix(material, comparison) for comparison in material.comparison],
        answers=sections.show_answers(material),
        figures=sections.show_saturation(material),
        spread=sections.show_spread(material),
        together=[sections.show_together(material, counted) for counted in material.cooccurrence],
        keywords=[sections.show_keywords(material, found) for found in material.keywords],
        agreement=sections.show_agreement(material),
        matches=sections.show_matches(material),
        reflexive=REFLEXIVE if material.settings.approach == "reflexive" else "",
        reflexive_p=REFLEXIVE_P if material.settings.approach == "reflexive" else "",
        guide=show_guide(material.corpus, material.segments),
        answered=show_answered(material.by_question),
        cut=show_by_question(material.questions, sections.MOST_QUESTIONS),
        notes=show_notes(material.corpus),
        candidates=_candidates(material),
        n_candidates=len(material.found),
        set_aside=_set_aside(material),
        remarks=(*material.corpus.remarks, *material.final.remarks),
    )
    return page.encode()


def _basis(material: ReportMaterial) -> dict[str, Any]:
    final = material.final
    return {
        "sentence": final.basis.describe(),
        "share": share_looked_at(final, material.segments),
        "machine": final.basis.n_machine > 0 or not len(final),
        "only_machine": final.basis.n_machine > 0 and not final.basis.n_people,
        "empty": not len(final),
    }


def _sessions(material: ReportMaterial) -> list[dict[str, Any]]:
    """Give one row a session, unless there are too many to be read; none for a survey, which has a row a question."""
    corpus = material.corpus
    written = {turn.document_id for turns in corpus.answers.values() for turn in turns}
    spoken = {document.session_id for document in corpus if document.id not in written}
    # Who answered nothing at all has no document, and belongs to the survey too.
    sessions = [session for session in corpus.sessions if session.id in spoken or not written]
    if len(sessions) > MOST_SESSIONS:
        return []
    segments = Counter(segment.session_id for segment in material.segments)
    rows = []
    for session in sessions:
        turns = [t for d in corpus if d.session_id == session.id for t in corpus.turns_of(d.id)]
        words = Counter[str]()
        for turn in turns:
            words[turn.role] += len(corpus.speech(turn).split())
        total = sum(words.values())
        rows.append(
            {
                "id": session.id,
                "attributes": ", ".join(f"{k} {v}" for k, v in session.attributes.items() if v),
                "participants": len({t.participant_id for t in turns} - {None}),
                "turns": len(turns),
                "words": total,
                "moderator": words["moderator"] / total if total else 0.0,
                "segments": segments[session.id],
            }
        )
    return rows


def _questions(material: ReportMaterial) -> list[dict[str, Any]]:
    """Count, for each survey question, who was asked, who answered, and how."""
    kinds = kinds_of_answers(material.corpus, material.settings.non_answers.kinds)
    people = {
        q: len({turn.participant_id for turn in turns if kinds[turn.id] != "blank"})
        for q, turns in material.corpus.answers.items()
    }
    words = {
        q: sum(len(material.corpus.speech(turn).split()) for turn in turns)
        for q, turns in material.corpus.answers.items()
    }
    return [
        {"row": row, "people": people.get(row.question, 0), "words": words.get(row.question, 0)}
        for row in count_answers(material.corpus, kinds)
    ]


def _groups(material: ReportMaterial) -> list[dict[str, Any]]:
    """Describe the groups of each attribute: people, sessions, segments, words."""
    found = []
    for by in material.settings.saturation.by:
        rows: dict[str, dict[str, Any]] = {}
        for segment, group in zip(
            material.segments, group_of_segments(material.segments, material.corpus, by), strict=True
        ):
            row = rows.setdefault(group or "(none)", {"people": set(), "sessions": set(), "segments": 0, "words": 0})
            row["people"] |= {segment.participant_id} - {None}
            row["sessions"].add(segment.session_id)
            row["segments"] += 1
            row["words"] += len(segment.text.split())
        found.append({"by": by, "rows": [(group, rows[group]) for group in sorted(rows)]})
    return found


def _node(material: ReportMaterial, node: Code, depth: int = 0) -> dict[str, Any]:
    """Gather what is shown of a theme or code and of everything under it."""
    tree = material.tree
    level = (
        "code"
        if not isinstance(node, Theme)
        else tree.levels[min(depth, len(tree.levels) - 2)]
        if tree.codes
        else "theme"
    )
    row = material.voiced.get((level, node.id))
    n_sessions = material.sessions_with.get((level, node.id))
    shown: dict[str, Any] = {
        "node": node,
        "level": level,
        "n": row.n if row else 0,
        "of": row.of if row else 0,
        "speakers": (len(row.speakers), row.of_speakers) if row else (0, 0),
        "sessions": n_sessions,
        "children": [],
        "quotes": [],
    }
    if isinstance(node, Theme):
        shown["children"] = [_node(material, child, depth + 1) for child in (*node.subthemes, *node.codes)]
        shown["n_codings"] = sum(child["n_codings"] for child in shown["children"])
        return shown
    codings = material.codings_of.get(node.id, [])
    quotes = choose_quotes(material, codings)
    shown |= {"n_codings": len(codings), "quotes": quotes[:FEW_QUOTES], "more": quotes[FEW_QUOTES:MOST_QUOTES]}
    return shown


def _candidates(material: ReportMaterial) -> list[dict[str, Any]]:
    shown = []
    for candidate in material.found:
        if material.places.get(candidate.id, "").startswith("in the tree"):
            continue
        members = [material.segments[segment_id] for segment_id in candidate.segment_ids]
        quotes = [material.segments[segment_id] for segment_id in candidate.quotes]
        shown.append(
            {
                "candidate": candidate,
                "place": material.places.get(candidate.id, ""),
                "segments": len(members),
                "people": len({s.participant_id for s in members} - {None}),
                "sessions": len({s.session_id for s in members}),
                "quotes": [
                    {
                        "who": segment.participant_id or segment.session_id,
                        "text": segment.text,
                        "translation": material.corpus.translation(segment.document_id, segment.start, segment.end),
                    }
                    for segment in quotes
                ],
            }
        )
    return shown[:MOST_CANDIDATES]


def _set_aside(material: ReportMaterial) -> list[tuple[str, int, str]]:
    """Say what no number counts: (what, how many, why)."""
    moderated = sum(turn.role == "moderator" for turn in material.corpus.turns)
    n_unlooked = round((1 - share_looked_at(material.final, material.segments)) * len(material.segments))
    rows = [("moderators' turns", moderated, "context: read and shown, never coded or counted")]
    rows += [
        (f"segments: {reason}", len(ids), "shown and, where a question was asked, counted there; people may code them")
        for reason, ids in material.found.set_aside
    ]
    rows.append(("segments like no others", len(material.found.left_out), "in no candidate code"))
    rows.append(("segments not looked at by those whose codings count", n_unlooked, "in no count of codes or themes"))
    if material.tree.codes:
        counted = keep_round(material.codings, material.settings.round)
        n_left = len(find_remainder(material.segments, counted, material.tree))
        rows.append(
            (
                "segments that fit no code of the tree",
                n_left,
                "looked at, by people or else by the machine; 'thematica offer --remainder' offers what they have in "
                "common as possible new codes",
            )
        )
    repeats = len(material.segments) - len(set(material.segments.texts))
    rows.append(("repeated segments", repeats, "grouped once, weighed and counted as often as they occur"))
    return [row for row in rows if row[1]]
