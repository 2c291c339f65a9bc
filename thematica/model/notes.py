"""Field notes and memos: context that is shown beside the text, and never counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the researcher wrote beside the material: what was seen, or thought.

    Attributes:
        text: Her words.
        session_id: The session it is about; empty: the study as a whole.
        document_id: The document it is about; empty: the whole session.
        turn_id: The turn it belongs to, where she named one, or a time and the document has times.
        time: Seconds from the start of the recording, where she named a time.
        heading: The heading it stands under, where that is neither a time nor a turn.
        source: The file it came from.
    """

    text: str
    session_id: str = ""
    document_id: str = ""
    turn_id: str = ""
    time: float | None = None
    heading: str = ""
    source: str = ""
