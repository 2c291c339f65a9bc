"""A study while it is written anew: its files, its codings, and what is remembered of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import InputError, MaterialError, Problem, StudyError
from thematica.formats.coding_tables import list_coding_files, read_any_table
from thematica.formats.codings_csv import GONE, CodedRow, read_coded_rows
from thematica.formats.decode import read_text
from thematica.formats.known_json import Known
from thematica.formats.leaks import Leak
from thematica.formats.moved_codings import MovedDocument, Mover
from thematica.formats.rewriting import drop_twins, rewrite_table, rewrite_yaml, write_id
from thematica.formats.rewritten_transcripts import NewTranscript, NewTurn, rename, ways_to_write
from thematica.formats.study_folder import HERS, hash_inputs
from thematica.formats.transcript_files import why_not_read
from thematica.formats.transcripts import list_files
from thematica.model.corpus import Corpus, Document, Turn
from thematica.model.pseudonyms import Rewritten
from thematica.model.segments import Segment
from thematica.steps.pseudonymise import Names
from thematica.steps.recognise import key_of

if TYPE_CHECKING:
    from thematica.study.study import Study

TEXTS = (".txt", ".md", ".markdown")
TREES = (".yaml", ".yml")
LABELLED = re.compile(r"^([^:\n]{1,80}:)?(.*)$", re.MULTILINE)  # a label, where there is one, and what was said
NOT_THE_SAME = (
    "with its names replaced it would not be read as the same turns, so nothing was written; give speakers a pseudonym "
    "that is as much a label as the name was ([Moderator 1] for who asks), and name them in speakers.yaml"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonymised:
    """What was done.

    Attributes:
        folder: The new study.
        n_replaced: Names replaced in documents.
        n_documents, n_codings: Documents written; rows of coders' files that were checked one by one.
        by_line: How often each row of the key was used in documents.
        notices: What she should know, in sentences.
        leaks: Names that are still there.
    """

    folder: Path
    n_replaced: int
    n_documents: int
    n_codings: int
    by_line: Mapping[int, int]
    notices: tuple[str, ...] = ()
    leaks: tuple[Leak, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One document, and what becomes of it."""

    document: Document
    turns: tuple[Turn, ...]
    rewritten: Rewritten

    def new_turns(self, names: Names, shift: int = 0) -> tuple[NewTurn, ...]:
        """Give its turns as they must be read back."""
        moved = ((turn, *self.rewritten.move(turn.start, turn.end)) for turn in self.turns)
        return tuple(
            NewTurn(start=start + shift, end=end + shift, label=names.write_bare(turn.speaker), time=turn.time)
            for turn, start, end in moved
        )


