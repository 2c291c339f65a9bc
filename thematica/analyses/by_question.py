"""The cut by question: who voiced what in answer to which question, and who did so in answer to several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from thematica.analyses.comparison_counts import Counting, Voiced
from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.codings import Basis, Codings
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.incidence import EVERYBODY, Incidence, count_incidence
from thematica.model.segments import Segments
from thematica.model.sentences import count
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd

NAMED = 3  # codes that are named in a sentence
MOST_TOLD = 12  # questions in sentences; the table has all
COLUMNS = "level question id name n of share low high asked stance n_speakers of_speakers".split()
PAIR_COLUMNS = "level first second id name answered_both in_both only_first only_second in_neither".split()
SAME_PEOPLE = (
    "The same {unit}s answer several questions, so the questions are no independent groups: no difference between "
    "them is tested. What a question asks for comes up more often in answer to it, and what was not voiced may not "
    "have been asked for."
)


@dataclass(frozen=True, slots=True)
class PairedQuestions:
    """Of those who answered two questions, how many voiced a code or theme in answer to which.

    Attributes:
        first, second: The questions.
        id, name: Of the code or theme.
        answered_both: Participants (or sessions) whose words in answer to both were looked at.
        in_both, only_first, only_second: How many of them voiced it where.
    """

    first: str
    second: str
    id: str
    name: str
    answered_both: int
    in_both: int
    only_first: int
    only_second: int

    @property
    def in_neither(self) -> int:
        """How many voiced it in answer to neither."""
        return self.answered_both - self.in_both - self.only_first - self.only_second


@dataclass(frozen=True)
class QuestionComparison:
    """Who voiced what in answer to which question.

    Attributes:
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: ``participant`` or ``session``.
        questions: Their ids, in their order.
        rows: One a question and code or theme: ``group`` is the question, ``of`` who answered it.
        pairs: The same of every two questions, of those who answered both.
        basis: Whose codings it rests on.
        stances: The rows by stance, where codings have one.
        remarks: What a reader must know.
    """

    level: str
    unit: str
    questions: tuple[str, ...]
    rows: tuple[Voiced, ...]
    pairs: tuple[PairedQuestions, ...]
    basis: Basis
    stances: tuple[Voiced, ...] = ()
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        nodes = len({row.id for row in self.rows})
        return f"<QuestionComparison: {nodes} at level {self.level}, {len(self.questions)} questions, unit {self.unit}>"

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a question and code or theme; those by stance come last."""
        import pandas as pd

        rows = []
        for row in (*self.rows, *self.stances):
            low, high = row.interval or (None, None)
            counts = [self.level, row.group, row.id, row.name, row.n, row.of, row.share, low, high]
            rows.append([*counts, row.asked, row.stance, len(row.speakers), row.of_speakers])
        return pd.DataFrame(rows, columns=COLUMNS)

    def pairs_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a pair of questions and code or theme."""
        import pandas as pd

        names = PAIR_COLUMNS[1:]
        return pd.DataFrame(
            [[self.level, *(getattr(pair, name) for name in names)] for pair in self.pairs], columns=PAIR_COLUMNS
        )

    def describe(self) -> str:
        """Say in plain English what was voiced in answer to which question, and what that cannot show."""
        return "\n".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        verb = "who voiced" if self.unit == "participant" else "in which somebody voiced"
        yield (
            f"Counted are {self.unit}s {verb} each {self.level} at least once in answer to each question, of those "
            f"whose words in answer to it were looked at; it rests on {self.basis.describe()}."
        )
        for question in self.questions[:MOST_TOLD]:
            own = [row for row in self.rows if row.group == question]
            top = [f"{row.name} {row.n} of {row.of}" for row in sorted(own, key=lambda r: -r.n)[:NAMED] if row.n]
            of = count(own[0].of, self.unit)
            asked = f" of {own[0].asked:,} who were asked" if own[0].asked > own[0].of else ""
            yield f"'{question}' ({of}{asked}): {'; '.join(top) or 'nothing of the tree'}."
        if len(self.questions) > MOST_TOLD:
            yield f"{len(self.questions) - MOST_TOLD} more questions stand in the table."
        yield from self.remarks

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self), rows=60)


def list_questions(corpus: Corpus, segments: Segments) -> tuple[str, ...]:
    """List the questions that somebody's words answer: those of the guide, of the surveys, then any other."""
    answered = dict.fromkeys(segment.question_id for segment in segments if segment.question_id)
    known = dict.fromkeys((*(question.id for question in corpus.guide.questions), *corpus.answers))
    return tuple(question for question in (known | answered) if question in answered)


