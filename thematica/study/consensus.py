"""Where coders disagree, on a sheet; what they settled on, read back from it into codings/consensus.csv."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.analyses.double_coded import DoubleCoded, list_double_coded
from thematica.errors import CodingsError, MaterialError, Problem, StudyError, suggest_spelling
from thematica.formats.audit_trail import hash_file
from thematica.formats.coder_file import CoderFile
from thematica.formats.coding_tables import CODES_BY, read_any_table
from thematica.formats.codings_csv import GONE, CodedRow
from thematica.formats.csv_table import Row, Table
from thematica.formats.sheets import join_words, require_new, write_sheet
from thematica.model.codings import CONSENSUS, Codings, join_to_segments
from thematica.model.segments import Segment, Segments
from thematica.model.themes import ThemeTree
from thematica.steps.surroundings import look_around
from thematica.study.filled_sheet import check_row

if TYPE_CHECKING:
    from thematica.study.study import Study

BEFORE = "segment_id document session participant round before quote after".split()
TO_FILL_IN = "code reason done".split()
MEMO_BY = "memo_by_"
NOT_LOOKED = "(not looked at)"
AGREED, ADJUDICATED = "agreed", "adjudicated"


@dataclass(frozen=True, slots=True)
class Disagreements:
    """A sheet of disagreements that was written.

    Attributes:
        coders: Whose codings were compared.
        n_compared: Segments that two or more of them have looked at.
        n_apart: Segments on which their codes differ.
        n_settled: Of these, those on which there is a consensus already; they are not on the sheet.
    """

    coders: tuple[str, ...]
    n_compared: int
    n_apart: int
    n_settled: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What was added to the consensus.

    Attributes:
        file: Where it stands.
        n_agreed: Segments on which the coders had agreed by themselves.
        n_adjudicated: Segments on which they settled afterwards.
        n_before: Segments that were in the consensus before, with the same codes.
        n_open: Disagreements that are not settled yet: people's own codings count there.
        n_without_reason: Adjudicated ones without a reason.
    """

    file: Path
    n_agreed: int
    n_adjudicated: int
    n_before: int
    n_open: int
    n_without_reason: int


@dataclass(frozen=True, slots=True)
class _Decision:
    """What holds on a segment: the codes, how they came about, the row of the sheet that says so, and its reason."""

    segment: Segment
    codes: tuple[str, ...]
    how: str
    row: Row | None = None
    reason: str = ""


def write_disagreements(study: Study, file: Path, *, coders: Sequence[str] = (), round: str = "") -> Disagreements:
    """Write a sheet with a row for each segment on which the coders' codes differ, to be settled.

    Raises:
        AnalysisError: The coders are not two people who have coded.
        StudyError: Codings of several rounds would be mixed, or the file is there already or cannot be written.
    """
    require_new(file, "settle what is on it, or name another --sheet")
    tree, human = study.look()
    which = _one_round(study, human, round)
    people, compared = list_double_coded(human, study.segments, tree, coders=coders, round=which or None)
    apart = [each for each in compared if not each.agreed]
    settled = _read_consensus(study, human, which)
    open_ones = [each for each in apart if each.segment.id not in settled]
    memos = _gather_memos(study, people, which)
    headings = [heading for coder in people for heading in (CODES_BY + coder, MEMO_BY + coder)]
    rows = []
    for each in open_ones:
        s = each.segment
        before, after = look_around(study.corpus, s)
        place = [s.id, s.document_id, s.session_id, s.participant_id or "", which, before, s.text, after]
        for coder, codes in zip(people, each.codes, strict=True):
            place += [NOT_LOOKED if codes is None else join_words(codes, tree), memos.get((s.id, coder), "")]
        rows.append([*place, "", "", ""])
    write_sheet(file, [*BEFORE, *headings, *TO_FILL_IN], rows, tree)
    details = {"round": which, "compared": len(compared), "apart": len(apart), "on_sheet": len(rows)}
    study.memory.record("disagreements", {"coders": list(people), **details})
    return Disagreements(people, len(compared), len(apart), len(apart) - len(open_ones))


