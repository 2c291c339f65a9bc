"""Comments in a Word document: what was written, by whom and when, and which words it stands on.

Word and LibreOffice write the same parts: comments.xml holds what was written, marks in the text hold where it stands,
and commentsExtended.xml says which comment answers which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import quote, unquote

from lxml import etree

from thematica.formats.archive import Archive
from thematica.formats.docx_parts import (
    CHARACTERS,
    UNSEEN,
    WRAPPERS,
    attribute,
    is_changed_row,
    local_name,
    parse_part,
    read_body,
)

State = Literal["", "point", "deleted", "blank", "nowhere"]
# How a copy says what it is: its bookmark around the words, and its keywords, which both programs keep.
WORDS_MARK = "thematica_words"
COPY = re.compile(r"\bthematica document=(\S+)(?: coder=(\S+))?")
# What tracked changes put in, which is none of the words that stood there before.
PUT_IN = frozenset(("ins", "moveTo"))
CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo"))
# How LibreOffice 7 begins an answer, which it keeps as a comment of its own: Reply to Ann (date, time): "..."
ANSWER = r"^.{0,60}?{author} \([^()\n]*\d[^()\n]*\): [\"“”„«»]"
MARKS = {"commentRangeStart": "start", "commentRangeEnd": "end", "commentReference": "reference"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a comment."""

    author: str
    made_at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordComment:
    """One comment that answers no other.

    Attributes:
        id: Its number within the file.
        author: As the program knew her; may be empty.
        made_at: As it is written; empty where the program left it out.
        text: What was written, a line a paragraph.
        replies: The discussion below it, in order.
        start, end: Of its words in ``CommentedText.text``, end exclusive; equal where ``state`` is not empty.
        state: Empty, or why it stands on no words: ``point`` (nothing was selected), ``deleted`` (its words are, in a
            tracked change), ``blank`` (there are only blanks), ``nowhere`` (it is not anchored in the text).
        start_before, end_before: Of its words in ``CommentedText.before``.
    """

    id: str
    author: str
    made_at: str
    text: str
    replies: tuple[Reply, ...] = ()
    start: int = 0
    end: int = 0
    state: State = ""
    start_before: int = 0
    end_before: int = 0


@dataclass(frozen=True, slots=True)
class CommentedText:
    """What a Word document holds for somebody who codes in its margin.

    Attributes:
        file: Name of the file.
        text: All words it shows; those of ``read_docx``, but for the blanks between them.
        comments: In the order of the text.
        document_id, coder: Of which document it is a copy, and for whom; empty where it is none.
        words: Where in ``text`` the document's words stand in such a copy.
        before: All words as they were before the tracked changes; empty where nothing was changed.
        words_before: Where in ``before`` the document's words stand in such a copy.
    """

    file: str
    text: str
    comments: tuple[WordComment, ...] = ()
    document_id: str = ""
    coder: str = ""
    words: tuple[int, int] | None = None
    before: str = ""
    words_before: tuple[int, int] | None = None


def name_copy(document_id: str, coder: str) -> str:
    """Give the keywords by which a copy is known.

    >>> name_copy("fg 1", "ann")
    'thematica document=fg%201 coder=ann'
    """
    return f"thematica document={quote(document_id, safe='')}" + (f" coder={quote(coder, safe='')}" if coder else "")


def read_comments(path: Path) -> CommentedText:
    """Read the words of a Word document and the comments on them.

    Raises:
        MaterialError: It is damaged, locked, too large, or no Word document.
    """
    with Archive(path) as archive:
        main, _, body = read_body(archive)
        parts = _find_parts(archive, main)
        written = parse_part(archive, parts["comments"]) if "comments" in parts else None
        threads = parse_part(archive, parts["commentsExtended"]) if "commentsExtended" in parts else None
        about = parse_part(archive, "docProps/core.xml") if "docProps/core.xml" in archive.names else None
    walk, before = _Walk(), _Walk(is_before=True)
    walk.add_blocks(body)
    if any(isinstance(e.tag, str) and local_name(e) in CHANGES for e in body.iter()):
        before.add_blocks(body)
    keywords = next((e.text or "" for e in about if local_name(e) == "keywords"), "") if about is not None else ""
    copy = COPY.search(keywords)
    comments = () if written is None else tuple(_place(each, walk, before) for each in _thread(written, threads, walk))
    return CommentedText(
        path.name,
        walk.text,
        tuple(sorted(comments, key=lambda comment: (comment.start, comment.end))),
        unquote(copy[1]) if copy else "",
        unquote(copy[2] or "") if copy else "",
        walk.words if copy else None,
        before.text,
        before.words if copy else None,
    )


