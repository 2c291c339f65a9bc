"""Cut what participants said into segments, with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from thematica.errors import SettingsError, suggest_spelling
from thematica.model.corpus import Corpus, Turn
from thematica.model.protocols import SentenceSplitter
from thematica.model.segments import AnswerKind, Segment, Segments
from thematica.model.settings import UNITS_OF_TEXT
from thematica.steps.non_answers import fold_answer
from thematica.steps.wording import kind_of_answer, mask_marks

Cut = Callable[[Sequence[str]], list[list[tuple[int, int]]]]
LINES = re.compile(r"[^\n]+")
# A time within a turn, as f4, MAXQDA and others write it at the end of a paragraph: nobody has said it.
CLOCK = r"#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?#|\[\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?\]"
AT_START = re.compile(rf"(?:\s|{CLOCK})*")
AT_END = re.compile(rf"(?:\s|{CLOCK})*\Z")


def segment(
    corpus: Corpus,
    unit: str | Callable[[str], Iterable[tuple[int, int]]],
    splitter: SentenceSplitter | None = None,
    *,
    splitter_of: Mapping[str, SentenceSplitter] = MappingProxyType({}),
    non_answers: Mapping[str, AnswerKind] = MappingProxyType({}),
) -> Segments:
    """Cut the participants' turns into segments; moderators' turns yield none.

    Args:
        corpus: What was read.
        unit: ``sentence``, ``turn``, ``answer`` or ``paragraph``, or a function from a text to (start, end) pairs.
        splitter: Needed for ``sentence``.
        splitter_of: The splitter of each language that is not split by ``splitter``.
        non_answers: Answers of which the researcher has said what they are, by their words.

    Returns:
        Segments in the order of the text, with ``document.text[s.start:s.end] == s.text``.

    Raises:
        SettingsError: There is no such unit.
    """
    turns = [turn for turn in corpus.turns if turn.role != "moderator"]
    texts = [corpus.speech(turn) for turn in turns]
    languages = [corpus.documents[turn.document_id].language for turn in turns]
    cuts = _cut_each(unit, splitter, splitter_of, texts, languages)
    hers = {fold_answer(answer): kind for answer, kind in non_answers.items()}
    found: list[Segment] = []
    for turn, text, spans in zip(turns, texts, cuts, strict=True):
        session_id = corpus.documents[turn.document_id].session_id
        # An answer's kind is that of the whole answer: "Nothing. Except the food." says something.
        kind = kind_of_answer(text, hers) if turn.role == "participant" and not turn.speaker else "substantive"
        found.extend(_segment(turn, text, start, end, session_id, kind) for start, end in _trim(text, spans))
    return Segments(found)


def _cut_each(
    unit: str | Callable[[str], Iterable[tuple[int, int]]],
    splitter: SentenceSplitter | None,
    splitter_of: Mapping[str, SentenceSplitter],
    texts: Sequence[str],
    languages: Sequence[str],
) -> list[list[tuple[int, int]]]:
    """Cut each text, in its own language."""
    if isinstance(unit, str) and unit not in UNITS_OF_TEXT:
        near = suggest_spelling(unit, UNITS_OF_TEXT)
        raise SettingsError(f"there is no unit '{unit}'{near} (units: {', '.join(UNITS_OF_TEXT)})")
    cuts: list[list[tuple[int, int]]] = [[] for _ in texts]
    for language in dict.fromkeys(languages):
        places = [place for place, of in enumerate(languages) if of == language]
        cut = _cut_of(unit, splitter_of.get(language, splitter))
        for place, spans in zip(places, cut([texts[place] for place in places]), strict=True):
            cuts[place] = spans
    return cuts


def _cut_of(unit: str | Callable[[str], Iterable[tuple[int, int]]], splitter: SentenceSplitter | None) -> Cut:
    if callable(unit):
        return lambda texts: [list(unit(text)) for text in texts]
    if unit in ("turn", "answer"):
        return lambda texts: [[(0, len(text))] for text in texts]
    if unit == "paragraph":
        return lambda texts: [[m.span() for m in LINES.finditer(text)] for text in texts]
    if splitter is not None:
        # Marks are blanked out first: "I rang [laughs] twice" is one sentence.
        return lambda texts: splitter.split([mask_marks(text) for text in texts])
    raise SettingsError("the unit 'sentence' needs something that splits sentences; give a splitter")


def _trim(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Take outer blanks and time marks off spans and drop spans of nothing else."""
    for start, end in spans:
        first = AT_START.match(text, start, end)
        begin = first.end() if first else start
        last = AT_END.search(text[begin:end])
        stop = begin + last.start() if last else end
        if text[begin:stop].strip():
            yield begin, stop


def _segment(turn: Turn, text: str, start: int, end: int, session_id: str, kind: AnswerKind) -> Segment:
    first, last = turn.start + start, turn.start + end
    return Segment(
        id=f"{turn.document_id}:{first}-{last}",
        document_id=turn.document_id,
        turn_id=turn.id,
        session_id=session_id,
        participant_id=turn.participant_id,
        question_id=turn.question_id,
        start=first,
        end=last,
        text=text[start:end],
        answer_kind=kind,
    )