def settle(study: Study, file: Path, *, round: str = "") -> Settled:
    """Read a sheet of disagreements back, and add what holds to codings/consensus.csv.

    Added are the segments on which all coders agree, and the rows of the sheet that were filled in. What stands in the
    consensus already stays; where it says something else, nothing at all is written.

    Args:
        study: The study.
        file: The sheet.
        round: The round of coding, which a sheet without any disagreement does not say.

    Raises:
        CodingsError: Every problem of the sheet with its row, and every contradiction.
        StudyError: Codings of several rounds would be mixed.
    """
    with study.memory.lock:
        tree, human = study.look()
        try:
            table = read_any_table(file)
        except MaterialError as error:
            raise CodingsError(error.problems) from error
        coders, which = _read_head(table, human)
        if round and table.rows and which != round:
            raise CodingsError([Problem(f"this sheet is about round '{which}', not '{round}'", table.file)])
        which = _one_round(study, human, which or round)
        people, compared = list_double_coded(human, study.segments, tree, coders=coders, round=which or None)
        reading = _Sheet(study, table, tree, people, compared)
        adjudicated = reading.read()
        agreed = [_Decision(each.segment, _common(each), AGREED) for each in compared if each.agreed]
        before = _read_consensus(study, human, which)
        new, problems = _lay_beside([*agreed, *adjudicated], before, tree, table.file)
        if reading.problems or problems:
            raise CodingsError(sorted((*reading.problems, *problems), key=lambda each: each.line or 0))
        target = CoderFile(study.path / "codings", CONSENSUS, study.memory.shared)
        if new:
            stances = _gather_stances(human, people, which, study.segments)
            target.add([row for each in new for row in _rows(each, which, stances)])
            _record(study, file, people, which, new)
        settled = {*before, *(each.segment.id for each in adjudicated)}
        return Settled(
            file=target.path,
            n_agreed=sum(each.how == AGREED for each in new),
            n_adjudicated=sum(each.how == ADJUDICATED for each in new),
            n_before=len(agreed) + len(adjudicated) - len(new),
            n_open=sum(not each.agreed and each.segment.id not in settled for each in compared),
            n_without_reason=sum(each.how == ADJUDICATED and not each.reason for each in new),
        )


class _Sheet:
    """A filled-in sheet of disagreements while it is read."""

    def __init__(
        self, study: Study, table: Table, tree: ThemeTree, coders: tuple[str, ...], compared: Sequence[DoubleCoded]
    ) -> None:
        self.study, self.table, self.tree, self.coders = study, table, tree, coders
        self.compared = {each.segment.id: each for each in compared}
        self.problems: list[Problem] = []

    def read(self) -> list[_Decision]:
        """Read the rows that were filled in; those left blank are not settled yet."""
        decisions: dict[str, _Decision] = {}
        for row in self.table.rows:
            problems = check_row(self.study, row, self.table.file)
            self.problems += problems
            if problems or not (row["code"] or row["done"]):
                continue
            segment_id = row["segment_id"]
            if segment_id in decisions:
                first = decisions[segment_id].row
                self._note(row, f"'{segment_id}' is decided twice, here and in row {first.line if first else '?'}")
                continue
            codes = self._read_codes(row)
            if self._is_open(row) and codes is not None:
                segment = self.study.segments[segment_id]
                decisions[segment_id] = _Decision(segment, codes, ADJUDICATED, row, row["reason"])
        return list(decisions.values())

    def _read_codes(self, row: Row) -> tuple[str, ...] | None:
        """Give the ids of the codes of a row; None, and a problem noted, where one is none."""
        found = set()
        for word in _split(row["code"], self.tree):
            code = self.tree.find(word)
            if code is None:
                several = ", ".join(f"'{each.id}'" for each in self.tree.named(word))
                near = suggest_spelling(word, [w for c in self.tree.codes for w in (c.id, c.name)])
                said = f"is the name of several codes; write the id ({several})" if several else "is not a code"
                self._note(row, f"'{word}' {said}{'' if several else f' of the tree{near}'}")
                return None
            found.add(code.id)
        return _in_order(found, self.tree)

    def _is_open(self, row: Row) -> bool:
        """Say whether the coders still disagree there as the sheet says; note it where they do not."""
        each = self.compared.get(row["segment_id"])
        if each is None:
            self._note(row, f"not two of {', '.join(self.coders)} have looked at '{row['segment_id']}'")
            return False
        changed = []
        for coder, codes in zip(self.coders, each.codes, strict=True):
            cell = row[CODES_BY + coder]
            words = [] if cell == NOT_LOOKED else _split(cell, self.tree)
            known = {code.id if (code := self.tree.find(word)) else word for word in words}
            if known != set(codes or ()) or (cell == NOT_LOOKED) != (codes is None):
                now = NOT_LOOKED if codes is None else join_words(codes, self.tree) or "no code"
                changed.append(f"{coder} gives {now} there, not {cell or 'no code'}")
        if changed:
            self._note(row, f"{'; '.join(changed)}: the codings were changed since the sheet was written")
        return not changed

    def _note(self, row: Row, message: str) -> None:
        self.problems.append(Problem(message, self.table.file, row.line))