class StudyRewriting:
    """One study while it is written anew."""

    def __init__(self, study: Study, names: Names, folder: Path) -> None:
        self.study, self.names, self.folder = study, names, folder
        self.notices: list[str] = []
        self.named: dict[str, str] = {}  # new path to the old one

    def write(self, key_hash: str, to: Path, *, reverse: bool) -> Pseudonymised:
        """Write all of it, and read it back."""
        from thematica.study.study import Study

        self._write_others()
        self._write_transcripts()
        new = Study(self.folder)
        moved = self._pair(new.corpus)
        rows = self._write_codings(moved)
        self._carry_memory(new, moved)
        n_codings = self._check_codings(new, rows, moved)
        done = [each for plan in self.plans for each in plan.rewritten.replacements]
        by_line: dict[int, int] = {}
        for each in done:
            by_line[each.line] = by_line.get(each.line, 0) + 1
        self._note_beginnings()
        inputs = repr(sorted(hash_inputs(self.study.path).items())).encode()
        event = "names_restored" if reverse else "pseudonymised"
        new.memory.record(
            event,
            {
                "documents": len(self.plans), "replaced": len(done), "pseudonyms_used": len(by_line),
                "codings_moved": n_codings, "files_left_out": sum(": not carried over" in n for n in self.notices),
                "key": key_hash, "from": hashlib.sha256(inputs).hexdigest(),
            },
        )  # fmt: skip
        return Pseudonymised(
            folder=to, n_replaced=len(done), n_documents=len(self.plans), n_codings=n_codings,
            by_line=dict(sorted(by_line.items())), notices=tuple(self.notices),
        )  # fmt: skip

    @cached_property
    def plans(self) -> list[Plan]:
        """Every document with its names replaced."""
        turns: dict[str, list[Turn]] = {}
        for turn in self.study.corpus.turns:
            turns.setdefault(turn.document_id, []).append(turn)
        plans = []
        for document in self.study.corpus.documents:
            own = tuple(turns.get(document.id, ()))
            spans = sorted((turn.start, turn.end) for turn in own)
            is_table = document.source.lower().endswith(".csv")
            rewritten = self.names.replace(
                document.text, [(0, len(document.text))] if is_table and not spans else spans
            )
            plans.append(Plan(document, own, rewritten))
        return plans

    def _note_beginnings(self) -> None:
        """Say where a name that is a word as well was replaced at the beginning of a sentence: "May I?"."""
        words = {p.line: p.replacement for p in self.names.pseudonyms if p.match_case}
        counts: dict[int, int] = {}
        for plan in self.plans:
            for done in plan.rewritten.replacements:
                before = plan.document.text[: done.start].rstrip()[-1:]
                if done.line in words and before in ("", ".", "?", "!", ":", "…", ","):
                    counts[done.line] = counts.get(done.line, 0) + 1
        self.notices += [
            f"row {line} of the key: {n} of the words replaced by {words[line]} begin a sentence, or follow a comma, "
            "and may be no name; look at them"
            for line, n in sorted(counts.items())
        ]

    def _put(self, old: str, new: str, text: str | bytes) -> None:
        if self.named.setdefault(new, old) != old:
            raise StudyError(
                f"{self.named[new]} and {old} would both be called {new}; name one of them otherwise, or give their "
                "names different pseudonyms"
            )
        path = self.folder / new
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)

    def _write_others(self) -> None:
        """Write every file of hers that is neither a transcript nor of codings."""
        root = self.study.path
        handled = {"transcripts", "codings", "results"}
        for file in sorted(root.rglob("*")):
            parts = file.relative_to(root).parts
            if parts[0] in handled or any(part.startswith((".", "~$")) for part in parts) or not file.is_file():
                continue
            ending = file.suffix.lower()
            folder = "/".join(map(self.names.write_bare, parts[:-1]))
            name = file.name if file.name in HERS else rename(file, file.suffix, self.names.write_bare)
            new, old = f"{folder}/{name}" if folder else name, "/".join(parts)
            if ending in (*TREES, *TEXTS, ".csv"):
                self._put(old, new, self._rewrite(file, parts))
            else:
                self.notices.append(f"{old}: not carried over, since its words cannot be replaced")

    def _rewrite(self, file: Path, parts: Sequence[str]) -> str:
        text, ending, names = read_text(file).text, file.suffix.lower(), self.names
        if ending in TREES:
            bare = parts[0] in ("study.yaml", "speakers.yaml", "questions.yaml")
            write = names.write_bare if bare else names.write
            try:
                if parts[0] == "speakers.yaml":
                    return drop_twins(rewrite_yaml(text, file.name, write, names.write_bare, keys=True), text)
                return rewrite_yaml(text, file.name, write, names.write_bare, keys=parts[0] == "questions.yaml")
            except ValueError as error:
                raise InputError([Problem(str(error))]) from error
        if parts[0] == "translations" and ending != ".csv":
            return LABELLED.sub(lambda line: names.write_bare(line[1] or "") + names.write(line[2]), text)
        if ending != ".csv":
            return names.write(text)
        if parts[0] in HERS:
            return rewrite_table(text, lambda _, cell: names.write_bare(cell), names.write)
        columns = self.study.settings.answers
        bare_columns = {"", columns.participant, columns.session, columns.question, *columns.attributes}

        def write_cell(column: str, cell: str) -> str:
            return names.write_bare(cell) if column in bare_columns else names.write(cell)

        return rewrite_table(text, write_cell, names.write)

    def _write_transcripts(self) -> None:
        """Write each transcript in the first way that is read back as the same turns."""
        by_file: dict[str, list[Plan]] = {}
        for plan in self.plans:
            by_file.setdefault(plan.document.source, []).append(plan)
        waiting = []
        for file in list_files(self.study.path / "transcripts"):
            if why_not_read(file) or file.name not in by_file:
                self.notices.append(f"transcripts/{file.name}: not carried over, since it is not read")
                continue
            new = self._new_transcript(file, by_file[file.name])
            ways = ways_to_write(new, self.names.replace, self.study.settings.transcripts)
            waiting.append((file, by_file[file.name], ways))
        way = 0
        while waiting:
            for file, _, ways in waiting:
                ending, make = ways[way]
                self._put(f"transcripts/{file.name}", self._name_of(file, ending), make())
            corpus = self._read_back()
            waiting = [
                each
                for each in waiting
                if not self._is_same(each[1], self._documents_of(corpus, each[0], each[2][way][0]))
            ]
            way += 1
            lost = [Problem(NOT_THE_SAME, f.name) for f, _, w in waiting if way >= len(w)]
            if lost:
                raise MaterialError(lost)
            for file, _, ways in waiting:
                (self.folder / self._name_of(file, ways[way - 1][0])).unlink(missing_ok=True)
        for file in list_files(self.study.path / "transcripts"):
            if file.name in by_file and not (self.folder / self._name_of(file, file.suffix.lower())).exists():
                self.notices.append(f"transcripts/{file.name}: written as text, with the same turns")

    def _name_of(self, file: Path, ending: str) -> str:
        return f"transcripts/{rename(file, ending, self.names.write_bare)}"

    def _new_transcript(self, file: Path, plans: Sequence[Plan]) -> NewTranscript:
        turns: list[NewTurn] = []
        size = 0
        for plan in plans:
            turns += plan.new_turns(self.names, size)
            size += len(plan.rewritten.text)
        labels = dict.fromkeys(turn.speaker for plan in plans for turn in plan.turns if turn.speaker)
        text = "".join(plan.rewritten.text for plan in plans)
        return NewTranscript(file=file, text=text, turns=tuple(turns), labels=tuple(labels))

    def _read_back(self) -> Corpus:
        from thematica.study.study import Study

        return Study(self.folder).corpus

    def _documents_of(self, corpus: Corpus, file: Path, ending: str) -> list[tuple[Document, list[Turn]]]:
        name = rename(file, ending, self.names.write_bare)
        turns: dict[str, list[Turn]] = {}
        for turn in corpus.turns:
            turns.setdefault(turn.document_id, []).append(turn)
        return [(d, turns.get(d.id, [])) for d in corpus.documents if d.source == name]

    def _is_same(self, plans: Sequence[Plan], found: Sequence[tuple[Document, list[Turn]]]) -> bool:
        if len(plans) != len(found):
            return False
        for plan, (document, turns) in zip(plans, found, strict=True):
            expected = [(turn.start, turn.end, turn.label) for turn in plan.new_turns(self.names)]
            if document.text != plan.rewritten.text or expected != [(t.start, t.end, t.speaker) for t in turns]:
                return False
        return True

    def _pair(self, corpus: Corpus) -> dict[str, MovedDocument]:
        """Join each document to the one it has become; within a file they stand in the same order."""
        stems = {stem: self.names.write_bare(stem) for stem in {Path(p.document.source).stem for p in self.plans}}
        old: dict[str, list[Plan]] = {}
        for plan in self.plans:
            old.setdefault(stems[Path(plan.document.source).stem], []).append(plan)
        new: dict[str, list[Document]] = {}
        for document in corpus.documents:
            new.setdefault(Path(document.source).stem, []).append(document)
        moved = {}
        for stem, plans in old.items():
            found = new.get(stem, [])
            if [p.rewritten.text for p in plans] != [d.text for d in found]:
                raise StudyError(f"{stem}: what is written is not read back as the same documents; nothing was kept")
            for plan, document in zip(plans, found, strict=True):
                moved[plan.document.id] = MovedDocument(document.id, plan.document.text, plan.rewritten)
        return moved

    @cached_property
    def parts(self) -> tuple[Study, ...]:
        """The strands, or the study itself."""
        return self.study.strands or (self.study,)

    def _write_codings(self, moved: Mapping[str, MovedDocument]) -> list[CodedRow]:
        folder = self.study.path / "codings"
        rows = [row for part in self.parts for row in _rows(part, folder)]
        ids = {code.id for part in self.parts for code in part.tree.codes}
        mover = Mover(moved, ids, self.names.write, self.names.write_bare)
        for file in list_coding_files(folder):
            content, gone = mover.rewrite(read_any_table(file), {r.line: r for r in rows if r.file == file.name})
            notes = b""
            if file.suffix.lower() == ".csv":
                lines = read_text(file).text.splitlines(keepends=True)
                heads = lines[: next((i for i, line in enumerate(lines) if not line.startswith("# ")), 0)]
                notes = self.names.write("".join(heads)).encode()
            else:
                self.notices.append(f"codings/{file.name}: written as CSV")
            name = f"codings/{rename(file, '.csv', self.names.write_bare)}"
            self._put(f"codings/{file.name}", name, notes + content.removeprefix(b"\xef\xbb\xbf") if notes else content)
            if gone:
                lines_ = ", ".join(map(str, gone))
                self.notices.append(f"codings/{file.name}: rows whose words are gone were left out (lines {lines_})")
        for file in list_files(folder):
            if file not in list_coding_files(folder):
                self.notices.append(f"codings/{file.name}: not carried over, since it is not read")
        return [row for row in rows if row.outcome not in GONE]

    def _check_codings(self, new: Study, rows: Sequence[CodedRow], moved: Mapping[str, MovedDocument]) -> int:
        """Read the new files of codings, and hold each row against the old one."""
        folder = self.folder / "codings"
        found = [row for part in new.strands or (new,) for row in _rows(part, folder)]
        expected: dict[str, list[tuple[object, ...]]] = {}
        for row in rows:
            place = moved[row.document_id]
            name = rename(Path(row.file), ".csv", self.names.write_bare)
            coder = self.names.write_bare(row.coder)
            code_id = write_id(row.code_id, self.names.write_bare)
            start, end = place.rewritten.move(row.start, row.end)
            expected.setdefault(name, []).append((coder, place.id, start, end, code_id))
        read: dict[str, list[tuple[object, ...]]] = {}
        for row in found:
            read.setdefault(row.file, []).append((row.coder, row.document_id, row.start, row.end, row.code_id))
        wrong = [
            Problem(f"{_count_differences(rows_, read.get(file, []))} codings would not stand on their words", file)
            for file, rows_ in expected.items()
            if _count_differences(rows_, read.get(file, []))
        ]
        if wrong:
            raise InputError(wrong)
        return len(found)

    def _carry_memory(self, new: Study, moved: Mapping[str, MovedDocument]) -> None:
        """Carry over which candidate codes were found and offered: ids and hashes, made anew from the new words."""
        pairs = zip(self.parts, new.strands or (new,), strict=True)
        for part, twin in pairs:
            known = part.memory.known()
            if known == Known():
                continue
            successors = _follow(part.segments, twin.segments, moved) if known.candidates else {}
            candidates = {
                i: tuple(dict.fromkeys(new_key for key in keys for new_key in successors.get(key, ())))
                for i, keys in known.candidates.items()
            }
            codes = {
                (write_id(word, self.names.write_bare) if word == i else self.names.write(word)): write_id(
                    i, self.names.write_bare
                )
                for word, i in known.codes.items()
            }
            twin.memory.keep(Known(candidates=candidates, offered=known.offered, listed=known.listed, codes=codes))


