"""codings/NAME.csv or .xlsx: what people coded; theirs, and never rewritten."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from thematica.errors import CodingsError, MaterialError, Problem, suggest_spelling
from thematica.formats.coding_tables import (
    is_sheet,
    list_coding_files,
    read_coding_table,
    tell_contradictions,
    tell_names,
    tell_reanchored,
)
from thematica.formats.csv_table import Row, Table
from thematica.formats.quotes import cite, find_quote, same_words
from thematica.formats.seen_codings import SeenCodings, key_of_place
from thematica.model.coders import CoderNames
from thematica.model.codings import MACHINE, Coding, Codings, Reanchored, Reviewed
from thematica.model.corpus import Corpus
from thematica.model.sentences import count, name_some
from thematica.model.themes import Code, ThemeTree

AS_WRITTEN = "as written"
AT_RANDOM = "at random"  # in the column 'chosen' of a sheet: drawn at random; anything else is not
GONE = ("lost", "untraced")
LONG_QUOTE = 4  # words; fewer may stand at the same place of another text by chance
RENAMED = (
    "(any more): kept, not counted; if you renamed it or merged it into another code, write the old name under "
    "'aliases:' of that code"
)
NOT_YET = (
    "(yet): kept, not counted until it is; if it is another name of a code, write it under 'aliases:' of that code"
)
NUMBERS = re.compile(r"(\d+)-(\d+)")
SEGMENT_ID = re.compile(r"(?P<document>.+):(?P<start>\d+)-(?P<end>\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedRow:
    """One row of a coder's file, and where its words stand now.

    Attributes:
        key: Of the place as it is written (``key_of_place``).
        file, line: Where the row stands.
        coder: Whose it is.
        document_id, start, end: The span as it is now.
        word: The code as it is written; empty where nothing applies.
        code_id: The code it stands for; empty where nothing applies.
        outcome: ``as written``, or ``kept``, ``moved``, ``changed`` or ``lost`` where the document was changed.
        codebook: Version of the codebook that it was made or confirmed under.
        memo, round: As they are written.
    """

    key: str
    file: str
    line: int
    coder: str
    document_id: str
    start: int
    end: int
    word: str
    code_id: str
    outcome: str
    codebook: str
    memo: str = ""
    round: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is known of rows from earlier readings.

    Attributes:
        places: Key of a place to where its span stands now, for the places whose document was changed since.
        seen: The rows as they were first read.
        codebook: The version of the codebook now.
        former: Name (or id) to the id of every code that an earlier tree had.
        tree: What the tree is called in messages.
    """

    places: Mapping[str, Reanchored] = field(default_factory=dict)
    seen: SeenCodings = field(default_factory=SeenCodings)
    codebook: int = 0
    former: Mapping[str, str] = field(default_factory=dict)
    tree: str = "the tree"


def read_codings(path: Path, corpus: Corpus, tree: ThemeTree) -> Codings:
    """Read a coder's file, or every .csv and .xlsx of a folder; see ``read_coded_rows``."""
    return read_coded_rows(path, corpus, tree, Remembered())[0]