def _read_head(table: Table, human: Codings) -> tuple[tuple[str, ...], str]:
    """Give the coders and the round that a sheet is about."""
    problems = table.missing("segment_id", "code", "reason")
    coders = tuple(c.removeprefix(CODES_BY) for c in table.columns if c.startswith(CODES_BY))
    if len(coders) < 2:
        problems.append(Problem(f"no columns '{CODES_BY}…' of two coders; is it a sheet of disagreements?", table.file))
    for coder in coders:
        if coder not in human.coders:
            near = suggest_spelling(coder, human.coders)
            problems.append(Problem(f"column '{CODES_BY}{coder}': nobody called '{coder}' has coded{near}", table.file))
    rounds = {row["round"] for row in table.rows}
    if len(rounds) > 1:
        named = ", ".join(f"'{each}'" for each in sorted(rounds))
        problems.append(Problem(f"several rounds in one sheet ({named}); each is settled on its own", table.file))
    if problems:
        raise CodingsError(problems)
    return coders, next(iter(rounds), "")


def _one_round(study: Study, human: Codings, round: str) -> str:
    """Give the round to compare: the one named, that of study.yaml, or the only one; rounds are not mixed."""
    if chosen := round or study.settings.round:
        return chosen
    if len(human.rounds) > 1:
        named = ", ".join(f"'{each}'" for each in human.rounds if each)
        raise StudyError(f"codings of several rounds ({named}) are not settled together; say which: --round")
    return next(iter(human.rounds), "")


def _read_consensus(study: Study, human: Codings, round: str) -> dict[str, tuple[set[str], CodedRow | None]]:
    """Give for each segment in the consensus its codes, and the first row that says so.

    The consensus of this round, and what names no round and so counts in each of them.
    """
    segments = tuple(study.segments)
    rows = [r for r in study.rows if r.coder == CONSENSUS and r.outcome not in GONE and r.round in ("", round)]
    found: dict[str, tuple[set[str], CodedRow | None]] = {}
    for r, i in zip(*join_to_segments(rows, segments), strict=True):
        found.setdefault(segments[i].id, (set(), rows[r]))
    records = [c for c in human.by(CONSENSUS) if c.round in ("", round)]
    for c, i in zip(*join_to_segments(records, segments), strict=True):
        found.setdefault(segments[i].id, (set(), None))[0].add(records[c].code_id)
    return found


