"""Tables for results/: what a run leaves for other programs, the same bytes for the same inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from thematica.analyses.agreement import Agreement
from thematica.analyses.by_question import QuestionComparison
from thematica.analyses.comparison import Comparison
from thematica.analyses.cooccurrence import Cooccurrence
from thematica.analyses.keywords import Keywords
from thematica.analyses.match import Match
from thematica.analyses.saturation import Saturation
from thematica.formats.csv_table import format_table
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import Coding, Codings
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.model.themes import ThemeTree
from thematica.reports.codebook import format_codebook

if TYPE_CHECKING:
    import pandas as pd

SEGMENT_COLUMNS = (
    "segment_id document session participant question start end text answer_kind looked_at code_ids candidate_code"
).split()
CODING_COLUMNS = (
    "document session participant start end text code_id code path coder strength stance memo made_at round"
    " code_version final"
).split()
CANDIDATE_COLUMNS = "id name place segments participants sessions consistency phrases quotes segment_ids".split()


def coding_tables(
    codings: Codings, final: Codings, segments: Segments, corpus: Corpus, tree: ThemeTree, found: CandidateCodes
) -> dict[str, bytes]:
    """Write the tables that coding fills: segments, codings and the codebook."""
    return {
        "segments.csv": format_segments(segments, final, tree, found),
        "codings.csv": format_codings(codings, final, segments, corpus, tree),
        "codebook.csv": format_codebook(tree, "csv"),
    }


def saturation_tables(measured: Sequence[Saturation]) -> dict[str, bytes]:
    """Write what saturation says of every level and group: curves, forecasts, the rule, and each code."""
    curves = (s.to_frame().rename(columns={s.unit: "unit_id"}) for s in measured)
    files = {
        "saturation.csv": format_frames(*_once(curves)),
        "saturation_summary.csv": format_frames(*_once(s.summary_to_frame() for s in measured)),
        "saturation_expected.csv": format_frames(*_once(s.expected_to_frame() for s in measured)),
        "saturation_rule.csv": format_frames(*_once(s.assessments_to_frame() for s in measured)),
        "code_spread.csv": format_frames(*_once(s.codes_to_frame() for s in measured)),
    }
    if any(s.by for s in measured):
        files["saturation_groups.csv"] = format_frames(*(s.equal_terms_to_frame() for s in measured if s.by))
    return files


def _once(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Give frames of one level by several attributes with everybody's rows only in the first."""
    seen: set[str] = set()
    for frame in frames:
        everybody = frame["by"] == ""
        levels = set(frame["level"])
        yield frame[~everybody] if levels <= seen else frame
        seen |= levels


def comparison_tables(compared: Sequence[Comparison], answers: Mapping[str, Comparison]) -> dict[str, bytes]:
    """Write who voiced what, also by question, the differences between groups, and tests where they were made."""
    frames = [c.to_frame().assign(question="") for c in compared]
    frames += [c.to_frame().assign(question=question) for question, c in answers.items()]
    files = {"comparison.csv": format_frames(*frames)}
    if any(c.tallies for c in compared):
        files["comparison_differences.csv"] = format_frames(*(c.contrasts_to_frame() for c in compared))
    if any(c.tests for c in compared):
        files["comparison_tests.csv"] = format_frames(*(c.tests_to_frame() for c in compared))
    return files


def by_question_tables(compared: Sequence[QuestionComparison]) -> dict[str, bytes]:
    """Write who voiced what in answer to which question, and of every two questions, who answered both."""
    if not compared:
        return {}
    files = {"by_question.csv": format_frames(*(c.to_frame() for c in compared))}
    if any(c.pairs for c in compared):
        files["by_question_pairs.csv"] = format_frames(*(c.pairs_to_frame() for c in compared if c.pairs))
    return files


def cooccurrence_tables(counted: Sequence[Cooccurrence]) -> dict[str, bytes]:
    """Write every pair of codes with how often they turn up together."""
    return {"cooccurrence.csv": format_frames(*(c.to_frame() for c in counted))} if counted else {}


def keyword_tables(found: Sequence[Keywords]) -> dict[str, bytes]:
    """Write the words of the groups of every attribute."""
    return {"keywords.csv": format_frames(*(k.to_frame() for k in found))} if found else {}


def agreement_tables(measured: Sequence[Agreement]) -> dict[str, bytes]:
    """Write the coefficients of every level, and each disagreement about a code."""
    return {
        "agreement.csv": format_frames(*(a.to_frame() for a in measured)),
        "disagreements.csv": format_frames(
            *_keep_filled([a.disagreements() for a in measured if a.level == measured[-1].level])
        ),
    }


