"""One segment at a time: a coder decides, and every decision is saved before the next segment is shown."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import InputError, StudyError
from thematica.formats.coder_file import CoderFile, require_name
from thematica.model.codings import MACHINE, Coding, Codings, Reviewed, join_to_segments
from thematica.model.segments import Segment
from thematica.model.themes import Code, ThemeTree
from thematica.steps.look_up import require_code
from thematica.steps.surroundings import look_around
from thematica.steps.wording import is_codable
from thematica.study.filled_sheet import read_plan
from thematica.study.reviewing import AT_RANDOM, TEACHES_MOST, choose_next
from thematica.study.shown import Planned, Shown

if TYPE_CHECKING:
    from thematica.study.study import Study

EVERY = 5  # decisions; then what to look at next is chosen anew
SHOWN = "the machine's codes were shown"  # such a row is no honest estimate of how well the machine meets her
POSSIBLE = "possible new code: "


@dataclass(frozen=True, slots=True)
class _Saved:
    """Rows that were added to the file.

    Attributes:
        rows: The rows.
        decided: The segment they decide on; None for a memo without a decision.
        before: The coder's codings before.
        notes: The memos among them; an undone decision gives them back.
    """

    rows: list[dict[str, str]]
    decided: Planned | None
    before: Codings
    notes: tuple[str, ...] = ()


class Review:
    """What a coder looks at next, one segment at a time, and what she decides.

    Blind: neither the machine's codes nor anybody else's are shown, unless the machine's are asked for. Each decision
    is on the disk, in ``codings/NAME.csv``, before the next segment comes; whatever stops the session loses at most
    the segment that had no answer yet, and the next session goes on with what is not yet looked at.

    Args:
        study: The study.
        coder: Who decides.
        round: Round of coding, written with every decision unless the sheet names one; empty: that of study.yaml. What
            was looked at in other rounds is shown again.
        sheet: A sheet (CSV or Excel) whose segments are to be looked at; without one thematica chooses.
        show_machine: Whether the machine's codes are shown; such decisions are marked.
        every: After how many decisions the next segments are chosen anew.

    Attributes:
        coder: Who decides.
        noted: Possible new codes that were noted in this session.

    Raises:
        StudyError: The name cannot be a coder's, or the tree has no codes.
        CodingsError: Every problem of the sheet, with its row.
    """

    def __init__(
        self,
        study: Study,
        coder: str,
        *,
        round: str = "",
        sheet: str | Path | None = None,
        show_machine: bool = False,
        every: int = EVERY,
    ) -> None:
        require_name(coder)
        if coder == MACHINE:
            raise StudyError(f"'{MACHINE}' is the machine's name; a person needs a name of their own")
        self.coder, self.show_machine, self.every = coder, show_machine, max(1, every)
        self.round = round or study.settings.round
        self._study = study
        self._tree, human = study.look()
        if not self._tree.codes:
            raise StudyError("themes.yaml has no codes yet; write the first, or have some offered: thematica offer")
        self._file = CoderFile(study.path / "codings", coder, study.memory.shared)
        plan = None if sheet is None else read_plan(study, Path(sheet), coder)
        self._plan = None if plan is None else [Planned(**{**p, "round": p["round"] or self.round}) for p in plan]
        self._own = human.by(coder)
        self._looked = self._looked_at()
        self._queue: list[Planned] = []
        self._skipped: list[str] = []
        self._codable = [segment.id for segment in study.segments if is_codable(segment)]
        self._saved: list[_Saved] = []
        self._notes: list[str] = []
        self._machine: dict[str, tuple[tuple[str, float | None], ...]] = {}
        self._recorded = False
        self.noted: list[str] = []
        self._exhausted = False
        self._shown: Shown | None = None
        self._choose_if_needed()

    def __repr__(self) -> str:
        shown = self._queue[0].segment_id if self._queue else "nothing waits"
        return f"<Review by {self.coder}: {shown}, {self.n_decided} decided, {self.n_left} left>"

    def _repr_html_(self) -> str:
        told = f"<p><b>{html.escape(repr(self))}</b></p>"
        return told + (self.current._repr_html_() if self.current else "<p>Everything has been looked at.</p>")

    @property
    def must_choose(self) -> bool:
        """Whether the next segments have to be chosen first, which may take some seconds in a large study."""
        return not self._queue and not self._exhausted

    @property
    def current(self) -> Shown | None:
        """The segment to decide on; None when there is nothing left."""
        self._choose_if_needed()
        if not self._queue:
            return None
        if self._shown is None or self._shown.segment.id != self._queue[0].segment_id:
            self._shown = self._show(self._queue[0])
        return self._shown

    @property
    def n_decided(self) -> int:
        """Decisions in this session that were not undone."""
        return sum(each.decided is not None for each in self._saved)

    @property
    def n_left(self) -> int:
        """Segments that are not yet looked at: of the sheet, or of all in which there is something to code."""
        if self._plan is not None:
            return sum((each.segment_id, each.round) not in self._looked for each in self._plan)
        return sum((segment_id, self.round) not in self._looked for segment_id in self._codable)

    @property
    def file(self) -> Path:
        """Where the decisions are saved."""
        return self._file.path

    @property
    def tree(self) -> ThemeTree:
        """The codes as they are in themes.yaml now; while it has mistakes, as they were."""
        try:
            tree, _ = self._study.read_tree()
        except InputError:
            return self._tree
        self._tree = tree if tree.codes else self._tree
        return self._tree

    def give(self, *codes: str, memo: str = "", stance: str = "") -> Review:
        """Give the current segment one code or several, and save that.

        Args:
            codes: Ids, names, or beginnings of names that are clear.
            memo: A note on this decision.
            stance: A direction in a word of your own (praise, complaint), for all these codes.

        Raises:
            AnalysisError: A code that is none, or may be several; nothing is saved.
            StudyError: The file cannot be written; nothing is saved.
        """
        if not codes:
            raise StudyError("name a code, or say nothing() where none applies")
        tree = self.tree
        return self._decide(tuple(dict.fromkeys(require_code(tree, word) for word in codes)), memo, stance)

    def nothing(self, memo: str = "") -> Review:
        """Say that no code applies to the current segment, and save that."""
        return self._decide((), memo, "")

    def skip(self) -> Review:
        """Leave the current segment for another session."""
        planned = self._require_current()
        self.keep_notes()
        self._skipped.append(planned.segment_id)
        self._queue.pop(0)
        return self

    def note(self, memo: str) -> None:
        """Keep a memo for the current segment; it is saved with the decision."""
        self._require_current()
        self._notes.append(" ".join(memo.split()))

    def note_possible(self, name: str) -> None:
        """Note a possible new code at the current segment, as a memo; the tree is yours and is not touched."""
        self.note(POSSIBLE + name)
        self.noted.append(name)

    def undo(self) -> Review:
        """Take back the last decision of this session, and show its segment again, with its memo kept.

        Raises:
            StudyError: There is none, or the file was changed by somebody else since.
        """
        if not self.n_decided:
            raise StudyError(f"there is nothing to undo; what was decided before this session stands in {self.file}")
        self.keep_notes()
        memos: list[_Saved] = []
        while (last := self._saved[-1]).decided is None:
            self._file.take_back()
            memos.append(self._saved.pop())
        self._file.take_back()
        self._saved.pop()
        for memo in reversed(memos):
            self._file.add(memo.rows)
            self._saved.append(memo)
        planned, self._own, self._notes = last.decided, last.before, list(last.notes)
        self._looked = self._looked_at()
        self._queue.insert(0, planned)
        self._exhausted = False
        return self

    def keep_notes(self) -> None:
        """Save a memo without a decision: the segment stays one that is not yet looked at."""
        if self._notes:
            self._save(_Saved([self._row(self._queue[0], "", done="")], None, self._own))
            self._notes.clear()

    def close(self) -> None:
        """End the session: memos without a decision are saved, and the audit trail says how much was decided."""
        self.keep_notes()
        if self._recorded:
            details = {"decided": self.n_decided, "skipped": len(self._skipped), "noted": len(self.noted)}
            self._study.memory.record("reviewed", {"coder": self.coder, "round": self.round, **details})
            self._recorded = False

    def _decide(self, codes: Sequence[Code], memo: str, stance: str) -> Review:
        planned = self._require_current()
        if memo:
            self.note(memo)
        words = [code.id for code in codes]
        cells = ["; ".join(words)] if not any(";" in word for word in words) else words
        rows = [self._row(planned, cell, done="yes", stance=stance) for cell in cells]
        self._save(_Saved(rows, planned, self._own, tuple(self._notes)))
        segment = self._study.segments[planned.segment_id]
        self._own = _add(self._own, segment, codes, self.coder, planned.round)
        self._looked.add((segment.id, planned.round))
        self._notes.clear()
        self._queue.pop(0)
        return self

    def _save(self, what: _Saved) -> None:
        self._file.add(what.rows)
        self._saved.append(what)
        if not self._recorded:
            details = {"round": self.round, "machine_shown": self.show_machine, "sheet": self._plan is not None}
            self._study.memory.record("review", {"coder": self.coder, **details})
            self._recorded = True

    def _row(self, planned: Planned, code: str, *, done: str, stance: str = "") -> dict[str, str]:
        segment = self._study.segments[planned.segment_id]
        return {
            "segment_id": segment.id,
            "document": segment.document_id,
            "session": segment.session_id,
            "participant": segment.participant_id or "",
            "coder": self.coder,
            "quote": segment.text,
            "code": code,
            "stance": stance,
            "memo": "; ".join(self._notes),
            "done": done,
            "chosen": SHOWN if self.show_machine else planned.chosen,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "round": planned.round,
        }

    def _choose_if_needed(self) -> None:
        if not self._queue and not self._exhausted:
            self._queue = self._choose()
            self._exhausted = not self._queue

    def _choose(self) -> list[Planned]:
        if self._plan is not None:
            return [
                each
                for each in self._plan
                if (each.segment_id, each.round) not in self._looked and each.segment_id not in self._skipped
            ]
        tree, study, own = self.tree, self._study, self._of_round()
        if self.show_machine:
            self._machine = _ask_machine(study, tree, own)
        chosen = choose_next(study, tree, own, self.every, self._skipped)
        why = {True: AT_RANDOM, False: TEACHES_MOST}
        return [Planned(segment_id=c.segment_id, chosen=why[c.at_random], round=self.round) for c in chosen]

    def _show(self, planned: Planned) -> Shown:
        segment = self._study.segments[planned.segment_id]
        before, after = look_around(self._study.corpus, segment)
        machine = None
        if self.show_machine:
            self._machine = self._machine or _ask_machine(self._study, self.tree, self._of_round())
            machine = self._machine.get(segment.id, ())
        translation = self._study.corpus.translation(segment.document_id, segment.start, segment.end)
        return Shown(
            segment=segment,
            before=before,
            after=after,
            chosen=planned.chosen,
            translation=translation,
            machine=machine,
        )

    def _of_round(self) -> Codings:
        """Give her own codings that count in this session: those of its round."""
        return self._own.of_round(self.round) if self.round else self._own

    def _looked_at(self) -> set[tuple[str, str]]:
        """Give the segments she has looked at, each with the round; without rounds, any counts."""
        segments = tuple(self._study.segments)
        spans, places = join_to_segments(self._own.reviewed, segments)
        looked = zip(spans.tolist(), places.tolist(), strict=True)
        found = {(segments[i].id, self._own.reviewed[s].round) for s, i in looked}
        return found | {(segment_id, "") for segment_id, _ in found}

    def _require_current(self) -> Planned:
        self._choose_if_needed()
        if not self._queue:
            raise StudyError("there is no segment left to decide on")
        return self._queue[0]


def _add(own: Codings, segment: Segment, codes: Sequence[Code], coder: str, round: str) -> Codings:
    """Add a decision to what is known of a coder's."""
    document_id, start, end = segment.document_id, segment.start, segment.end
    looked = Reviewed(document_id=document_id, start=start, end=end, coder=coder, round=round)
    made = [
        Coding(
            document_id=document_id,
            start=start,
            end=end,
            quote=segment.text,
            code_id=code.id,
            coder=coder,
            round=round,
        )
        for code in codes
    ]
    return Codings((*own, *made), reviewed=(*own.reviewed, looked))


def _ask_machine(study: Study, tree: ThemeTree, own: Codings) -> dict[str, tuple[tuple[str, float | None], ...]]:
    """Give the machine's codes by segment, learnt from this coder alone."""
    names = {code.id: code.name for code in tree.codes}
    found: dict[str, list[tuple[str, float | None]]] = {}
    for coding in study.code_with(tree, own, round="").by(MACHINE):
        segment_id = f"{coding.document_id}:{coding.start}-{coding.end}"
        found.setdefault(segment_id, []).append((names[coding.code_id], coding.strength))
    return {segment_id: tuple(given) for segment_id, given in found.items()}
