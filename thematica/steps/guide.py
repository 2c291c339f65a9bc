"""Which guiding question each turn answers: by the moderator's nearest wording, or as the researcher says."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from thematica.model.corpus import Corpus, Document, Turn, Turns
from thematica.model.protocols import Vectors
from thematica.model.questions import A_PROBE, BY_MARK, BY_RESEARCHER, BY_WORDING, Asked, GuidingQuestion
from thematica.steps.wording import mask_marks

# Chosen on the example study, whose guide has five questions, one wording each (decision 0019).
NEAR = 0.6  # cosine; probes ("How was it for you?") stay below
APART = 0.1  # from the second nearest; a remark on mentoring in general is near to several questions
WINDOW = 2  # sentences; "The first time you met. What was that like?" is one question
SENTENCE = re.compile(r"[^.?!…؟。？！]+[.?!…؟。？！]*")


def recognise_questions(corpus: Corpus, embed_texts: Callable[[Sequence[str]], Vectors]) -> Corpus:
    """Give every turn the guiding question it belongs to.

    A moderator's turn asks a question when the researcher says so, when it begins with its mark (``[Q3]``), or when
    one or two neighbouring sentences of it are near one question and not almost as near another; otherwise it asks
    none, and what was asked before goes on: a probe changes nothing. What stands before the first question belongs to
    none. Documents whose turns have a question already (from a column, or a survey) stay as they are.

    Args:
        corpus: With its guide.
        embed_texts: From texts to rows of length 1.

    Returns:
        The corpus; its guide says what was recognised where, its remarks which questions were not.
    """
    guide = corpus.guide
    if not guide.questions:
        return corpus
    own = {turn.document_id for turn in corpus.turns if turn.question_id}
    open_documents = [document for document in corpus if document.id not in own]
    likeness = _measure(corpus, open_documents, embed_texts)
    asked: list[Asked] = []
    question_of: dict[str, str] = {}
    remarks: list[str] = []
    for document in open_documents:
        expected = guide.expected_in(document.id, document.session_id)
        now = ""
        here: set[str] = set()
        for turn in corpus.turns_of(document.id):
            found = _judge(turn, corpus.speech(turn), expected, guide.decided, likeness)
            if found is not None:
                asked.append(found)
                now = found.question_id if found.opens else now
                here |= {found.question_id} if found.opens else set()
            question_of[turn.id] = now
        missing = [question.id for question in expected if question.id not in here]
        if missing and any(turn.role == "moderator" for turn in corpus.turns_of(document.id)):
            remarks.append(_remark(document, missing, here))
    turns = (
        replace(turn, question_id=question_of[turn.id]) if question_of.get(turn.id) else turn for turn in corpus.turns
    )
    return replace(
        corpus, turns=Turns(turns), guide=replace(guide, asked=tuple(asked)), remarks=(*corpus.remarks, *remarks)
    )


def _judge(
    turn: Turn,
    words: str,
    expected: Sequence[GuidingQuestion],
    decided: Mapping[str, str | None],
    likeness: Mapping[str, Mapping[str, float]],
) -> Asked | None:
    """Say what a turn was taken for; None for a turn that nobody need look at."""
    if turn.role != "moderator":
        if turn.id not in decided:
            return None
        return _decide(Asked(turn_id=turn.id), decided[turn.id])
    near = sorted(((likeness[turn.id][q.id], -i, q.id) for i, q in enumerate(expected)), reverse=True)
    judged = Asked(turn_id=turn.id)
    if near:
        apart = near[0][0] - near[1][0] if len(near) > 1 else None
        judged = replace(judged, nearest=near[0][2], likeness=near[0][0], apart=apart)
    if turn.id in decided:
        return _decide(judged, decided[turn.id])
    if marked := _find_mark(words, expected):
        return replace(judged, question_id=marked, how=BY_MARK)
    if judged.likeness is None or judged.likeness < NEAR or (judged.apart is not None and judged.apart < APART):
        return judged
    return replace(judged, question_id=judged.nearest, how=BY_WORDING)


def _decide(judged: Asked, question_id: str | None) -> Asked:
    """Take the researcher's word for it."""
    return replace(judged, question_id=question_id or "", how=A_PROBE if question_id is None else BY_RESEARCHER)


def _find_mark(words: str, expected: Sequence[GuidingQuestion]) -> str:
    """Give the question whose id opens a turn: ``[Q3]``, or ``Q3:`` where the id has a digit and so is no word."""
    for question in expected:
        name = re.escape(question.id)
        plain = rf"|{name}\s*[:.)]\s" if any(character.isdigit() for character in question.id) else ""
        if re.match(rf"\s*(?:\[\s*{name}\s*\]{plain})", words, re.IGNORECASE):
            return question.id
    return ""


def _measure(
    corpus: Corpus, documents: Sequence[Document], embed_texts: Callable[[Sequence[str]], Vectors]
) -> dict[str, dict[str, float]]:
    """Give for each moderator's turn how near it comes to each question, by its nearest window and wording."""
    questions = corpus.guide.questions
    windows = {
        turn.id: _cut_windows(corpus.speech(turn))
        for document in documents
        for turn in corpus.turns_of(document.id)
        if turn.role == "moderator"
    }
    wordings = [(q.id, wording) for q in questions for wording in (q.text, *q.wordings)]
    texts = list(dict.fromkeys((*(text for _, text in wordings), *(w for each in windows.values() for w in each))))
    place = {text: i for i, text in enumerate(texts)}
    rows = embed_texts(texts)
    asked = np.array([place[text] for _, text in wordings])
    found: dict[str, dict[str, float]] = {}
    for turn_id, each in windows.items():
        best = dict.fromkeys((q.id for q in questions), -1.0)
        near = (rows[[place[w] for w in each]] @ rows[asked].T).max(axis=0) if each else np.full(len(asked), -1.0)
        folded = f" {_fold(corpus.speech(corpus.turns[turn_id]))} "
        for (question_id, wording), likeness in zip(wordings, near.tolist(), strict=True):
            is_there = bool(_fold(wording)) and f" {_fold(wording)} " in folded
            # Rounded, so that the last bits of a processor decide nothing.
            best[question_id] = max(best[question_id], 1.0 if is_there else round(min(likeness, 1.0), 4))
        found[turn_id] = best
    return found


def _cut_windows(text: str) -> tuple[str, ...]:
    """Give every sentence, and every two neighbouring ones."""
    said = mask_marks(text)
    sentences = [match[0].strip() for match in SENTENCE.finditer(said) if re.search(r"\w", match[0])]
    runs = [
        " ".join(" ".join(sentences[first:last]).split())
        for first in range(len(sentences))
        for last in range(first + 1, min(first + WINDOW, len(sentences)) + 1)
    ]
    return tuple(runs)


def _fold(text: str) -> str:
    """Write words without capitals, marks and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _remark(document: Document, missing: Sequence[str], found: Collection[str]) -> str:
    names = ", ".join(f"'{question_id}'" for question_id in missing)
    where = "questions_asked.csv says what each turn was taken for; questions.yaml can say otherwise under 'turns:'"
    which = "no guiding question was" if not found else f"guiding questions not recognised: {names}"
    return f"{document.source or document.id}: {which}{' recognised' if not found else ''}; {where}"
