"""The notebook functions: each a step with its default backend and the cache of vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.api.making import make_clusterer, make_coding_model, make_embedder, make_labeller, make_splitters
from thematica.errors import CodingsError, Problem, SettingsError
from thematica.formats import answers as answers_format
from thematica.formats import codings_csv, themes_yaml, transcripts
from thematica.formats.notes import read_notes
from thematica.formats.questions_yaml import place_guide, read_questions
from thematica.formats.speakers import Speakers, read_speakers
from thematica.formats.translations import align_translations
from thematica.formats.vector_cache import VectorCache
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import Codings, NextSegment
from thematica.model.corpus import Corpus
from thematica.model.embeddings import Embeddings
from thematica.model.protocols import Clusterer, CodingModel, Embedder, Labeller, Vectors
from thematica.model.segments import AnswerKind, Segments
from thematica.model.settings import PARTICIPANT_ID, AnswerColumns, Settings, TranscriptColumns
from thematica.model.themes import ThemeTree
from thematica.steps import code as code_step
from thematica.steps import embed as embed_step
from thematica.steps import find as find_step
from thematica.steps import guide as guide_step
from thematica.steps import review as review_step
from thematica.steps import segment as segment_step

if TYPE_CHECKING:
    import pandas as pd

PathLike = str | Path


def read_transcripts(
    path: PathLike,
    *,
    speakers: PathLike | None = None,
    participants: PathLike | None = None,
    sessions: PathLike | None = None,
    text: str = "text",
    speaker: str = "",
    question: str = "",
    translation: str = "",
    translations: PathLike | None = None,
    notes: PathLike | None = None,
    participant_id: str = PARTICIPANT_ID,
    language: str = "en",
) -> Corpus:
    """Read transcripts: Word, PDF, captions, plain text, HTML, a table, or what speech recognition wrote.

    Args:
        path: A folder, or one file: .docx, .pdf, .vtt, .srt, .txt, .md, .csv, .json (Whisper), .otr or .html.
        speakers: speakers.yaml, which says who a label stands for.
        participants: participants.csv, with attributes of the participants.
        sessions: sessions.csv, with the order of collection and attributes of the sessions.
        text, speaker, question, translation: Columns of CSV transcripts.
        translations: A folder of the same transcripts in another language, with the same turns: shown, never coded.
        notes: A folder of field notes, each called like its document or session: shown, never counted.
        participant_id: Regular expression of participants' ids; its group ``session`` names the session.
        language: ISO 639 code.

    Returns:
        The corpus; ``corpus.remarks`` says what was noticed while reading.

    Raises:
        MaterialError: Every problem in every file.
    """
    columns = TranscriptColumns(text=text, speaker=speaker, question=question, translation=translation)
    corpus, _ = transcripts.read_transcripts(
        Path(path),
        speakers=_path(speakers),
        participants=_path(participants),
        sessions=_path(sessions),
        columns=columns,
        participant_id=participant_id,
        language=language,
    )
    if translations is not None:
        known = Speakers.build(read_speakers(Path(speakers)) if speakers else {}, (), participant_id)
        corpus = align_translations(corpus, Path(translations), speakers=known, columns=columns)
    if notes is not None:
        found, remarks = read_notes(Path(notes), corpus)
        corpus = replace(corpus, notes=found, remarks=(*corpus.remarks, *remarks))
    return corpus


def recognise_questions(corpus: Corpus, path: PathLike, *, embedder: str | Embedder = "packaged-minilm") -> Corpus:
    """Find which guiding question each turn answers: by the moderator's nearest wording, or as the file says.

    A question holds until the next is recognised; where nothing is near, what was asked before goes on.

    Args:
        corpus: Transcripts with a moderator.
        path: questions.yaml: the questions with their ids, other wordings, and decisions on single turns.
        embedder: ``packaged-minilm``, a folder with a sentence-transformers model, or an ``Embedder``.

    Returns:
        The corpus; ``corpus.guide.asked`` says what each moderator's turn was taken for.

    Raises:
        MaterialError: Every mistake in the file, with its line.
    """
    guide, remarks = place_guide(read_questions(Path(path)), corpus)
    cached = _default_cache(embedder, None) if isinstance(embedder, str) else VectorCache(embedder)
    asked = replace(corpus, guide=guide, remarks=(*corpus.remarks, *remarks))
    return guide_step.recognise_questions(asked, cached.embed)


def read_answers(
    source: PathLike | pd.DataFrame,
    *,
    text: str | Sequence[str],
    participant: str = "",
    session: str = "",
    question: str = "",
    attributes: str | Sequence[str] = (),
    translation: str | Sequence[str] = (),
    choices: str | Sequence[str] = (),
    sheet: str = "",
    participants: PathLike | None = None,
    sessions: PathLike | None = None,
    language: str = "en",
) -> Corpus:
    """Read open-text answers from a CSV file, an Excel workbook or a pandas table.

    Args:
        source: The file or table.
        text: Column of answers; several columns are several questions.
        participant: Column of the respondent; without it each row is a respondent.
        session: Column of the session; without it each respondent is a session.
        question: Where each row is one answer, the column that names its question.
        attributes: Columns that describe the respondent.
        translation: The answers in another language, a column for each of ``text``: shown, never coded.
        choices: Closed questions with several choices; each choice becomes an attribute, ``yes`` or ``no``.
        sheet: Sheet of a workbook; without it the one that has these columns.
        participants, sessions: participants.csv and sessions.csv, where there are any.
        language: ISO 639 code.

    Raises:
        MaterialError: Columns are missing, or rows have no respondent.
    """
    columns = AnswerColumns(
        text=(text,) if isinstance(text, str) else tuple(text),
        participant=participant,
        session=session,
        question=question,
        attributes=(attributes,) if isinstance(attributes, str) else tuple(attributes),
        translation=(translation,) if isinstance(translation, str) else tuple(translation),
        choices=(choices,) if isinstance(choices, str) else tuple(choices),
        sheet=sheet,
    )
    given = Path(source) if isinstance(source, (str, Path)) else source
    return answers_format.read_answers(
        given, columns, participants=_path(participants), sessions=_path(sessions), language=language
    )


def segment(
    corpus: Corpus,
    unit: str | Callable[[str], Iterable[tuple[int, int]]] = "sentence",
    *,
    non_answers: Mapping[str, AnswerKind] | None = None,
) -> Segments:
    """Cut what participants said into segments; moderators' turns yield none.

    Args:
        corpus: What was read.
        unit: ``sentence``, ``turn``, ``answer`` or ``paragraph``, or a function from a text to (start, end) pairs.
        non_answers: Whole answers of which you say what they are: ``{"all good": "none", "no": "substantive"}``.

    Raises:
        SettingsError: There is no such unit.
    """
    return segment_step.segment(corpus, unit, splitter_of=make_splitters(corpus), non_answers=non_answers or {})


def embed(
    segments: Segments, *, embedder: str | Embedder = "packaged-minilm", cache: PathLike | None = None
) -> Embeddings:
    """Embed segments; each distinct text once, and never twice in one session.

    Args:
        segments: What to embed.
        embedder: ``packaged-minilm``, ``packaged-multilingual``, a folder with a sentence-transformers model, or an
            ``Embedder``.
        cache: A folder in which vectors are kept for the next time; without it they live in memory only.
    """
    if isinstance(embedder, str):
        cached = _default_cache(embedder, None if cache is None else str(cache))
    else:
        cached = VectorCache(embedder, _path(cache))
    return embed_step.embed(segments, cached.embed, cached.name)


def find_candidate_codes(
    segments: Segments,
    vectors: Embeddings,
    *,
    clusterer: str | Clusterer = "auto",
    labeller: Labeller | None = None,
    language: str = "en",
    seed: int = 1,
) -> CandidateCodes:
    """Find candidate codes: groups of segments that say something alike. None and one are results, too.

    Args:
        segments: The segments.
        vectors: Their embeddings.
        clusterer: ``auto``, ``ward``, ``bertopic``, ``umap-hdbscan``, ``module:Name`` of your own, or a ``Clusterer``
            (``BertopicGroups(model)`` takes a fitted BERTopic model).
        labeller: Names the candidates; by default with phrases of the participants (``BertopicLabels(model)`` takes a
            representation model of BERTopic).
        language: ISO 639 code of the segments.
        seed: Where random choices start.
    """
    return find_step.find_candidate_codes(
        segments,
        vectors,
        make_clusterer(clusterer),
        labeller or make_labeller(language, _embedder_of(vectors)),
        seed=seed,
    )


def read_themes(path: PathLike) -> ThemeTree:
    """Read the theme tree of a themes.yaml.

    Raises:
        ThemesError: Every mistake in the file, with its line.
    """
    return themes_yaml.read_themes(Path(path))


def read_codings(path: PathLike, corpus: Corpus, tree: ThemeTree) -> Codings:
    """Read people's codings: a file a coder, or a folder of them.

    Raises:
        CodingsError: Every problem in every file, with its row.
    """
    if not Path(path).exists():
        raise CodingsError([Problem("there is no such file or folder", str(path))])
    return codings_csv.read_codings(Path(path), corpus, tree)


def assign_codes(
    segments: Segments,
    vectors: Embeddings,
    tree: ThemeTree,
    found: CandidateCodes | None = None,
    codings: Codings | None = None,
    *,
    embedder: str | Embedder = "packaged-minilm",
    model: CodingModel | None = None,
    error: float = 1.0,
) -> Codings:
    """Code segments with the tree, beside people's codings.

    Args:
        segments: What to code.
        vectors: Their embeddings.
        tree: The codes.
        found: Candidate codes; those placed in the tree lend it their segments.
        codings: People's codings, which the machine learns from.
        embedder: The one that made ``vectors``.
        model: Decides which codes fit.
        error: At most this share of the machine's codes is expected to be wrong, 0..1; it leaves open what it is less
            sure of, and ``codings.remarks`` says how much and what that rests on. 1: it codes everything.

    Raises:
        SettingsError: ``error`` is no share, or ``vectors`` were made by another embedder.
    """
    if not 0 <= error <= 1:
        raise SettingsError(f"error={error:g} must lie between 0 and 1: it is a share of the machine's codes")
    cached = _default_cache(embedder, None) if isinstance(embedder, str) else VectorCache(embedder)
    if cached.name != vectors.embedder:
        raise SettingsError(
            f"the segments were embedded by {vectors.embedder}, but the codes would be by {cached.name}; "
            "give both the same embedder"
        )
    return code_step.assign_codes(
        segments,
        vectors,
        tree,
        {} if found is None else {candidate.id: candidate.segment_ids for candidate in found},
        Codings() if codings is None else codings,
        model=model or make_coding_model(),
        embed_texts=cached.embed,
        error=error,
    )


def suggest_next(
    segments: Segments,
    vectors: Embeddings,
    tree: ThemeTree,
    codings: Codings | None = None,
    *,
    n: int = 20,
    seed: int = 1,
    model: CodingModel | None = None,
) -> list[NextSegment]:
    """Suggest which segments to look at next, to teach the machine most with the fewest decisions.

    First what stands for many segments, later what is uncertain; each fifth is drawn at random, so that the match of
    machine and person can be estimated honestly.

    Args:
        segments: All segments.
        vectors: Their embeddings, by the default embedder.
        tree: The codes.
        codings: Hers so far; what she has looked at is not suggested.
        n: How many.
        seed: Of those drawn at random.
        model: Says which codes are likely.
    """
    cached = _default_cache(Settings().embedder, None)
    if cached.name != vectors.embedder:
        raise SettingsError(f"the segments were embedded by {vectors.embedder}; suggestions need {cached.name}")
    return review_step.suggest_next(
        segments,
        vectors,
        tree,
        {},
        Codings() if codings is None else codings,
        model=model or make_coding_model(),
        embed_texts=cached.embed,
        n=n,
        seed=seed,
    )


@cache
def _default_cache(name: str, folder: str | None) -> VectorCache:
    return VectorCache(make_embedder(name), None if folder is None else Path(folder))


def _embedder_of(vectors: Embeddings) -> Callable[[Sequence[str]], Vectors] | None:
    """Give the default embedder where it made these vectors."""
    cached = _default_cache(Settings().embedder, None)
    return cached.embed if cached.name == vectors.embedder else None


def _path(path: PathLike | None) -> Path | None:
    return None if path is None else Path(path)
