"""The spans codes are applied to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from thematica.model.collection import Collection

AnswerKind = Literal["substantive", "none", "declined", "referral", "blank"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A meaning unit: ``document.text[start:end] == segment.text``, always.

    Attributes:
        id: ``document:start-end``.
        document_id: The document it stands in.
        turn_id: The turn it was cut from.
        session_id: The session it was said in.
        participant_id: Who said it, or None where the speaker is not known.
        question_id: The question it answers, if known.
        start: First character, counted in Unicode code points from 0.
        end: One past the last character.
        text: The participant's words.
        answer_kind: ``substantive``; ``none`` (says there is nothing), ``declined``, ``referral`` ("see above")
            or ``blank``.
    """

    id: str
    document_id: str
    turn_id: str
    session_id: str
    participant_id: str | None = None
    question_id: str | None = None
    start: int
    end: int
    text: str
    answer_kind: AnswerKind = "substantive"


class Segments(Collection[Segment]):
    """Segments, document by document, in the order of the text."""

    record_type = Segment

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of every segment, in order."""
        return tuple(segment.text for segment in self)

    @property
    def one_each(self) -> bool:
        """Whether each session is one participant's, as interviews and questionnaires are and focus groups are not."""
        heard: dict[str, set[str | None]] = {}
        for segment in self:
            heard.setdefault(segment.session_id, set()).add(segment.participant_id)
        return bool(heard) and all(len(who) == 1 and None not in who for who in heard.values())