def match_tables(measured: Sequence[Match]) -> dict[str, bytes]:
    """Write the numbers of the match of every person and level, and the counts that they are made of."""
    return {
        "match.csv": format_frames(*(m.to_frame() for m in measured)),
        "match_counts.csv": format_frames(*(m.counts_to_frame() for m in measured)),
    }


def counted_codings(final: Codings, segments: Segments, tree: ThemeTree) -> list[Coding]:
    """Give the codings that count: of a code of the tree, on words of a participant."""
    known = {code.id for code in tree.codes}
    records = tuple(final)
    on_words = set(final.join(segments).coding_at.tolist())
    return [coding for i, coding in enumerate(records) if i in on_words and coding.code_id in known]


def format_segments(segments: Segments, final: Codings, tree: ThemeTree, found: CandidateCodes) -> bytes:
    """Write one row a segment: where it stands, whether it was looked at, which codes it has."""
    joined = final.join(segments)
    seen = set(joined.looked_at.tolist())
    codes: dict[int, set[str]] = {}
    records = tuple(final)
    known = {code.id for code in tree.codes}
    for i, place in zip(joined.coding_at.tolist(), joined.segment_at.tolist(), strict=True):
        if records[i].code_id in known:
            codes.setdefault(place, set()).add(records[i].code_id)
    candidate_of = {segment_id: c.id for c in found for segment_id in c.segment_ids}
    rows = (
        [
            s.id, s.document_id, s.session_id, s.participant_id, s.question_id, s.start, s.end, s.text, s.answer_kind,
            place in seen, " ".join(sorted(codes.get(place, ()))), candidate_of.get(s.id),
        ]
        for place, s in enumerate(segments)
    )  # fmt: skip
    return format_table(SEGMENT_COLUMNS, rows)


def format_codings(codings: Codings, final: Codings, segments: Segments, corpus: Corpus, tree: ThemeTree) -> bytes:
    """Write one row a coding, everybody's; ``final`` says which of them the results rest on.

    What is left of a passage in which a consensus was sought on a part stands at the end, a row of its own.
    """
    counted = set(counted_codings(final, segments, tree))
    own = set(codings)
    translated = bool(corpus.translations)
    rows = []
    for coding in (*codings, *(c for c in final if c not in own)):
        in_tree = tree.find(coding.code_id)
        path = tree.path(in_tree.id) if in_tree else ()
        people = participants_of(corpus, coding.document_id, coding.start, coding.end)
        rows.append(
            [
                coding.document_id, corpus.documents[coding.document_id].session_id, "; ".join(people),
                coding.start, coding.end, coding.quote, coding.code_id, in_tree.name if in_tree else "",
                " > ".join(node.name for node in path[:-1]), coding.coder, coding.strength, coding.stance,
                coding.memo, coding.made_at, coding.round, coding.code_version,
                coding in counted,
                *([corpus.translation(coding.document_id, coding.start, coding.end)] if translated else []),
            ]
        )  # fmt: skip
    return format_table([*CODING_COLUMNS, *(["translation"] if translated else [])], rows)


def format_candidates(found: CandidateCodes, segments: Segments, places: Mapping[str, str]) -> bytes:
    """Write one row a candidate code; ``places`` says in words what became of it."""
    rows = []
    for candidate in found:
        members = [segments[segment_id] for segment_id in candidate.segment_ids]
        quotes = " | ".join(segments[segment_id].text for segment_id in candidate.quotes)
        rows.append(
            [
                candidate.id, candidate.name, places.get(candidate.id, ""), len(members),
                len({s.participant_id for s in members} - {None}), len({s.session_id for s in members}),
                candidate.consistency, "; ".join(candidate.phrases), quotes, " ".join(candidate.segment_ids),
            ]
        )  # fmt: skip
    return format_table(CANDIDATE_COLUMNS, rows)


def participants_of(corpus: Corpus, document_id: str, start: int, end: int) -> list[str]:
    """Name the participants whose turns a span touches."""
    turns = corpus.turns_between(document_id, start, end)
    people = {turn.participant_id: None for turn in turns if turn.participant_id}
    return [str(person) for person in people]


def format_frames(*tables: pd.DataFrame) -> bytes:
    """Write pandas tables of the same columns, one below the other."""
    import pandas as pd

    frame = pd.concat(tables, ignore_index=True)
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return format_table(list(frame.columns), [[_plain(value) for value in row] for row in rows])


def _keep_filled(frames: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Leave out tables without rows, unless all are."""
    return [frame for frame in frames if len(frame)] or [*frames[-1:]]


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