def _lay_beside(
    decisions: Sequence[_Decision],
    before: Mapping[str, tuple[set[str], CodedRow | None]],
    tree: ThemeTree,
    sheet: str | None,
) -> tuple[list[_Decision], list[Problem]]:
    """Give the decisions that are new, and what contradicts the consensus there is."""
    new, problems = [], []
    for each in decisions:
        if each.segment.id not in before:
            new.append(each)
            continue
        codes, row = before[each.segment.id]
        if codes == set(each.codes):
            continue
        stands = f"{row.file}:{row.line}" if row else "the consensus"
        says = join_words(codes, tree) or "no code"
        now = join_words(each.codes, tree) or "no code"
        who = "this row says" if each.row else "the coders now agree on"
        message = (
            f"'{each.segment.id}': {stands} says {says}, {who} {now}; take that row out there if it no longer holds"
        )
        problems.append(Problem(message, sheet, each.row.line if each.row else None))
    return new, problems


def _rows(each: _Decision, round: str, stances: Mapping[tuple[str, str], str]) -> list[dict[str, str]]:
    """Give the rows of a decision: one a code, or one that says that nothing applies."""
    s = each.segment
    place = {"segment_id": s.id, "document": s.document_id, "session": s.session_id, "coder": CONSENSUS}
    place |= {
        "participant": s.participant_id or "",
        "quote": s.text,
        "memo": each.reason,
        "done": "yes",
        "round": round,
    }
    place |= {"chosen": each.how, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    return [{**place, "code": code, "stance": stances.get((s.id, code), "")} for code in each.codes or ("",)]


def _record(study: Study, file: Path, coders: Sequence[str], round: str, new: Sequence[_Decision]) -> None:
    """Note what was settled: ids and hashes, since reasons may quote participants."""
    decisions = [
        [each.segment.id, list(each.codes), hashlib.sha256(each.reason.encode()).hexdigest()[:16]]
        for each in new
        if each.how == ADJUDICATED
    ]
    n_agreed = sum(each.how == AGREED for each in new)
    details = {"round": round, "sheet": hash_file(file), "agreed": n_agreed, "adjudicated": decisions}
    study.memory.record("consensus", {"coders": list(coders), **details})


def _gather_memos(study: Study, coders: Sequence[str], round: str) -> dict[tuple[str, str], str]:
    """Give each coder's memos on a segment, whether or not a code was given with them."""
    rows = [r for r in study.rows if r.coder in coders and r.memo and r.outcome not in GONE]
    rows = [r for r in rows if not round or r.round == round]
    segments = tuple(study.segments)
    memos: dict[tuple[str, str], list[str]] = {}
    for r, i in zip(*join_to_segments(rows, segments), strict=True):
        memos.setdefault((segments[i].id, rows[r].coder), []).append(rows[r].memo)
    return {place: "; ".join(dict.fromkeys(told)) for place, told in memos.items()}


def _gather_stances(
    human: Codings, coders: Sequence[str], round: str, segments: Segments
) -> dict[tuple[str, str], str]:
    """Give the stance of a code on a segment where all who gave one gave the same."""
    records = [c for c in human.by(*coders) if c.stance and (not round or c.round == round)]
    ordered = tuple(segments)
    stances: dict[tuple[str, str], set[str]] = {}
    for c, i in zip(*join_to_segments(records, ordered), strict=True):
        stances.setdefault((ordered[i].id, records[c].code_id), set()).add(records[c].stance or "")
    return {place: next(iter(words)) for place, words in stances.items() if len(words) == 1}


def _common(each: DoubleCoded) -> tuple[str, ...]:
    return next(codes for codes in each.codes if codes is not None)


def _in_order(code_ids: set[str], tree: ThemeTree) -> tuple[str, ...]:
    return tuple(code.id for code in tree.codes if code.id in code_ids)


def _split(cell: str, tree: ThemeTree) -> list[str]:
    """Give the codes that a cell names, separated by semicolons; a code's own name may hold one."""
    if tree.says_nothing(cell):
        return []
    return [cell] if tree.find(cell) else [part.strip() for part in cell.split(";") if part.strip()]