def _find_parts(archive: Archive, main: str) -> dict[str, str]:
    """Find the parts that belong to the main one, by the ending of what relates them."""
    folder = PurePosixPath("/") / PurePosixPath(main).parent
    relations = str(folder / "_rels" / f"{PurePosixPath(main).name}.rels").lstrip("/")
    found: dict[str, str] = {}
    for relation in parse_part(archive, relations) if relations in archive.names else ():
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        name = str(folder / str(relation.get("Target", ""))).lstrip("/")
        if name in archive.names:
            found.setdefault(kind, name)
    for kind in ("comments", "commentsExtended"):
        name = str(folder / f"{kind}.xml").lstrip("/")
        if name in archive.names:
            found.setdefault(kind, name)
    return found


@dataclass(slots=True)
class _Walk:
    """The words of a document while they are gathered, and the marks met between them.

    Attributes:
        is_before: Whether the words are those before the tracked changes, and not those that are shown.
        is_comment: Whether it is a comment: there, text that follows text in one run is what LibreOffice makes of a
            line break.
    """

    is_before: bool = False
    is_comment: bool = False
    pieces: list[str] = field(default_factory=list)
    at: int = 0
    marks: dict[tuple[str, str], int] = field(default_factory=dict)  # kind and id of a comment -> first character
    deleted: list[int] = field(default_factory=list)  # where deleted words stood
    hidden: set[str] = field(default_factory=set)  # ids of comments that would go with deleted words
    bookmarks: set[str] = field(default_factory=set)
    begin: int | None = None
    end: int | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def words(self) -> tuple[int, int] | None:
        """Whole lines: LibreOffice moves an end of a bookmark that stands at a paragraph's by a letter."""
        if self.begin is None:
            return None
        text, end = self.text, self.at if self.end is None else self.end
        beyond = text.find("\n", end)
        return text.rfind("\n", 0, self.begin) + 1, len(text) if beyond < 0 else beyond

    def add_blocks(self, element: etree._Element) -> None:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            name = local_name(child)
            if name == "p":
                self.add_line(child)
                self._say("\n")
            elif (name == "tr" and is_changed_row(child, "ins" if self.is_before else "del")) or self._is_unseen(name):
                self._note_only(child)
            elif name in ("tbl", "tr", "tc") or name in WRAPPERS or name in CHANGES:
                self.add_blocks(child)
                self._say("\t" if name == "tc" else "")
            else:
                self._note(child, name)

    def add_line(self, element: etree._Element) -> None:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            name = local_name(child)
            if self._is_unseen(name):
                self._note_only(child)
            elif name in ("t", "delText"):
                previous = child.getprevious()
                is_broken = self.is_comment and previous is not None and local_name(previous) == "t"
                self._say(f"{chr(10) if is_broken else ''}{child.text or ''}")
            elif name in CHARACTERS:
                self._say(CHARACTERS[name])
            elif name == "p":
                self._say("\n")
                self.add_line(child)
            else:
                self._note(child, name)
                self.add_line(child)

    def _is_unseen(self, name: str) -> bool:
        if self.is_before and (name in CHANGES or name == "delText"):
            return name in PUT_IN
        return name in UNSEEN

    def _say(self, words: str) -> None:
        self.pieces.append(words)
        self.at += len(words)

    def _note_only(self, element: etree._Element) -> None:
        """Take the marks of a part that is not shown; its words are none."""
        for child in element.iter():
            if isinstance(child.tag, str):
                name = local_name(child)
                self._note(child, name)
                if name == "commentReference":
                    self.hidden.add(attribute(child, "id"))
                if name == "delText" or (name == "t" and local_name(element) != "Fallback"):
                    self.deleted.append(self.at)

    def _note(self, element: etree._Element, name: str) -> None:
        if name in MARKS:
            self.marks.setdefault((MARKS[name], attribute(element, "id")), self.at)
        elif name == "bookmarkStart" and attribute(element, "name") == WORDS_MARK:
            self.bookmarks.add(attribute(element, "id"))  # LibreOffice may write it twice, and then end one of them
            self.begin = self.at if self.begin is None else self.begin
        elif name == "bookmarkEnd" and attribute(element, "id") in self.bookmarks:
            self.end = self.at


