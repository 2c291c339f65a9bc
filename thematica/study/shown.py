"""A segment that a coder is to decide on, as a notebook and the terminal show it."""

from __future__ import annotations

import html
from dataclasses import dataclass

from thematica.model.segments import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A segment to be looked at.

    Attributes:
        segment_id: The segment.
        chosen: Why it is looked at, as it is written into the coder's file.
        round: The round of coding it belongs to.
    """

    segment_id: str
    chosen: str
    round: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The segment that is to be decided on.

    Attributes:
        segment: The segment.
        before, after: What stands around it in its document.
        chosen: Why it is shown.
        translation: The whole turn in another language, where there is a translation.
        machine: The machine's codes, each with its strength or None; None where they are not shown.
    """

    segment: Segment
    before: str
    after: str
    chosen: str
    translation: str = ""
    machine: tuple[tuple[str, float | None], ...] | None = None

    @property
    def place(self) -> str:
        """Who said it and where."""
        who = self.segment.participant_id or "somebody"
        asked = f", question {self.segment.question_id}" if self.segment.question_id else ""
        return f"{who}, session {self.segment.session_id}{asked} ({self.segment.id})"

    def describe_machine(self) -> str:
        """Say what the machine gives, where it is shown."""
        if self.machine is None:
            return ""
        given = (name if strength is None else f"{name} ({strength:.2f})" for name, strength in self.machine)
        return f"the machine: {', '.join(given) or 'nothing'}"

    def _repr_html_(self) -> str:
        def part(text: str, style: str) -> str:
            words = html.escape(text, quote=False).replace("\n", "<br>")
            return f'<p style="{style}">{words}</p>' if text else ""

        soft = "color: #666; margin: 0.3em 0"
        quote = "font-size: 1.15em; border-left: 4px solid #1b6ca8; padding-left: 0.7em; margin: 0.6em 0"
        parts = [(self.place, soft), (self.before, soft), (self.segment.text, quote)]
        parts += [(self.translation, soft), (self.after, soft)]
        return "".join(part(text, style) for text, style in [*parts, (self.describe_machine(), soft)])
