"""Suggest to the researcher what a key of pseudonyms may have to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.api.making import make_name_finder
from thematica.formats.decode import read_text
from thematica.formats.labels import MODERATOR
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
    is_id = re.compile(study.settings.participant_id, re.IGNORECASE).fullmatch
    speech = [(turn.document_id, turn.start, turn.end) for turn in study.corpus.turns]
    texts = [study.corpus.documents[i].text[start:end] for i, start, end in speech]
    texts += _notes(study)
    n_read = len(texts)
    texts += [
        re.sub(r"\bk-[0-9a-f]{8}\b", "", read_text(file).text) for file in sorted(study.path.glob("themes*.yaml"))
    ]
    labels = [label for label in dict.fromkeys(turn.speaker for turn in study.corpus.turns) if label]
    labels = [label for label in labels if not is_id(label) and not MODERATOR.fullmatch(label)]
    found = [
        each for each in _search(texts, n_read, study.settings.language) if not is_id(texts[each[0]][each[1] : each[2]])
    ]
    found += [(len(texts) + i, 0, len(label), "speaker") for i, label in enumerate(labels)]
    possible = gather_possible([*texts, *labels], found, known)
    return add_suggestions(
        key_file, [(name.form, name.kind, str(name.n), name.example) for name in possible], fold_form
    )


def _notes(study: Study) -> Iterator[str]:
    notes = study.path / "notes"
    for file in sorted([*notes.rglob("*.md"), *notes.rglob("*.txt")]):
        yield read_text(file).text


def _search(texts: Sequence[str], n_read: int, language: str) -> Iterator[tuple[int, int, int, str]]:
    """Look for patterns in all texts, and for names in those of which a model can make something: no YAML."""
    for i, text in enumerate(texts):
        yield from ((i, start, end, kind) for start, end, kind in find_patterns(text))
    yield from make_name_finder(language)(texts[:n_read])
