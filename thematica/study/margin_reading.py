"""What the comments of Word documents say, read against the transcripts of a study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.formats.docx_comments import CommentedText, WordComment, read_comments
from thematica.formats.quotes import cite
from thematica.formats.transcript_files import look_at_bytes
from thematica.model.coders import CoderNames, fold_name
from thematica.model.codings import MACHINE, Reanchored
from thematica.model.corpus import Corpus, Document
from thematica.model.sentences import count, name_some
from thematica.reports.coding_copy import show
from thematica.reports.reading import lay_out
from thematica.steps.margin import (
    CodeNames,
    Given,
    follow_spans,
    holds_letters,
    keep_to_speech,
    read_comment,
    share_held,
)

LEAST_HELD = 0.5  # of a transcript's words, for a file to be taken for it
MOVED = 0.1  # of its words stand outside of the marks of a copy, for these to be taken as moved
AROUND = 30  # characters before a comment on nothing, to find it by
NO_WORDS = {
    "point": "stands between words{near}; select the words that it is about, and comment on these",
    "deleted": "stands on words that are deleted in a tracked change{near}",
    "blank": "stands on blanks only{near}",
    "nowhere": "is not anchored in the text (is it in a footnote or a header?)",
}
# What word processors write for an author who is not to be known, or has given no name.
NOBODY = frozenset(
    map(
        fold_name,
        (
            "Author", "Unknown Author", "Unknown", "Anonymous", "Guest", "User", "Windows User", "Office User",
            "Microsoft Office User", "Microsoft Account", "Autor", "Autorin", "Verfasser", "Verfasserin",
            "Unbekannter Autor", "Unbekannt", "Gast", "Benutzer", "Auteur", "Auteur inconnu", "Autore",
            "Autore sconosciuto", "Autor desconocido", "Autor desconhecido", "Auteur onbekend", "Onbekende auteur",
            "Författare", "Forfatter", "Tekijä",
        ),
    )
)  # fmt: skip
HEADER = ("author", "coder", "comments", "codings", "replies", "not used")


@dataclass
class MarginReading:
    """What the comments say, while the files are read.

    Args:
        corpus: The study's documents.
        names: Its codes.
        transcripts: Those of its documents that are transcripts.
        coders: The coders that are known.
        coder: Whose the comments are; empty where the files and their authors say so.

    Attributes:
        problems: What is wrong.
        rows: Coder to rows, by column.
        files: Coder to the files that were read for her.
        unused: The comments that gave no coding, in sentences.
        new: Names that are no codes to where they were given.
    """

    corpus: Corpus
    names: CodeNames
    transcripts: Sequence[Document]
    coders: CoderNames
    coder: str
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    new: dict[str, list[str]] = field(default_factory=dict)
    _read_from: list[str] = field(default_factory=list)
    _changed: list[str] = field(default_factory=list)
    _on_moderator: list[str] = field(default_factory=list)
    _trimmed: int = 0
    _by_author: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def read(self, path: Path) -> None:
        """Read one file."""
        try:
            look_at_bytes(path)
            words = read_comments(path)
        except MaterialError as error:
            self.problems += error.problems
            return
        documents = self._documents_of(words, _cut(words.text, words.words)) or self._documents_of(words, words.text)
        if not documents:
            if words.comments:
                message = "holds the words of no transcript of the study; is it another study's?"
                self.problems.append(Problem(message, words.file))
            return
        authors = {fold_name(comment.author) for comment in words.comments}
        theirs = self.coder or (self.coders.spell(words.coder) if words.coder and len(authors) <= 1 else "")
        if theirs:
            self._note_file(theirs, words.file)
        before = sum(map(len, self.rows.values()))
        places = {document.id: _follow(words, document) for document in documents}
        for number, comment in enumerate(words.comments, 1):
            self._take(comment, number, theirs, words, places)
        codings = sum(map(len, self.rows.values())) - before
        found = ", ".join(d.id for d in documents)
        self._read_from.append(
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
        number: int,
        theirs: str,
        words: CommentedText,
        places: Mapping[str, Mapping[str, Reanchored]],
    ) -> None:
        """Take one comment as codings, or say why it is none."""
        name = f"{words.file}, comment {number}"
        who = self._whose(comment, name, theirs)
        if not who:
            return
        self._note_file(who, words.file)
        tally = self._tally(comment.author, who)
        tally["comments"] += 1
        for reply in comment.replies:
            self._tally(reply.author, "")["replies"] += 1
        given, spans = read_comment(comment.text, self.names.knows), list(self._spans(comment, places))
        if why := self._why_unused(comment, words, given, places, spans):
            self.unused.append(f"{name} {cite(comment.text)} {why}")
            tally["not used"] += 1
            return
        for document, start, end, outcome in spans:
            turns = self.corpus.turns_between(document.id, start, end)
            place = f"{turns[0].id} {cite(document.text[start:end])}"
            if outcome == "changed":
                self._changed.append(f"{name} {cite(comment.text)} on {place}")
            if all(turn.role == "moderator" for turn in turns):
                self._on_moderator.append(place)
            for each in given:
                row = self._row(comment, each, name, place)
                if row is not None:
                    where = {"document": document.id, "start": str(start), "end": str(end)}
                    quote = " ".join(document.text[start:end].split())
                    self.rows[who].append({**where, "quote": quote, "coder": who, **row, "file": words.file})
                    tally["codings"] += 1

    def _row(self, comment: WordComment, given: Given, name: str, place: str) -> dict[str, str] | None:
        """Give what a comment says with one of its codes; None where that is the name of several."""
        try:
            word = self.names.find(given.word)
        except ValueError as error:
            self.problems.append(Problem(f"{name}: {error}"))
            return None
        if self.names.is_new(given.word):
            self.new.setdefault(given.word, []).append(place)
        discussion = "".join(
            f"\n{reply.author or 'somebody'}{f' ({reply.made_at[:10]})' if reply.made_at else ''}: {reply.text}"
            for reply in comment.replies
        )
        memo = f"{given.memo}{discussion}".strip()
        return {"code": word, "memo": memo, "made_at": comment.made_at, "comment": comment.id}

    def _whose(self, comment: WordComment, name: str, theirs: str) -> str:
        """Say whose a comment is; empty where that is a problem."""
        who = theirs or self.coders.spell(comment.author)
        said = f"{name} {cite(comment.text)}"
        if who == MACHINE:
            self.problems.append(Problem(f"{said} is by '{MACHINE}', the machine's name; say whose it is with --coder"))
        elif not who:
            self.problems.append(Problem(f"{said} has no author; say whose it is with --coder"))
        elif not theirs and fold_name(who) in NOBODY:
            message = f"is by '{comment.author}', which a word processor writes for anybody"
            self.problems.append(Problem(f"{said} {message}; say whose it is with --coder"))
        else:
            return who
        return ""

    def _why_unused(
        self,
        comment: WordComment,
        words: CommentedText,
        given: Sequence[Given],
        places: Mapping[str, Mapping[str, Reanchored]],
        spans: Sequence[object],
    ) -> str:
        """Say why a comment gives no coding; empty where it does."""
        if comment.state:
            near = " ".join(words.text[max(0, comment.start - AROUND) : comment.start].split())
            return NO_WORDS[comment.state].format(near=f", behind “…{near}”" if near else "")
        on = f"on {cite(words.text[comment.start : comment.end])}"
        if not comment.text:
            return f"{on} is empty"
        if not given:
            hint = self.names.hint(comment.text)
            return f"{on} names no code; it was taken for a remark, which stays in Word{hint}"
        if spans:
            return ""
        if words.words is not None and (comment.end <= words.words[0] or comment.start >= words.words[1]):
            return f"{on} stands on the heading or the codebook, not on the transcript"
        if all(found[comment.id].outcome == "lost" for found in places.values()):
            return f"{on} stands on words that no transcript of the study has"
        return f"{on} stands on a label, heading or note only, not on what somebody said"

    def _spans(
        self, comment: WordComment, places: Mapping[str, Mapping[str, Reanchored]]
    ) -> Iterator[tuple[Document, int, int, str]]:
        for document_id, found in places.items():
            place = found.get(comment.id)
            if place is None or place.outcome == "lost" or place.start >= place.end:
                continue
            document = self.corpus.documents[document_id]
            turns = self.corpus.turns_between(document_id, place.start, place.end)
            spoken = keep_to_speech(document.text, place.start, place.end, turns)
            if spoken is not None:
                self._trimmed += spoken != (place.start, place.end)
                yield document, *spoken, place.outcome

    def _note_file(self, who: str, file: str) -> None:
        self.rows.setdefault(who, [])
        if file not in (files := self.files.setdefault(who, [])):
            files.append(file)

    def _tally(self, author: str, who: str) -> Counter[str]:
        """Give the numbers of an author; of one who has only answered so far, once it is known whose she is."""
        author = author or "(none)"
        if who and (answered := self._by_author.pop((author, ""), None)):
            self._by_author[author, who] = answered
        if not who:
            known = [key for key in self._by_author if key[0] == author]
            return self._by_author.setdefault(known[0] if known else (author, ""), Counter())
        return self._by_author.setdefault((author, who), Counter())

    def tell(self) -> Iterator[str]:
        """Say whose comments gave what, what could not be used, and what is new."""
        if self._by_author:
            rows = [
                (author, who or "-", *(str(tally[heading]) for heading in HEADER[2:]))
                for (author, who), tally in sorted(self._by_author.items())
            ]
            yield "\n".join(lay_out([HEADER, *rows]))
        authors = [author for (author, who), tally in sorted(self._by_author.items()) if who and tally["comments"]]
        if self.coder and len(authors) > 1:
            yield f"the comments of {', '.join(authors)} were all taken as {self.coder}'s, as --coder says"
        yield from self._read_from
        for name, first in self.coders.others.items():
            yield f"'{name}' was taken for the coder '{first}': the names differ in capitals or blanks only"
        for sentence in self.unused:
            yield f"not used: {sentence}"
        for sentence in self._changed:
            yield f"its words are not those of the study's transcript, whose nearest words were taken: {sentence}"
        if self._trimmed:
            yield f"{count(self._trimmed, 'coding')} took in a label or a time beside the speech; these were left out"
        if self._on_moderator:
            where = f"{count(len(self._on_moderator), 'comment')} on a moderator's words only"
            yield f"{where} ({_some(self._on_moderator)}); kept, but moderators' words are not counted"
        for word, places in sorted(self.new.items()):
            yield (
                f"'{word}' is no code of the tree yet ({count(len(places), 'coding')}: {_some(places)})"
                f"{self.names.hint(word)}; kept, not counted: it counts once a code of this name is in your tree"
            )


def _some(places: Sequence[str]) -> str:
    return name_some(dict.fromkeys(places))


def _cut(text: str, words: tuple[int, int] | None) -> str:
    return text if words is None else text[slice(*words)]


def _follow(words: CommentedText, document: Document) -> dict[str, Reanchored]:
    """Find the words of each comment in a transcript.

    Where tracked changes have made others of its words, what stood there before them counts. The marks of a copy say
    where the transcript begins and ends; a word processor may have moved them, so that they are not relied on.
    """
    usable = [comment for comment in words.comments if not comment.state]
    wanted = show(document.text)
    shown = [(comment.start, comment.end) for comment in usable]
    before = [(comment.start_before, comment.end_before) for comment in usable]
    views = [(words.text, words.words, shown), (words.text, None, shown)]
    exact = [*views, (words.before, words.words_before, before), (words.before, None, before)]
    found = next((view for view in exact if holds_letters(_cut(view[0], view[1]), wanted)), None)
    if found is None:
        held = [share_held(_cut(text, bounds), wanted) for text, bounds, _ in views]
        found = views[held[1] > held[0] + MOVED]
    text, bounds, spans = found
    shift, text = (0 if bounds is None else bounds[0]), _cut(text, bounds)
    within = [(max(0, first - shift), max(0, min(last - shift, len(text)))) for first, last in spans]
    return dict(zip([comment.id for comment in usable], follow_spans(text, within, wanted), strict=True))