def keep_questions(corpus: Corpus, segments: Segments, questions: Sequence[str]) -> Segments:
    """Keep the segments that answer some questions.

    Raises:
        AnalysisError: Nobody answers one of them.
    """
    known = list_questions(corpus, segments)
    for question in questions:
        if question not in known:
            listed = ", ".join(f"'{name}'" for name in known) or "none; they come from surveys and from questions.yaml"
            near = suggest_spelling(question, known)
            raise AnalysisError(f"nobody's words answer a question '{question}'{near} (questions: {listed})")
    return Segments(segment for segment in segments if segment.question_id in questions)


def compare_questions(
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "code",
    unit: str = "",
    questions: Sequence[str] = (),
) -> QuestionComparison:
    """Count who voiced each code or theme in answer to each question.

    The denominator of a question is who answered it, as far as these words were looked at. Nothing is tested: the
    same people answer several questions (decision 0021); ``pairs`` gives what a paired test would rest on.

    Args:
        codings: One resolved set.
        segments, corpus, tree: What the codings are about.
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: ``participant`` or ``session``; empty: participants where any are known.
        questions: Their ids; empty: all that somebody answered.

    Raises:
        AnalysisError: There is no such level, unit or question, or no question at all.
    """
    chosen = tuple(dict.fromkeys(questions)) or list_questions(corpus, segments)
    if not chosen:
        raise AnalysisError(
            "no answer in this material belongs to a question; name guiding questions in questions.yaml, or the "
            "columns of a survey in study.yaml"
        )
    unit = unit or ("participant" if any(segment.participant_id for segment in segments) else "session")
    if unit == "participant" and not any(segment.participant_id for segment in segments):
        raise AnalysisError("no participant is known in this material; count sessions instead (unit: session)")
    parts = {question: keep_questions(corpus, segments, [question]) for question in chosen}
    countings = {question: Counting(codings, own, corpus, tree, level, unit) for question, own in parts.items()}
    found = {
        question: count_incidence(codings, own, corpus, tree, level=level, unit=unit)[EVERYBODY]
        for question, own in parts.items()
    }
    asked = {question: _asked(corpus, question, unit) for question in chosen}
    stances = sorted({coding.stance for coding in codings if coding.stance})
    names = {node.id: node.name for node in tree.at_level(level)}
    remarks = [SAME_PEOPLE.format(unit=unit)] if len(chosen) > 1 else []
    return QuestionComparison(
        level, unit, chosen,
        rows=tuple(row for question in chosen for row in _rows(countings[question], question, asked[question])),
        pairs=tuple(pair for a, b in combinations(chosen, 2) for pair in _pair(found[a], found[b], a, b, names)),
        basis=codings.basis,
        stances=tuple(
            row
            for stance in stances
            for question in chosen
            for row in _rows(countings[question], question, asked[question], stance)
        ),
        remarks=tuple(remarks),
    )  # fmt: skip


def _rows(counting: Counting, question: str, asked: int, stance: str = "") -> Iterator[Voiced]:
    for row in counting.rows("", stance):
        yield replace(row, by="question", group=question, asked=max(asked, row.of))


def _asked(corpus: Corpus, question: str, unit: str) -> int:
    """Count who was asked: of a survey, answers and blank cells; of a guide, who was in a session where it came up."""
    if question in corpus.answers:
        return corpus.count_asked(question) if unit == "participant" else 0
    documents = {turn.document_id for turn in corpus.turns if turn.question_id == question}
    sessions = {corpus.documents[document_id].session_id for document_id in documents}
    if unit == "session":
        return len(sessions)
    return sum(bool(sessions.intersection(person.session_ids)) for person in corpus.participants)


def _pair(
    one: Incidence, other: Incidence, first: str, second: str, names: dict[str, str]
) -> Iterator[PairedQuestions]:
    """Count, of those who answered both questions, who voiced each code in answer to which."""
    place = {unit_id: at for at, unit_id in enumerate(other.unit_ids)}
    here = [at for at, unit_id in enumerate(one.unit_ids) if unit_id in place]
    there = [place[one.unit_ids[at]] for at in here]
    if not here:
        return
    for row, node_id in enumerate(one.code_ids):
        a, b = one.matrix[row, here], other.matrix[row, there]
        if a.any() or b.any():
            yield PairedQuestions(
                first, second, node_id, names[node_id], len(here),
                int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum()),
            )  # fmt: skip
