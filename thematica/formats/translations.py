"""Translations beside transcripts: the same turns in another language, aligned one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from thematica.errors import MaterialError, Problem, suggest_spelling
from thematica.formats.participants import fold_id
from thematica.formats.speakers import Speaker, Speakers
from thematica.formats.talk import Talk
from thematica.formats.transcript_files import Transcript, read_transcript
from thematica.formats.transcripts import list_files, read_files
from thematica.model.corpus import Corpus, Turn
from thematica.model.sentences import name_some, shorten
from thematica.model.settings import TranscriptColumns

# fg1.en, fg1.pt-BR, fg1_translated beside fg1
LANGUAGE = re.compile(r"[._ -](?:[a-z]{2,3}(?:[-_][a-z]{2,4})?|translat(?:ed|ion)|english)$", re.IGNORECASE)
LANGUAGE_ENDING = re.compile(r"\.[a-z]{2,3}$")  # of a document's id; "fg1-b" may be another group
SHOWN = 60  # characters of a turn that does not fit


def align_translations(corpus: Corpus, folder: Path, *, speakers: Speakers, columns: TranscriptColumns) -> Corpus:
    """Give the turns of a corpus their translations.

    A file is called like its transcript, with or without a language (``fg1.en.txt``), and has the same turns in the
    same order. Speakers may be called otherwise there (``Moderator``, ``Moderatorin``), but one name throughout.

    Raises:
        MaterialError: For each file that does not fit, the first turn that differs, as it stands in both.
    """
    known = _lend_labels(corpus, folder, speakers)
    transcripts, remarks = read_files(folder, known, columns)
    transcripts = [_take_doubtful(corpus, folder, known, columns, each) for each in transcripts]
    problems: list[Problem] = []
    found: dict[str, str] = {}
    done: dict[str, str] = {}
    remarks = [f"translations/{remark}" for remark in remarks]
    for transcript in transcripts:
        document_id = _find_document(transcript.id, corpus)
        if document_id is None:
            near = suggest_spelling(transcript.id, corpus.documents.ids)
            remarks.append(
                f"translations/{transcript.file}: there is no transcript '{transcript.id}'{near}; passed over"
            )
            continue
        if document_id in done:
            message = f"is a second translation of {document_id}, beside {done[document_id]}; keep one"
            problems.append(Problem(message, f"translations/{transcript.file}"))
            continue
        done[document_id] = transcript.file
        problem = _compare(corpus, document_id, transcript)
        if problem:
            problems.append(problem)
            continue
        for turn, talk in zip(corpus.turns_of(document_id), transcript.talk, strict=True):
            found[turn.id] = transcript.text[talk.start : talk.end]
    if problems:
        raise MaterialError(problems)
    if missing := [document.id for document in corpus if document.id not in done]:
        remarks.append(f"translations/: none of {name_some(missing, 10)}")
    return replace(
        corpus,
        translations={**corpus.translations, **{turn: words for turn, words in found.items() if words.strip()}},
        remarks=(*corpus.remarks, *remarks),
    )


def point_out_translations(corpus: Corpus) -> list[str]:
    """Remark on transcripts that look like the translation of another: ``fg1.ur`` beside ``fg1``."""
    pairs = [(d, LANGUAGE_ENDING.sub("", d.id)) for d in corpus if LANGUAGE_ENDING.search(d.id)]
    return [
        f"{document.source}: read as a transcript of its own; if it is a translation of {original}, put it into "
        "translations/"
        for document, original in pairs
        if original in corpus.documents
    ]


def _lend_labels(corpus: Corpus, folder: Path, speakers: Speakers) -> Speakers:
    """Let the labels of a transcript, and what speakers.yaml says of them, stand for its translation, too."""
    declared = dict(speakers.declared)
    for file in list_files(folder):
        document_id = _find_document(file.stem, corpus)
        if document_id is None:
            continue
        for turn in corpus.turns_of(document_id):
            if turn.speaker:
                declared.setdefault((file.stem, turn.speaker), Speaker("unknown"))
        for (document, label), said in speakers.declared.items():
            if document == document_id:
                declared[file.stem, label] = said
    return replace(speakers, declared=declared)


def _take_doubtful(
    corpus: Corpus, folder: Path, speakers: Speakers, columns: TranscriptColumns, transcript: Transcript
) -> Transcript:
    """Read a translation again with what only looks like a speaker there, if it then fits and did not before."""
    document_id = _find_document(transcript.id, corpus)
    file = folder / transcript.file
    if document_id is None or not transcript.unsure or _compare(corpus, document_id, transcript) is None:
        return transcript
    doubtful = {(file.stem, label): Speaker("unknown") for label, _ in transcript.unsure}
    known = replace(speakers, declared={**speakers.declared, **doubtful})
    again = read_transcript(file, known, columns)
    fits = len(again) == 1 and _compare(corpus, document_id, again[0]) is None
    return again[0] if fits else transcript


def _find_document(name: str, corpus: Corpus) -> str | None:
    ids = {fold_id(document_id): document_id for document_id in corpus.documents.ids}
    return ids.get(fold_id(name)) or ids.get(fold_id(LANGUAGE.sub("", name)))


def _compare(corpus: Corpus, document_id: str, transcript: Transcript) -> Problem | None:
    """Find the first turn that another speaker has, or that is missing on one side."""
    turns = corpus.turns_of(document_id)
    here: dict[str, str] = {}
    there: dict[str, str] = {}
    for turn, talk in zip_longest(turns, transcript.talk):
        if turn is not None and talk is not None:
            ours, theirs = fold_id(turn.speaker), fold_id(talk.label)
            if here.setdefault(ours, theirs) == theirs and there.setdefault(theirs, ours) == ours:
                continue
        number = (turns.index(turn) if turn is not None else len(turns)) + 1
        counts = f"{len(turns)} turns there, {len(transcript.talk)} here"
        return Problem(
            f"does not fit {corpus.documents[document_id].source or document_id} from turn {number} on ({counts}): "
            f"there {_quote_turn(corpus, turn)}, here {_quote_talk(transcript, talk)}; a translation has the same "
            "turns in the same order",
            f"translations/{transcript.file}",
        )
    return None


def _quote_turn(corpus: Corpus, turn: Turn | None) -> str:
    return "nothing" if turn is None else _quote(turn.speaker, corpus.speech(turn))


def _quote_talk(transcript: Transcript, talk: Talk | None) -> str:
    if talk is None:
        return "nothing"
    return f"{_quote(talk.label, transcript.text[talk.start : talk.end])} ({transcript.places.name(talk.start)})"


def _quote(speaker: str, words: str) -> str:
    said = " ".join(words.split())
    short = shorten(said, SHOWN)
    return f"'{speaker}: {short}'" if speaker else f"'{short}'"
