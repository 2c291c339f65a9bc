"""The guiding questions of interviews and focus groups, and which turn asked which of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

BY_RESEARCHER, BY_MARK, BY_WORDING = "researcher", "mark", "wording"
A_PROBE = "researcher: a probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidingQuestion:
    """A question of the guide.

    Attributes:
        id: Unique in the guide.
        text: As it stands in the guide.
        wordings: Other ways in which it was asked.
        only_in: Documents or sessions in which it was to be asked; empty: in all.
    """

    id: str
    text: str
    wordings: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a moderator's turn was taken for.

    Attributes:
        turn_id: The turn.
        question_id: The question from here on; empty: it opens none (see ``opens``).
        how: ``researcher`` (questions.yaml says so), ``mark`` (the transcript does), ``wording``, empty, or that the
            researcher calls it a probe.
        nearest: The question whose wording is nearest.
        likeness: How near it is, −1..1 (1: the same words).
        apart: By how much it is nearer than the second.
    """

    turn_id: str
    question_id: str = ""
    how: str = ""
    nearest: str = ""
    likeness: float | None = None
    apart: float | None = None

    @property
    def opens(self) -> bool:
        """Whether another question counts from here, or none; else what was asked before goes on."""
        return self.how not in ("", A_PROBE)


@dataclass(frozen=True, kw_only=True)
class Guide:
    """The guiding questions, what the researcher decided, and what was recognised.

    Attributes:
        questions: In their order.
        decided: Turn id to question id, as questions.yaml says; empty: no question from there on; None: it is a
            probe, and what was asked before goes on.
        asked: What each moderator's turn was taken for.
    """

    questions: tuple[GuidingQuestion, ...] = ()
    decided: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    asked: tuple[Asked, ...] = ()

    @cached_property
    def opened(self) -> dict[str, Asked]:
        """The turns from which on another question counts, by turn id."""
        return {asked.turn_id: asked for asked in self.asked if asked.opens}

    def expected_in(self, document_id: str, session_id: str) -> tuple[GuidingQuestion, ...]:
        """Give the questions that were to be asked in a document."""
        here = {document_id, session_id}
        return tuple(q for q in self.questions if not q.only_in or here.intersection(q.only_in))
