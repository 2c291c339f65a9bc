"""Every choice of a run, with its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thematica.model.segments import AnswerKind

APPROACHES = ("codebook", "content_analysis", "framework", "coding_reliability", "reflexive")
UNITS_OF_TEXT = ("sentence", "turn", "answer", "paragraph")
SUGGEST = ("at_once", "after_reading", "never")
# Ids such as FG5C, fg 5-c, P07: the named group "session" gives the session, the whole label the participant.
PARTICIPANT_ID = (
    r"(?P<session>(?:FG|GD|Group|Focus ?Group)[ _-]?\d{1,3})(?:[A-Z]|[ _.-](?:[A-Z]|\d{1,2}))"
    r"|[PRBST][ _#-]?\d{1,3}"
    r"|(?:Participant|Respondent|Student|Interviewee|Person|Subject)(?:[ _#-]+(?:\d{1,3}|[A-Z]))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturationSettings:
    """How saturation is assessed (Guest, Namey and Chen 2020).

    Attributes:
        base: Sessions in the base, 4 to 6.
        run: Sessions in a run, 2 or 3.
        threshold: Share of new codes in the run, relative to the base, that counts as little.
        unit: ``session`` or ``participant``.
        by: Attributes to draw curves by and to compare groups by.
    """

    base: int = 4
    run: int = 2
    threshold: float = 0.05
    unit: str = "session"
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerColumns:
    """Which columns of the tables in ``answers/`` hold what.

    Attributes:
        text: Columns of answers; several are several questions.
        participant: Column of the respondent's id; empty: each row is a respondent.
        session: Column of the session; empty: each respondent is a session.
        question: In tables with one answer a row, the column that names its question.
        attributes: Columns that describe the respondent.
        translation: Columns of the answers in another language, one for each of ``text``, in its order.
        choices: Closed questions with several choices; each choice becomes an attribute, ``yes`` or ``no``.
        separator: What stands between several choices in one cell; empty: found out from the cells.
        whole_choices: Choices that hold the separator, and are one choice all the same.
        read_as: Values of attributes to what they are read as; empty: as an empty cell.
        language: Column of the language of the row; empty: that of the study.
        sheet: Sheet of a workbook; empty: the one that has these columns.
        heading_rows: How many rows of headings a table has; 0: found out from the table.
    """

    text: tuple[str, ...] = ()
    participant: str = ""
    session: str = ""
    question: str = ""
    attributes: tuple[str, ...] = ()
    translation: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    separator: str = ""
    whole_choices: tuple[str, ...] = ()
    read_as: Mapping[str, str] = field(default_factory=dict, hash=False)
    language: str = ""
    sheet: str = ""
    heading_rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NonAnswers:
    """Whole answers that thematica takes for something else than she does; hers win.

    Attributes:
        none: Say that there is nothing ("all good").
        declined: Decline to answer.
        referral: Point to another answer ("see my e-mail").
        blank: Are as good as an empty cell ("tbd").
        substantive: Say something, though thematica takes them for one of these ("none").
    """

    none: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    referral: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    substantive: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, AnswerKind]:
        """What each answer is."""
        answers: dict[AnswerKind, tuple[str, ...]] = {
            "none": self.none,
            "declined": self.declined,
            "referral": self.referral,
            "blank": self.blank,
            "substantive": self.substantive,
        }
        return {answer: kind for kind, of_kind in answers.items() for answer in of_kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptColumns:
    """Which columns of CSV transcripts hold what.

    Attributes:
        text: Column of the words; in a table without one, the reader says which columns there are.
        speaker: Column of the speaker's label; empty: prose without speakers.
        question: Column of the guiding question; empty: none.
        translation: Column of the same words in another language; empty: none.
    """

    text: str = "text"
    speaker: str = ""
    question: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandSettings:
    """Which parts of the material have a tree of their own.

    Attributes:
        by: An attribute of sessions or participants; empty: the study has one tree.
        trees: Value of the attribute to the file of its tree, in the study's folder.
    """

    by: str = ""
    trees: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices of one study; ``study.yaml`` holds them.

    Attributes:
        name: Title of the study.
        approach: Which kind of thematic analysis; ``reflexive`` switches counting off unless asked for.
        language: ISO 639 code of the material.
        unit: What a segment is.
        suggest: When candidate codes are offered: ``at_once``, ``after_reading`` (when she says) or ``never``.
        basis: Whose codings analyses rest on; empty: consensus if there is one, else people's, else the machine's.
        round: The round of people's coding that results rest on; empty: all rounds together.
        coded_blind: Coders who coded without seeing each other's codings; nobody but the team knows.
        machine_error: At most this share of the machine's codes is expected to be wrong, 0..1; what it is less sure of
            it leaves open. 1: it codes everything.
        embedder: ``packaged-minilm``, a folder on disk, or a model's name (needs ``allow_download``).
        clusterer: ``auto``, or ``module:Name`` of the researcher's own.
        saturation: How saturation is assessed.
        strands: Parts of the material with a tree of their own.
        answers: Columns of answer tables.
        non_answers: Answers that say nothing, as she sees it.
        transcripts: Columns of CSV transcripts.
        participant_id: Regular expression that a speaker's label must match in full to be a participant's id.
        allow_download: Whether a model may be fetched from a hub.
        seed: Where random choices start.
    """

    name: str = ""
    approach: str = "codebook"
    language: str = "en"
    unit: str = "sentence"
    suggest: str = "after_reading"
    basis: str = ""
    round: str = ""
    coded_blind: tuple[str, ...] = ()
    machine_error: float = 1.0
    embedder: str = "packaged-minilm"
    clusterer: str = "auto"
    saturation: SaturationSettings = field(default_factory=SaturationSettings)
    strands: StrandSettings = field(default_factory=StrandSettings)
    answers: AnswerColumns = field(default_factory=AnswerColumns)
    non_answers: NonAnswers = field(default_factory=NonAnswers)
    transcripts: TranscriptColumns = field(default_factory=TranscriptColumns)
    participant_id: str = PARTICIPANT_ID
    allow_download: bool = False
    seed: int = 1