def read_coded_rows(
    path: Path, corpus: Corpus, tree: ThemeTree, remembered: Remembered
) -> tuple[Codings, tuple[CodedRow, ...]]:
    """Read a coder's file, or every .csv and .xlsx of a folder.

    A row needs ``code`` (an id, a former id, or a name) and either ``document, start, end``, or ``document, quote``, or
    ``segment_id``. Several codes are separated by semicolons. An empty ``code`` says: looked, nothing applies; in a
    table with a column ``done`` it says so only where that is filled in. In a sheet that thematica wrote, a code that
    was never in the tree is a mistake; elsewhere it is kept and not counted. ``coder`` is the file's name unless a
    column says otherwise. Also read: ``stance, memo, made_at, round, code_version``, and ``chosen``,
    which says of the rows of a sheet which were drawn ``at random``, and ``comment``, which says that a row came from a
    comment in Word, where a code that is none (yet) is no mistake.

    Args:
        path: File or folder; a folder that is not there holds no codings.
        corpus: The documents.
        tree: The codes.
        remembered: A former name counts for its code while that is in the tree; codings of codes that are gone are
            kept, but count nowhere. A row whose document was changed stands where its words stand now; if they
            are gone, it is reported and left out.

    Returns:
        The codings, and every row.

    Raises:
        CodingsError: Every problem in every file.
    """
    reading = _Reading(corpus, tree, remembered)
    for file in list_coding_files(path):
        try:
            table, problems = read_coding_table(file)
            before = len(reading.problems)
            reading.read(table, file.stem)
            reading.problems[before:] = sorted((*reading.problems[before:], *problems), key=lambda p: p.line or 0)
        except MaterialError as error:
            reading.problems.extend(error.problems)
    if reading.problems:
        raise CodingsError(reading.problems)
    codings = Codings(reading.codings, reviewed=reading.reviewed, remarks=reading.remarks())
    return codings, tuple(reading.rows)


