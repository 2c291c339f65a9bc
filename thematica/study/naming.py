"""Suggest to the researcher what a key of pseudonyms may have to hold."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.api.making import make_name_finder
from thematica.formats.pseudonym_key import add_suggestions, read_key
from thematica.model.codings import CONSENSUS
from thematica.model.pseudonyms import Passage
from thematica.steps.identifiers import find_patterns
from thematica.steps.identifying_columns import find_columns, join_name_columns
from thematica.steps.name_rules import NOUNS, Wording, find_names, learn_wording
from thematica.steps.name_words import GIVEN, ROLES
from thematica.steps.people import names_in_label
from thematica.steps.possible_names import Found, Suggested, gather_possible
from thematica.steps.pseudonymise import Names, fold, fold_form
from thematica.study.pseudonymise import require_outside
from thematica.study.words import gather_words

if TYPE_CHECKING:
    from thematica.study.study import Study

MOMENT = re.compile(r"[\d./-]{6,10}(?:[T ,]+\d{1,2}:\d{2}.*)?")  # when a form was sent off
APART = re.compile(r"[_.-]")
WORD = re.compile(r"[^\W\d_]+")
OF_SHEETS = frozenset(
    "double word next sheet codings coding codes round draft final new old copy of and thematica".split()
)
FEWEST_WORDS = 4  # of a passage of which a model can make something
NO_CAPITALS = frozenset("ar fa ur he hi bn pa gu ta te ml kn mr ne si th lo my km ka am zh ja ko yi ps sd".split())


def suggest_names(study: Study, key_file: Path) -> Suggested:
    """Add what may be a name to a key file, for her to accept by writing a replacement.

    Raises:
        StudyError: The key lies within the study.
        InputError: Every mistake in the key.
    """
    require_outside(key_file, study.path)
    known = Names(read_key(key_file, fold_form) if key_file.exists() else ())
    language = study.settings.language
    passages, unread = gather_words(study)
    wording = learn_wording([p.text for p in passages if p.kind in ("speech", "text")])
    cells = [p for p in passages if p.column and p.kind in ("cell", "label") and p.line > 1]
    columns = find_columns(cells)
    held = {(column.file, column.column) for column in columns}
    is_id = re.compile(study.settings.participant_id, re.IGNORECASE).fullmatch
    found = [
        each
        for each in _search(passages, held, language, wording)
        if not is_id(passages[each[0]].text[each[1] : each[2]])
    ]
    suggested = gather_possible(
        passages, found, known, wording, columns=columns, full_names=join_name_columns(cells, columns)
    )
    rows = [
        (n.form, n.kind, str(n.n), n.example, n.group, "yes" if n.match_case else "") for n in suggested.names
    ]  # fmt: skip
    n_new = add_suggestions(key_file, rows, fold_form)
    return dataclasses.replace(suggested, n_new=n_new, notices=(*unread, *_tell_languages(study)))


def _tell_languages(study: Study) -> Iterator[str]:
    languages = {study.settings.language, *(document.language for document in study.corpus.documents)}
    for language in sorted(languages & NO_CAPITALS):
        yield (
            f"names in language '{language}', which has no capitals, are found only behind a title that is known, in "
            "labels and in columns of names: read the transcripts for them"
        )
    for language in sorted(languages - NO_CAPITALS - {"en"}):
        if make_name_finder(language):
            continue
        yield (
            f"names in language '{language}' are found by rules (titles, common given names, introductions, capitals), "
            "and fewer of them than in English: read the transcripts for those that are missing; a model of spaCy's "
            f"that you install ({language}_core_news_sm, where there is one) is used as well"
        )


def _search(
    passages: Sequence[Passage], held: set[tuple[str, str]], language: str, wording: Wording
) -> Iterator[Found]:
    """Look for patterns and names, in each passage by what it is."""
    prose: dict[str, list[int]] = {}
    for i, passage in enumerate(passages):
        if (passage.file, passage.column) in held:
            continue
        own = passage.language or language
        if passage.kind == "label":
            yield from ((i, start, end, "speaker") for start, end in _in_label(passage))
        elif passage.kind == "name":
            text = APART.sub(" ", passage.text)
            if passage.file.startswith("codings/"):
                yield from ((i, start, end, "speaker") for start, end in _of_coder(text))
            yield from ((i, *each) for each in find_names(text, own if own in NOUNS else "en", wording))
        elif passage.kind == "cell":
            yield from ((i, *each) for each in find_names(passage.text, own if own in NOUNS else "en", wording))
        else:
            yield from ((i, *each) for each in find_names(passage.text, own, wording))
            if len(passage.text.split()) >= FEWEST_WORDS:
                prose.setdefault(own, []).append(i)
        is_time = passage.kind == "cell" and MOMENT.fullmatch(passage.text.strip())
        yield from ((i, *each) for each in find_patterns(passage.text) if not is_time)
    for own, numbers in prose.items():
        model = make_name_finder(own)
        for number, start, end, kind in model([passages[i].text for i in numbers]) if model else ():
            yield numbers[number], start, end, kind


def _of_coder(name: str) -> Iterator[tuple[int, int]]:
    """Give the name of a coder in that of her file, whole and word by word: ``double-maria.lopez``."""
    words = [word for word in WORD.finditer(name) if word[0].lower() not in OF_SHEETS | ROLES and len(word[0]) > 1]
    if words and CONSENSUS not in name.lower():
        yield words[0].start(), words[-1].end()
        yield from (word.span() for word in words)


def _in_label(passage: Passage) -> Iterator[tuple[int, int]]:
    for name in names_in_label(passage.text):
        capital = name[0].isupper() or fold(name)[0].lower() in GIVEN
        if capital or not passage.column:
            at = passage.text.index(name)
            yield at, at + len(name)
