"""Suggest to the researcher what a key of pseudonyms may have to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.api.making import make_name_finder
from thematica.formats.decode import read_text
from thematica.formats.pseudonym_key import add_suggestions, read_key
from thematica.steps.identifiers import find_patterns, gather_possible
from thematica.steps.pseudonymise import Names, fold_form
from thematica.study.pseudonymise import require_outside

if TYPE_CHECKING:
    from thematica.study.study import Study


def suggest_names(study: Study, key_file: Path) -> int:
    """Add what may be a name to a key file, for her to accept by writing a replacement; give how many were added.

    Raises:
        StudyError: The key lies within the study.
        InputError: Every mistake in the key.
    """
    require_outside(key_file, study.path)
    known = Names(read_key(key_file, fold_form) if key_file.exists() else ())
    texts = list(_texts(study))
    labels = dict.fromkeys(turn.speaker for turn in study.corpus.turns if turn.speaker and turn.role == "unknown")
    found = [*_search(texts, study.settings.language)]
    found += [(len(texts) + i, 0, len(label), "speaker") for i, label in enumerate(labels)]
    possible = gather_possible([*texts, *labels], found, known)
    rows = [(name.form, name.kind, str(name.n), name.example) for name in possible]
    return add_suggestions(key_file, rows, fold_form)


def _texts(study: Study) -> Iterator[str]:
    for document in study.corpus.documents:
        yield document.text
    for name in ("themes.yaml", "participants.csv", "sessions.csv", "speakers.yaml"):
        if (study.path / name).is_file():
            yield read_text(study.path / name).text
    for folder in ("codings", "notes"):
        for file in sorted((study.path / folder).rglob("*")):
            if file.suffix.lower() in (".csv", ".md", ".txt"):
                yield read_text(file).text


def _search(texts: Sequence[str], language: str) -> Iterator[tuple[int, int, int, str]]:
    for i, text in enumerate(texts):
        yield from ((i, start, end, kind) for start, end, kind in find_patterns(text))
    yield from make_name_finder(language)(texts)
