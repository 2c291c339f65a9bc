"""What stands before and after a segment, so that it can be judged without the machine's or anybody's codes."""

from __future__ import annotations

import re

from thematica.model.corpus import Corpus
from thematica.model.segments import Segment

AROUND = 300  # characters before and after; two or three turns


def look_around(corpus: Corpus, segment: Segment, length: int = AROUND) -> tuple[str, str]:
    """Give what stands before and after a segment in its document, moderators' words and labels included.

    Args:
        corpus: The documents.
        segment: What is looked at.
        length: Characters on each side; a word that is cut is left out, and dots say that there is more.

    Returns:
        The text before, and the text after; empty at the ends of the document.
    """
    text = corpus.documents[segment.document_id].text
    before, after = text[: segment.start].strip(), text[segment.end :].strip()
    if len(before) > length:
        before = "… " + re.sub(r"^\S*\s+", "", before[-length:])
    if len(after) > length:
        after = re.sub(r"\s+\S*$", "", after[:length]) + " …"
    return before, after