def _count_differences(expected: Sequence[object], read: Sequence[object]) -> int:
    wrong = sum(one != other for one, other in zip(expected, read, strict=False))
    return wrong + abs(len(expected) - len(read))


def _rows(part: Study, folder: Path) -> tuple[CodedRow, ...]:
    if not folder.is_dir():
        return ()
    remembered = part.memory.remembered(part.corpus, len(part.memory.versions()))
    return read_coded_rows(folder, part.corpus, part.tree, remembered)[1]


def _follow(
    old: Iterable[Segment], new: Iterable[Segment], moved: Mapping[str, MovedDocument]
) -> dict[str, tuple[str, ...]]:
    """Give for the key of each segment those that stand in its place: they overlap it by half of one of them."""
    there: dict[str, list[Segment]] = {}
    for segment in new:
        there.setdefault(segment.document_id, []).append(segment)
    successors: dict[str, tuple[str, ...]] = {}
    for segment in old:
        place = moved[segment.document_id]
        start, end = place.rewritten.move(segment.start, segment.end)
        keys = (
            key_of(other)
            for other in there.get(place.id, ())
            if 2 * (min(end, other.end) - max(start, other.start)) >= min(end - start, other.end - other.start) > 0
        )
        successors[key_of(segment)] = (*successors.get(key_of(segment), ()), *keys)
    return successors
