"""What thematica remembers of a study between runs, in its folder .thematica."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from thematica import __version__
from thematica.formats import store
from thematica.formats.audit_trail import append_event, read_events
from thematica.formats.codebook_versions import add_version, read_versions
from thematica.formats.codings_csv import AS_WRITTEN, CodedRow, Remembered, read_coded_rows
from thematica.formats.known_json import Known, read_known, write_known
from thematica.formats.seen_codings import (
    SeenCoding,
    SeenCodings,
    SeenWord,
    fingerprint,
    read_seen,
    read_words,
    write_seen,
)
from thematica.formats.themes_schema import format_schema
from thematica.model.codebook import CodebookVersion
from thematica.model.codings import Codings, Reanchored
from thematica.model.corpus import Corpus
from thematica.model.themes import ThemeTree
from thematica.steps.compare_trees import compare_trees
from thematica.steps.reanchor import reanchor, take_words

VERSION = __version__
FIRST_TREE = "themes.yaml"  # the tree of a study without strands


class StudyMemory:
    """The folder .thematica of a study: what was found and offered, how the tree and the codings have been.

    What is remembered belongs to a tree: that of themes.yaml lies in .thematica itself, that of another file in
    .thematica/trees/, whatever the strands are called. There is one audit trail.

    Args:
        study: The study's folder.

    Attributes:
        shared: Where it lies.
        folder: Where what belongs to the tree lies, in it.
        lock: Held while the study is worked on.
        trail: The audit trail.
        tree: The file of the tree, as messages call it.
        strand: The strand that the tree belongs to; empty: there are none.
    """

    def __init__(self, study: Path) -> None:
        self.shared = self.folder = study / ".thematica"
        self.lock = store.StudyLock(self.folder / "lock")
        self.trail = self.folder / "audit_trail.jsonl"
        self.tree = "the tree"
        self.strand = ""

    def of_strand(self, strand: str, tree: str) -> StudyMemory:
        """Give the memory of one strand's tree, under the same lock."""
        memory = StudyMemory(self.folder.parent)
        memory.lock, memory.tree, memory.strand = self.lock, tree, strand
        if tree != FIRST_TREE:
            memory.folder = self.folder / "trees" / Path(tree).stem
        return memory

    def begin_from(self, other: StudyMemory) -> None:
        """Begin with what is known of a study that had one tree before: its candidate codes, and its coded places."""
        if self.folder.exists() or not (other.folder / "known.json").exists():
            return
        with self.lock:
            known, seen = other.known(), read_seen(other.folder)
            rows = {key: dataclasses.replace(row, words={}) for key, row in seen.rows.items()}
            write_seen(self.folder, SeenCodings(rows), read_words(other.folder))
            self.keep(Known(candidates=known.candidates, names=known.names))

    def known(self) -> Known:
        """Read what was found and offered before."""
        return read_known(self.folder / "known.json")

    def keep(self, known: Known) -> None:
        """Write what was found and offered."""
        write_known(self.folder / "known.json", known)

    def record(self, event: str, details: Mapping[str, Any]) -> None:
        """Add an event to the audit trail."""
        strand = {"strand": self.strand, "tree": self.tree} if self.strand else {}
        append_event(self.trail, event, {"version": VERSION, **strand, **details})

    def events(self) -> list[dict[str, Any]]:
        """Read the audit trail, oldest event first; of a strand, what was done to its tree."""
        events = read_events(self.trail)
        return [event for event in events if event.get("tree", FIRST_TREE) == self.tree] if self.strand else events

    def versions(self) -> tuple[CodebookVersion, ...]:
        """Read every version of the codebook, oldest first."""
        return read_versions(self.folder / "codebook.jsonl")

    def write_schema(self) -> None:
        """Write the schema of themes.yaml, by which editors complete and check its fields."""
        store.write_whole(self.folder / "themes.schema.json", format_schema())

    def note_tree(self, tree: ThemeTree, listed: Collection[str]) -> int:
        """Note what she did to her tree since it was last read; a new state of it is a new version of the codebook.

        Args:
            tree: Her tree now.
            listed: Ids that stand under ``suggestions:`` now.

        Returns:
            The number of the codebook's version; 0 as long as there is no theme and no code.
        """
        with self.lock:
            versions, known = self.versions(), self.known()
            before = versions[-1].tree if versions else ThemeTree()
            number = len(versions)
            placed = {candidate_id for node in tree.nodes for candidate_id in node.candidate_ids}
            removed = [i for i in known.listed if i not in listed and i not in placed]
            if tree != before:
                number = add_version(self.folder / "codebook.jsonl", tree).number
            elif number and not any(
                event.get("event") == "edited" and event.get("codebook") == number for event in reversed(self.events())
            ):
                before = versions[-2].tree if number > 1 else ThemeTree()  # a crash came before it was noted
            if tree != before or removed:
                changes = [dataclasses.asdict(change) for change in compare_trees(before, tree)]
                self.record("edited", {"codebook": number, "changes": changes, "suggestions_removed": removed})
            words = {word: code.id for code in tree.codes for word in (code.id, code.name)}
            offered = tuple(dict.fromkeys((*known.offered, *listed)))
            now = dataclasses.replace(known, offered=offered, listed=tuple(listed), codes={**known.codes, **words})
            if now != known:
                self.keep(now)
            return number

    def read_people(
        self, path: Path, corpus: Corpus, tree: ThemeTree, codebook: int
    ) -> tuple[Codings, tuple[CodedRow, ...]]:
        """Read people's codings; where a document was changed, they are found again by their words.

        Args:
            path: The folder of coders' files.
            corpus: The documents as they are now.
            tree: The codes.
            codebook: The version of the codebook now.

        Raises:
            CodingsError: Every problem in every file.
        """
        with self.lock:
            remembered = self.remembered(corpus, codebook)
            codings, rows = read_coded_rows(path, corpus, tree, remembered)
            self._remember(rows, remembered, corpus)
        return codings, rows

    def remembered(self, corpus: Corpus, codebook: int) -> Remembered:
        """Give what is known of the rows of coders' files from earlier readings."""
        seen = read_seen(self.folder)
        prints = {document.id: fingerprint(document.text) for document in corpus}
        places = self._reanchor(seen, corpus, prints)
        return Remembered(places=places, seen=seen, codebook=codebook, former=self.known().codes, tree=self.tree)

    def confirm(self, rows: Collection[CodedRow], codebook: int) -> None:
        """Remember that she has looked at codings again under this version of the codebook."""
        with self.lock:
            now = dict(read_seen(self.folder).rows)
            for row in rows:
                seen = now[row.key]
                word = dataclasses.replace(seen.words[row.word], confirmed=codebook)
                now[row.key] = dataclasses.replace(seen, words={**seen.words, row.word: word})
            write_seen(self.folder, SeenCodings(now), {})

    def _reanchor(self, seen: SeenCodings, corpus: Corpus, prints: Mapping[str, str]) -> dict[str, Reanchored]:
        """Find the spans of all rows whose document has another text now."""
        stale: dict[tuple[str, str], list[str]] = {}
        for key, row in seen.rows.items():
            if prints.get(row.document_id, row.text) != row.text:
                stale.setdefault((row.document_id, row.text), []).append(key)
        places: dict[str, Reanchored] = {}
        kept = read_words(self.folder) if stale else {}
        for (document_id, text), keys in stale.items():
            before = kept.get(text)
            if before is None:  # nothing to find them by: better lost and said so than shifted
                places |= {key: Reanchored(seen.rows[key].start, seen.rows[key].start, "untraced") for key in keys}
                continue
            spans = [(seen.rows[key].start, seen.rows[key].end) for key in keys]
            places |= dict(zip(keys, reanchor(spans, before, corpus.documents[document_id].text), strict=True))
        return places

    def _remember(self, rows: Collection[CodedRow], remembered: Remembered, corpus: Corpus) -> None:
        """Remember rows that are new, and rows that stand as written in a text that was changed."""
        codes = set(remembered.former.values())
        now = dict(remembered.seen.rows)
        prints = {document.id: fingerprint(document.text) for document in corpus}
        for row in rows:
            was = now.get(row.key, SeenCoding(row.document_id, prints[row.document_id], row.start, row.end))
            if row.outcome == AS_WRITTEN and was.text != prints[row.document_id]:
                was = dataclasses.replace(was, text=prints[row.document_id], start=row.start, end=row.end)
            if row.word and row.word not in was.words:
                code_id = row.code_id if row.code_id in codes else ""
                was = dataclasses.replace(was, words={**was.words, row.word: SeenWord(code_id, remembered.codebook)})
            now[row.key] = was
        if now == remembered.seen.rows:
            return
        needed = {row.document_id for row in now.values() if prints.get(row.document_id) == row.text}
        words = {prints[i]: take_words(corpus.documents[i].text) for i in sorted(needed)}
        write_seen(self.folder, SeenCodings(now), words)
