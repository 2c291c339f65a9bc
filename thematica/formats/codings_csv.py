"""codings/NAME.csv: what people coded; theirs, and never rewritten."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thematica.errors import CodingsError, MaterialError, Problem, suggest_spelling
from thematica.formats.csv_table import Row, Table, read_table
from thematica.formats.transcripts import natural_key
from thematica.model.codings import MACHINE, Coding, Codings, Reviewed
from thematica.model.corpus import Corpus
from thematica.model.themes import ThemeTree

SEGMENT_ID = re.compile(r"(?P<document>.+):(?P<start>\d+)-(?P<end>\d+)")


def read_codings(path: Path, corpus: Corpus, tree: ThemeTree, *, former: Mapping[str, str] | None = None) -> Codings:
    """Read a coder's file, or every .csv of a folder.

    A row needs ``code`` (an id, a former id, or a name) and either ``document, start, end``, or ``document, quote``, or
    ``segment_id``. An empty ``code`` says: looked, nothing applies. ``coder`` is the file's name unless a column says
    otherwise. Also read: ``stance, memo, made_at, round, code_version``.

    Args:
        path: File or folder; a folder that is not there holds no codings.
        corpus: The documents.
        tree: The codes.
        former: Name (or id) to the id of every code that an earlier tree had. A former name counts for its code
            while that is in the tree; codings of codes that are gone are kept, but count nowhere.

    Raises:
        CodingsError: Every problem in every file.
    """
    if path.is_dir():
        files = sorted(path.glob("*.csv"), key=lambda p: natural_key(p.name))
    else:
        files = [path] if path.exists() else []
    reading = _Reading(corpus, tree, former or {})
    for file in files:
        try:
            reading.read(read_table(file), file.stem)
        except MaterialError as error:
            reading.problems.extend(error.problems)
    if reading.problems:
        raise CodingsError(reading.problems)
    return Codings(reading.codings, reviewed=reading.reviewed, remarks=reading.remarks())


@dataclass
class _Reading:
    """The codings while their files are being read."""

    corpus: Corpus
    tree: ThemeTree
    former: Mapping[str, str]
    codings: list[Coding] = field(default_factory=list)
    reviewed: list[Reviewed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    gone: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, table: Table, coder: str) -> None:
        places = ("segment_id" in table.columns, "document" in table.columns)
        needed = ["code"] if any(places) else ["code", "document"]
        missing = table.missing(*needed)
        if not missing and not places[0] and not {"start", "quote"} & set(table.columns):
            missing = table.missing("quote")
        if missing:
            self.problems.extend(missing)
            return
        for row in table.rows:
            who = row["coder"] or coder
            if who == MACHINE:
                message = f"'{MACHINE}' is the machine's name; a person's codings need a name of their own"
                self.problems.append(Problem(message, table.file, row.line))
                continue
            span = self._span(table, row)
            if span is not None:
                self._add(table, row, who, *span)

    def _add(self, table: Table, row: Row, coder: str, document_id: str, start: int, end: int) -> None:
        self.reviewed.append(Reviewed(document_id=document_id, start=start, end=end, coder=coder))
        word = row["code"]
        if not word:
            return
        code = self.tree.find(word)
        if code is None and len(same := self.tree.named(word)) > 1:
            ids = ", ".join(f"'{each.id}'" for each in same)
            self.problems.append(
                Problem(f"'{word}' is the name of several codes; write the id ({ids})", table.file, row.line)
            )
            return
        code = code or self.tree.find(self.former.get(word, word))
        if code is None and word not in self.former:
            near = suggest_spelling(word, [w for c in self.tree.codes for w in (c.id, c.name)])
            if near:
                message = f"'{word}' is not a code of the tree{near}"
                self.problems.append(Problem(message, table.file, row.line))
                return
        if code is None:
            self.gone[coder, word] += 1
        self.codings.append(
            Coding(
                document_id=document_id,
                start=start,
                end=end,
                quote=self.corpus.documents[document_id].text[start:end],
                code_id=code.id if code else word,
                coder=coder,
                stance=row["stance"] or None,
                memo=row["memo"],
                made_at=row["made_at"],
                round=row["round"],
                code_version=row["code_version"],
            )
        )

    def _span(self, table: Table, row: Row) -> tuple[str, int, int] | None:
        """Find the words a row is about; None (and a problem) if they are not there."""
        try:
            return self._find_span(row)
        except ValueError as error:
            self.problems.append(Problem(str(error), table.file, row.line))
            return None

    def _find_span(self, row: Row) -> tuple[str, int, int]:
        document_id, start, end = row["document"], row["start"], row["end"]
        match = SEGMENT_ID.fullmatch(row["segment_id"])
        if row["segment_id"] and not match:
            raise ValueError(f"'{row['segment_id']}' is not the id of a segment (they look like fg1:120-164)")
        if match:
            document_id, start, end = match["document"], match["start"], match["end"]
        if document_id not in self.corpus.documents:
            bare = Path(document_id).stem
            if bare not in self.corpus.documents:
                near = suggest_spelling(document_id, self.corpus.documents.ids)
                some = ", ".join(self.corpus.documents.ids[:5]) + (", …" if len(self.corpus) > 5 else "")
                raise ValueError(f"there is no document '{document_id}'{near} (documents: {some})")
            document_id = bare
        text = self.corpus.documents[document_id].text
        start, end = start.removesuffix(".0"), end.removesuffix(".0")
        if not start and not end:
            return (document_id, *_find_quote(text, row["quote"], document_id))
        if not (start.isdecimal() and end.isdecimal()):
            raise ValueError(f"'start' and 'end' must be whole numbers, not '{start}' and '{end}'")
        first, last = int(start), int(end)
        if not first < last <= len(text):
            raise ValueError(f"{first}-{last} does not lie in '{document_id}', which has {len(text)} characters")
        if row["quote"] and row["quote"].split() != text[first:last].split():
            raise ValueError(
                f"at {first}-{last} of '{document_id}' stands {_short(text[first:last])}, not {_short(row['quote'])}; "
                "has the text been changed since it was coded?"
            )
        return document_id, first, last

    def _odd_places(self) -> tuple[int, int]:
        """Count codings that touch no participant's turn, and those that touch several turns."""
        on_moderator = across = 0
        for coding in self.codings:
            turns = self.corpus.turns_between(coding.document_id, coding.start, coding.end)
            on_moderator += all(turn.role == "moderator" for turn in turns)
            across += len(turns) > 1
        return on_moderator, across

    def remarks(self) -> list[str]:
        """Say which codings count nowhere because their code has left the tree."""
        on_moderator, across = self._odd_places()
        odd = []
        if on_moderator:
            odd.append(f"codings on a moderator's words or on a label only: {on_moderator}; kept, not counted")
        if across:
            odd.append(f"codings over several turns: {across}; they count for everybody whose words they hold")
        return odd + [
            f"{n} coding{'s' if n > 1 else ''} by {coder} with '{word}', which is not a code of the tree (any more): "
            "kept, not counted; if you renamed it, write the old name under 'aliases:' of the code"
            for (coder, word), n in sorted(self.gone.items())
        ]


def _find_quote(text: str, quote: str, document_id: str) -> tuple[int, int]:
    """Find words in a document, whatever the blanks and line ends between them."""
    words = quote.split()
    if not words:
        raise ValueError("no place: a row needs 'document' with 'start' and 'end', or with 'quote', or a 'segment_id'")
    found = [m.span() for m in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    if not found:
        raise ValueError(f"{_short(quote)} does not occur in '{document_id}'")
    if len(found) > 1:
        places = ", ".join(f"{first}-{last}" for first, last in found[:5])
        raise ValueError(
            f"{_short(quote)} occurs {len(found)} times in '{document_id}', at {places}; say which with 'start' and "
            "'end'"
        )
    return found[0]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:50]}…”" if len(text) > 50 else f"“{text}”"