def _words_of(element: etree._Element) -> str:
    walk = _Walk(is_comment=True)
    walk.add_blocks(element)
    return "\n".join(line.strip() for line in walk.text.strip().splitlines())


def _thread(written: etree._Element, threads: etree._Element | None, walk: _Walk) -> Iterator[WordComment]:
    """Give the comments that answer no other, each with its answers."""
    elements = {attribute(e, "id"): e for e in written if isinstance(e.tag, str) and local_name(e) == "comment"}
    owner = {
        attribute(p, "paraId"): comment_id
        for comment_id, element in elements.items()
        for p in element.iter()
        if isinstance(p.tag, str) and local_name(p) == "p" and attribute(p, "paraId")
    }
    above: dict[str, str] = {}
    for each in () if threads is None else threads:
        if not isinstance(each.tag, str):
            continue
        child, parent = owner.get(attribute(each, "paraId")), owner.get(attribute(each, "paraIdParent"))
        if child is not None and parent is not None and child != parent:
            above[child] = parent
    told = _find_answers(elements, walk, above)
    above |= told
    replies: dict[str, list[Reply]] = {}
    for comment_id, element in elements.items():
        if (top := _top(comment_id, above)) != comment_id:
            words = _words_of(element)
            if comment_id in told:
                head, _, rest = words.partition("\n")
                words = rest.strip() or head
            reply = Reply(_author(element), attribute(element, "date"), words)
            replies.setdefault(top, []).append(reply)
    for comment_id, element in elements.items():
        if _top(comment_id, above) == comment_id:
            yield WordComment(
                id=comment_id,
                author=_author(element),
                made_at=attribute(element, "date"),
                text=_words_of(element),
                replies=tuple(replies.get(comment_id, ())),
            )


def _find_answers(elements: Mapping[str, etree._Element], walk: _Walk, above: Mapping[str, str]) -> dict[str, str]:
    """Find answers by their first line, where the program wrote no threads.

    Such an answer has no words selected, stands directly behind what it answers, and begins with its author's name.
    """
    found: dict[str, str] = {}
    places = {name: at for (kind, name), at in walk.marks.items() if kind == "reference" and name in elements}
    for comment_id, at in places.items():
        if comment_id in above or ("start", comment_id) in walk.marks:
            continue
        words = _words_of(elements[comment_id])
        for other in reversed(list(places)[: list(places).index(comment_id)]):
            author = re.escape(_author(elements[other]))
            if places[other] == at and author and re.match(ANSWER.replace("{author}", author), words):
                found[comment_id] = other
                break
    return found


def _top(comment_id: str, above: Mapping[str, str]) -> str:
    """Give the comment with which a thread begins; one that answers itself in a circle begins its own."""
    seen = [comment_id]
    while (parent := above.get(seen[-1])) is not None:
        if parent in seen:
            return comment_id
        seen.append(parent)
    return seen[-1]


def _author(element: etree._Element) -> str:
    return " ".join(attribute(element, "author").split())


def _place(comment: WordComment, walk: _Walk, before: _Walk) -> WordComment:
    start_before = before.marks.get(("start", comment.id), 0)
    end_before = before.marks.get(("end", comment.id), before.marks.get(("reference", comment.id), start_before))
    comment = replace(comment, start_before=start_before, end_before=max(start_before, end_before))
    start = walk.marks.get(("start", comment.id))
    point = walk.marks.get(("reference", comment.id))
    end = walk.marks.get(("end", comment.id), point)
    at = next((place for place in (start, point, end) if place is not None), None)
    if at is None:
        return replace(comment, start=0, end=0, state="nowhere")
    if start is None or end is None:
        return replace(comment, start=at, end=at, state="deleted" if comment.id in walk.hidden else "point")
    if walk.text[start:end].strip():
        return replace(comment, start=start, end=end, state="")
    is_deleted = any(start <= place <= max(start, end) for place in walk.deleted)
    return replace(
        comment, start=start, end=start, state="deleted" if is_deleted else "blank" if end > start else "point"
    )
