"""Transcripts written as Word documents to be coded in the margin, and comments read back as codings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import CodingsError, InputError, MaterialError, Problem, StudyError, suggest_spelling
from thematica.formats.coder_file import require_name
from thematica.formats.docx_comments import CommentedText, WordComment, read_comments
from thematica.formats.quotes import cite
from thematica.formats.store import write_whole
from thematica.formats.transcript_files import look_at_bytes
from thematica.formats.transcripts import list_files
from thematica.formats.word_codings import Rewritten, rewrite
from thematica.model.codings import MACHINE, Reanchored
from thematica.model.corpus import Corpus, Document
from thematica.reports.coding_copy import format_copy, show
from thematica.reports.history import count
from thematica.steps.margin import CodeNames, follow_spans, keep_to_speech, name_line, read_comment, share_held

if TYPE_CHECKING:
    from thematica.study.study import Study

ENDING = ".docx"
LEAST_HELD = 0.5  # of a transcript's words, for a file to be taken for it
MOST_PLACES = 5  # in one sentence
NO_WORDS = {
    "point": "stands between words; select the words that it is about, and comment on these",
    "deleted": "stands on words that are deleted in a tracked change",
    "blank": "stands on blanks only",
    "nowhere": "is not anchored in the text (is it in a footnote or a header?)",
}


def export_word(study: Study, folder: Path, coder: str = "") -> tuple[Path, ...]:
    """Write each transcript as a Word document to be coded in its margin.

    Args:
        study: The study.
        folder: Where to.
        coder: Whom the copies are for; their names end in hers.

    Returns:
        The files.

    Raises:
        StudyError: There is no transcript, a name cannot be that of a file, or other files of these names are there.
    """
    if coder:
        require_name(coder)
    documents = _transcripts(study)
    if not documents:
        raise StudyError("there are no transcripts; answers are coded in a sheet ('thematica next')")
    tree, listed = study.read_tree()
    files: dict[Path, bytes] = {}
    for document in documents:
        path = folder / f"{document.id}{f'-{coder}' if coder else ''}{ENDING}"
        turns = [turn for turn in study.corpus.turns if turn.document_id == document.id]
        files[path] = format_copy(document, turns, tree, coder)
    if others := [str(path) for path, content in files.items() if path.exists() and path.read_bytes() != content]:
        raise StudyError(
            f"there already, and may hold comments: {', '.join(others)}; name another folder (nothing was written)"
        )
    for path, content in files.items():
        write_whole(path, content)
    if left := len(study.corpus.documents) - len(documents):
        study.notices.append(f"{count(left, 'answer')} not written: answers are coded in a sheet ('thematica next')")
    with study.memory.lock:
        codebook = study.memory.note_tree(tree, listed)
        study.memory.record("exported to Word", {"documents": len(files), "coder": coder, "codebook": codebook})
    return tuple(files)


def import_word(study: Study, path: Path, coder: str = "") -> tuple[Path, ...]:
    """Read the comments of a Word document, or of all in a folder, as codings into codings/NAME-word.csv.

    Where there is nothing wrong, what an earlier import of the same documents wrote for the same coder gives way.

    Args:
        study: The study.
        path: A .docx file or a folder of these.
        coder: Whose codings they are; else whom a copy is for, else the author of each comment.

    Returns:
        The files that were written.

    Raises:
        StudyError: There is no such file.
        CodingsError: Every problem in every file; nothing is written.
    """
    files = _list_documents(path)
    if coder:
        require_name(coder)
    with study.memory.lock:
        names = CodeNames(study.read_tree()[0], study.memory.known().codes)
        reading = _Reading(study.corpus, names, _transcripts(study), coder)
        for file in files:
            reading.read(file)
        if reading.problems:
            raise CodingsError(reading.problems)
        try:
            written = [
                rewrite(study.path / "codings", who, rows, reading.files[who])
                for who, rows in sorted(reading.rows.items())
            ]
        except MaterialError as error:
            raise CodingsError(error.problems) from error
        study.notices += [*reading.tell(), *_write(study, written)]
        counts = {"files": len(files), "codings": sum(map(len, reading.rows.values())), "coders": sorted(reading.rows)}
        new = {"unused": len(reading.unused), "new_codes": len(reading.new)}
        study.memory.record("imported from Word", {**counts, **new})
        with contextlib.suppress(InputError):  # a mistake in another file is told when that is read
            study.look()
    return tuple(each.path for each in written)


def _transcripts(study: Study) -> list[Document]:
    """Give the documents that are transcripts; answers are many, and a line each."""
    folder = study.path / "transcripts"
    return [document for document in study.corpus.documents if (folder / document.source).is_file()]


def _list_documents(path: Path) -> list[Path]:
    if not path.exists():
        raise StudyError(f"there is no file or folder {path}")
    files = [file for file in list_files(path) if file.suffix.lower() == ENDING] if path.is_dir() else [path]
    if not files:
        raise StudyError(f"{path} holds no {ENDING} file")
    if (wrong := files[0]).suffix.lower() != ENDING:
        raise StudyError(f"{wrong.name}: comments are read from {ENDING} files; save it as one in your word processor")
    return files


def _write(study: Study, written: Sequence[Rewritten]) -> Iterator[str]:
    """Write the files of codings; what gives way is kept aside, as it was."""
    aside = study.memory.lock.path.parent / "replaced"
    for each in written:
        if each.gone:
            number = 1 + sum(1 for _ in aside.glob(f"{each.path.stem}-*.csv"))
            kept = aside / f"{each.path.stem}-{number}.csv"
            write_whole(kept, each.before)
            yield (
                f"{each.path.name}: {count(each.gone, 'row')} of an earlier import gave way; the file as it was: {kept}"
            )
        write_whole(each.path, each.content)


@dataclass
class _Reading:
    """What the comments of Word documents say, while these are read."""

    corpus: Corpus
    names: CodeNames
    transcripts: Sequence[Document]
    coder: str
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    read_from: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    trimmed: int = 0
    new: dict[str, list[str]] = field(default_factory=dict)

    def read(self, path: Path) -> None:
        try:
            look_at_bytes(path)
            words = read_comments(path)
        except MaterialError as error:
            self.problems += error.problems
            return
        text, shift = words.text, 0
        if words.words is not None:
            shift, end = words.words
            text = text[shift:end]
        documents = self._documents_of(words, text)
        if not documents:
            if words.comments:
                message = "holds the words of no transcript of the study; is it another study's?"
                self.problems.append(Problem(message, words.file))
            return
        authors = {comment.author for comment in words.comments}
        theirs = self.coder or (words.coder if len(authors) <= 1 else "")
        if theirs:
            self._note_file(theirs, words.file)
        before = sum(map(len, self.rows.values()))
        usable = [comment for comment in words.comments if not comment.state]
        spans = [(max(0, c.start - shift), max(0, min(c.end - shift, len(text)))) for c in usable]
        places = {d.id: dict(zip([c.id for c in usable], _follow(text, spans, d), strict=True)) for d in documents}
        for number, comment in enumerate(words.comments, 1):
            self._take(comment, f"{words.file}, comment {number}", theirs, words.file, places)
        codings = sum(map(len, self.rows.values())) - before
        found = ", ".join(d.id for d in documents)
        self.read_from.append(
            f"{words.file} ({found}): {count(len(words.comments), 'comment')}, {count(codings, 'coding')}"
        )

    def _documents_of(self, words: CommentedText, text: str) -> list[Document]:
        """Find the transcripts whose words a file holds: by what a copy says, by its name, else by the words."""
        stem = Path(words.file).stem
        if words.document_id:
            named = [document for document in self.transcripts if document.id == words.document_id]
        else:
            named = [d for d in self.transcripts if d.source == words.file or d.id == stem]
        if found := [document for document in named if share_held(text, show(document.text)) >= LEAST_HELD]:
            return found
        held = [(share_held(text, show(document.text)), -at) for at, document in enumerate(self.transcripts)]
        best = max(held, default=(0.0, 0))
        return [self.transcripts[-best[1]]] if best[0] >= LEAST_HELD else []

    def _take(
        self,
        comment: WordComment,
        name: str,
        theirs: str,
        file: str,
        places: Mapping[str, Mapping[str, Reanchored]],
    ) -> None:
        """Take one comment as codings, or say why it is none."""
        who = theirs or comment.author
        said = f"{name} {cite(comment.text)}"
        if not who or who == MACHINE:
            message = f"{name} has no author; say whose it is with --coder" if not who else (
                f"{name} is by '{MACHINE}', the machine's name; say whose it is with --coder"
            )  # fmt: skip
            self.problems.append(Problem(message))
            return
        self._note_file(who, file)
        if comment.state:
            self.unused.append(f"{said} {NO_WORDS[comment.state]}")
            return
        given = read_comment(comment.text, self.names.knows)
        if not given:
            self.unused.append(f"{said} names no code; it was taken for a remark, which stays in Word")
            return
        spans = list(self._spans(comment, places))
        if not spans:
            self.unused.append(
                f"{said} stands on a label, heading or note only, or on words that no transcript of the study has"
            )
            return
        discussion = "".join(
            f"\n{reply.author or 'somebody'}{f' ({reply.made_at[:10]})' if reply.made_at else ''}: {reply.text}"
            for reply in comment.replies
        )
        for document, start, end, outcome in spans:
            if outcome == "changed":
                self.changed.append(said)
            for each in given:
                try:
                    word = self.names.find(each.word)
                except ValueError as error:
                    self.problems.append(Problem(f"{name}: {error}"))
                    continue
                if self.names.is_new(each.word):
                    self.new.setdefault(each.word, []).append(f"{document.id} line {name_line(document.text, start)}")
                row = {
                    "document": document.id,
                    "start": str(start),
                    "end": str(end),
                    "quote": " ".join(document.text[start:end].split()),
                    "coder": who,
                    "code": word,
                    "memo": f"{each.memo}{discussion}".strip(),
                    "made_at": comment.made_at,
                    "file": file,
                    "comment": comment.id,
                }
                self.rows[who].append(row)

    def _spans(
        self, comment: WordComment, places: Mapping[str, Mapping[str, Reanchored]]
    ) -> Iterator[tuple[Document, int, int, str]]:
        for document_id, found in places.items():
            place = found[comment.id]
            if place.outcome == "lost" or place.start >= place.end:
                continue
            document = self.corpus.documents[document_id]
            turns = self.corpus.turns_between(document_id, place.start, place.end)
            spoken = keep_to_speech(document.text, place.start, place.end, turns)
            if spoken is not None:
                self.trimmed += spoken != (place.start, place.end)
                yield document, *spoken, place.outcome

    def _note_file(self, who: str, file: str) -> None:
        self.rows.setdefault(who, [])
        if file not in (files := self.files.setdefault(who, [])):
            files.append(file)

    def tell(self) -> Iterator[str]:
        """Say what was read, what could not be used, and what is new."""
        yield from self.read_from
        for sentence in self.unused:
            yield f"not used: {sentence}"
        for sentence in self.changed:
            yield f"its words are not those of the study's transcript, whose nearest words were taken: {sentence}"
        if self.trimmed:
            yield f"{count(self.trimmed, 'coding')} took in a label or a time beside the speech; these were left out"
        for word, places in sorted(self.new.items()):
            some = ", ".join(dict.fromkeys(places[:MOST_PLACES])) + (", …" if len(places) > MOST_PLACES else "")
            yield (
                f"'{word}' is no code of the tree yet ({count(len(places), 'coding')}: {some}){self._near(word)}; "
                "kept, not counted: it counts once a code of this name is in your tree"
            )

    def _near(self, word: str) -> str:
        return suggest_spelling(word, [each for code in self.names.tree.codes for each in (code.id, code.name)])


def _follow(text: str, spans: Sequence[tuple[int, int]], document: Document) -> list[Reanchored]:
    return follow_spans(text, spans, show(document.text))