@dataclass
class _Reading:
    """The codings while their files are being read."""

    corpus: Corpus
    tree: ThemeTree
    remembered: Remembered
    rows: list[CodedRow] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    given: set[tuple[str, str, int, int, str, str]] = field(default_factory=set)
    reviewed: list[Reviewed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    gone: Counter[tuple[str, str]] = field(default_factory=Counter)
    noted: list[str] = field(default_factory=list)
    strict: bool = False
    names: CoderNames = field(default_factory=CoderNames)
    named: dict[str, set[str]] = field(default_factory=dict)  # file of a sheet -> the coders its rows name

    @cached_property
    def known(self) -> dict[str, None]:
        """The documents, with those of the other parts of the corpus."""
        ids, others = self.corpus.documents.ids, self.corpus.elsewhere
        return dict.fromkeys(sorted((*ids, *others)) if others else ids)

    def read(self, table: Table, coder: str) -> None:
        places = ("segment_id" in table.columns, "document" in table.columns)
        needed = ["code"] if any(places) else ["code", "document"]
        missing = table.missing(*needed)
        if not missing and not places[0] and not {"start", "quote"} & set(table.columns):
            missing = table.missing("quote")
        if missing:
            self.problems.extend(missing)
            return
        self.noted += table.remarks
        self.strict = is_sheet(table) and bool(self.tree.codes and self.remembered.former)
        blank_with_memo = 0
        for row in table.rows:
            who = self.names.spell(row["coder"] or coder)
            if row["coder"] and is_sheet(table):
                self.named.setdefault(table.file or "", set()).add(who)
            if who == MACHINE:
                message = f"'{MACHINE}' is the machine's name; a person's codings need a name of their own"
                self.problems.append(Problem(message, table.file, row.line))
                continue
            if "done" in table.columns and not row["code"]:
                if not row["done"]:
                    blank_with_memo += bool(row["memo"])
                    continue  # a row of a sheet that she has not come to yet
                if self.tree.find(row["done"]):
                    message = f"'{row['done']}' stands in 'done'; codes go into 'code'"
                    self.problems.append(Problem(message, table.file, row.line))
                    continue
            try:
                document_id, written = self._written(row)
                if document_id in self.corpus.elsewhere:
                    continue  # it is read with the part of the corpus that has this document
                key = key_of_place(who, document_id, written)
                place = self._place(row, document_id, written, key)
            except ValueError as error:
                self.problems.append(Problem(str(error), table.file, row.line))
                continue
            for word in self._words(row["code"]):
                self._add(table, row, who, word, key, document_id, place)
        if blank_with_memo:
            unsaid = f"rows with a memo, but with nothing in 'code' or 'done': {blank_with_memo}"
            self.noted.append(f"{table.file}: {unsaid}; they count as not looked at")

    def _words(self, cell: str) -> list[str]:
        """Give the codes that a cell names: one, or several separated by semicolons."""
        if self.tree.says_nothing(cell):
            return [""]
        if ";" not in cell or self.tree.find(cell) or cell in self.remembered.former:
            return [cell]
        return [word for part in cell.split(";") if (word := part.strip())] or [""]

    def _add(
        self, table: Table, row: Row, coder: str, word: str, key: str, document_id: str, place: Reanchored
    ) -> None:
        code_id = self._code(table, row, coder, word, key) if word else ""
        if code_id is None:
            return
        version = self.remembered.seen.version_of(key, word, row["code_version"], self.remembered.codebook)
        self.rows.append(
            CodedRow(
                key=key,
                file=table.file or "",
                line=row.line,
                coder=coder,
                document_id=document_id,
                start=place.start,
                end=place.end,
                word=word,
                code_id=code_id,
                outcome=place.outcome,
                codebook=version,
                memo=row["memo"],
                round=row["round"],
            )
        )
        if place.outcome in GONE:
            return
        start, end = place.start, place.end
        drawn = " ".join(row["chosen"].split()).casefold() == AT_RANDOM
        looked = Reviewed(
            document_id=document_id, start=start, end=end, coder=coder, round=row["round"], at_random=drawn
        )
        self.reviewed.append(looked)
        applied = (coder, document_id, start, end, code_id, row["round"])
        if not code_id or applied in self.given:
            return  # coded with two codes that are one now: it counts once
        self.given.add(applied)
        self.codings.append(
            Coding(
                document_id=document_id,
                start=start,
                end=end,
                quote=self.corpus.documents[document_id].text[start:end],
                code_id=code_id,
                coder=coder,
                stance=row["stance"] or None,
                memo=row["memo"],
                made_at=row["made_at"],
                round=row["round"],
                code_version="" if version == "0" else version,
            )
        )

    def _code(self, table: Table, row: Row, coder: str, word: str, key: str) -> str | None:
        """Give the id of the code a row names, or the word itself if that code is gone; None: it is a mistake."""
        code = self._stood_for(word, key) or self.tree.find(word)
        if code is None and len(same := self.tree.named(word)) > 1:
            ids = ", ".join(f"'{each.id}'" for each in same)
            self.problems.append(
                Problem(f"'{word}' is the name of several codes; write the id ({ids})", table.file, row.line)
            )
            return None
        former = self.remembered.former
        code = code or self._heir(word)
        if code is None and word not in former and not row["comment"]:  # a comment may name a code that is to come
            near = suggest_spelling(word, [w for c in self.tree.codes for w in (c.id, c.name)])
            if any(self.tree.find(part.strip()) for part in word.split(",")):
                near = "; several codes are separated by ';'"
            if near or self.strict:
                message = f"'{word}' is not a code of {self.remembered.tree}{near}"
                self.problems.append(Problem(message, table.file, row.line))
                return None
        if code is None:
            self.gone[coder, word] += 1
        return code.id if code else word

    def _stood_for(self, word: str, key: str) -> Code | None:
        """Give the code that a name stood for when the row was first read, if it is still there under that id."""
        seen = self.remembered.seen.find(key, word)
        code = self.tree.find(seen.code_id) if seen and seen.code_id else None
        return code if code and seen and code.id == seen.code_id and not self._is_id(word) else None

    def _is_id(self, word: str) -> bool:
        found = self.tree.find(word)
        return found is not None and found.id == word

    def _heir(self, word: str) -> Code | None:
        """Give the code that a former id or name stands for, or that names one of these among its aliases."""
        former = self.remembered.former
        code_id = former.get(word, word)
        if (code := self.tree.find(code_id)) is not None:
            return code
        others = [other for other, meant in former.items() if meant == code_id]
        return next((code for code in self.tree.codes for other in others if other in code.aliases), None)

    def _written(self, row: Row) -> tuple[str, str]:
        """Give the document of a row, and its place as it is written: ``start-end``, or the quote."""
        document_id, start, end = row["document"], row["start"], row["end"]
        match = SEGMENT_ID.fullmatch(row["segment_id"])
        if row["segment_id"] and not match:
            raise ValueError(f"'{row['segment_id']}' is not the id of a segment (they look like fg1:120-164)")
        if match:
            document_id, start, end = match["document"], match["start"], match["end"]
        known = self.known
        if document_id not in known:
            bare = Path(document_id).stem
            if bare not in known:
                near = suggest_spelling(document_id, known)
                raise ValueError(f"there is no document '{document_id}'{near} (documents: {name_some(known)})")
            document_id = bare
        start, end = start.removesuffix(".0"), end.removesuffix(".0")
        if not start and not end:
            if not row["quote"].split():
                raise ValueError(
                    "no place: a row needs 'document' with 'start' and 'end', or with 'quote', or a 'segment_id'"
                )
            return document_id, " ".join(row["quote"].split())
        if not (start.isdecimal() and end.isdecimal()):
            raise ValueError(f"'start' and 'end' must be whole numbers, not '{start}' and '{end}'")
        return document_id, f"{int(start)}-{int(end)}"

    def _place(self, row: Row, document_id: str, written: str, key: str) -> Reanchored:
        """Find the words a row is about, as the document is now."""
        text = self.corpus.documents[document_id].text
        moved = self.remembered.places.get(key)
        numbers = NUMBERS.fullmatch(written) if row["start"] or row["segment_id"] else None
        if numbers is None:
            if moved is None:
                return Reanchored(*find_quote(text, written, document_id), AS_WRITTEN)
            if text[moved.start : moved.end].split() == written.split():
                return Reanchored(moved.start, moved.end, AS_WRITTEN)
            if moved.outcome not in GONE or len(written.split()) < LONG_QUOTE:
                return moved
            try:
                return Reanchored(*find_quote(text, written, document_id), AS_WRITTEN)
            except ValueError:
                return moved
        first, last = int(numbers[1]), int(numbers[2])
        stands = first < last <= len(text) and (not row["quote"] or same_words(row["quote"], text[first:last]))
        if moved is not None and not self._is_new(row, moved, stands=stands):
            return moved
        if not first < last <= len(text):
            raise ValueError(f"{first}-{last} does not lie in '{document_id}', which has {len(text)} characters")
        if not stands:
            raise ValueError(
                f"at {first}-{last} of '{document_id}' stands {cite(text[first:last])}, not {cite(row['quote'])}; "
                "has the text been changed since it was coded?"
            )
        return Reanchored(first, last, AS_WRITTEN)

    def _is_new(self, row: Row, moved: Reanchored, *, stands: bool) -> bool:
        """Say whether a row was written for the text as it is now, though one like it is known from before.

        It was when its quote stands where it says, while the words that stood there before are gone or others.
        """
        quote = row["quote"].split()
        if not stands or not quote:
            return False
        words = self.corpus.documents[self._written(row)[0]].text[moved.start : moved.end].split()
        return len(quote) >= LONG_QUOTE and (moved.outcome in GONE or words != quote)

    def _odd_places(self) -> tuple[int, int]:
        """Count codings that touch no participant's turn, and those that touch several turns."""
        on_moderator = across = 0
        for coding in self.codings:
            turns = self.corpus.turns_between(coding.document_id, coding.start, coding.end)
            on_moderator += all(turn.role == "moderator" for turn in turns)
            across += len(turns) > 1
        return on_moderator, across

    def remarks(self) -> list[str]:
        """Say what became of rows whose document was changed, and which codings count nowhere."""
        on_moderator, across = self._odd_places()
        odd = [*tell_names(self.names, self.named), *self.noted, *tell_reanchored(self.rows)]
        odd += tell_contradictions(self.rows)
        if on_moderator:
            odd.append(f"codings on a moderator's words or on a label only: {on_moderator}; kept, not counted")
        if across:
            odd.append(f"codings over several turns: {across}; they count for everybody whose words they hold")
        return odd + [
            f"{count(n, 'coding')} by {coder} with '{word}', which is not a code of {self.remembered.tree} "
            + (RENAMED if word in self.remembered.former else NOT_YET)
            for (coder, word), n in sorted(self.gone.items())
        ]
