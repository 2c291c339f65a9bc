"""Where the files of a study lie, and how its material is read."""

from __future__ import annotations

import dataclasses
import shutil
from functools import partial
from pathlib import Path

from thematica.errors import MaterialError, Problem, StudyError
from thematica.formats.answers import read_answers
from thematica.formats.audit_trail import hash_file
from thematica.formats.coding_tables import is_coding_file
from thematica.formats.joins import join_participants, join_sessions, point_out_shared_sessions
from thematica.formats.notes import read_notes
from thematica.formats.participants import read_participants
from thematica.formats.question_marks import remark_on_marks
from thematica.formats.questions_yaml import QuestionsFile, place_guide, read_questions
from thematica.formats.sessions import read_sessions
from thematica.formats.speakers import Speaker, Speakers, read_speakers
from thematica.formats.tables import ENDINGS, find_table
from thematica.formats.transcripts import attempt, list_files, read_turns
from thematica.formats.translations import align_translations, point_out_translations
from thematica.model.corpus import Corpus
from thematica.model.settings import Settings

HERS = (
    "study.yaml", "participants.csv", "participants.xlsx", "sessions.csv", "sessions.xlsx", "speakers.yaml",
    "questions.yaml",
)  # fmt: skip
TEXTS = (".txt", ".md", ".markdown")
TREES = (".yaml", ".yml")
FOLDERS = ("transcripts", "translations", "answers", "codings", "notes")


def read_material(path: Path, settings: Settings) -> tuple[Corpus, dict[str, dict[str, Speaker]]]:
    """Read the transcripts and answers of a study, with its participants and sessions.

    Returns:
        The corpus, and for each transcript what each label was taken for.

    Raises:
        StudyError: There is nothing to read.
        MaterialError: Every problem in every file.
    """
    problems: list[Problem] = []
    parts: list[Corpus] = []
    labels: dict[str, dict[str, Speaker]] = {}
    read_people = partial(read_participants, read_as=settings.answers.read_as)
    people = attempt(problems, read_people, attempt(problems, partial(find_table, stem="participants"), path))
    sessions = attempt(problems, read_sessions, attempt(problems, partial(find_table, stem="sessions"), path))
    declared = attempt(problems, read_speakers, _optional(path / "speakers.yaml")) or {}
    asked = attempt(problems, read_questions, _optional(path / "questions.yaml")) or QuestionsFile()
    if list_files(path / "transcripts"):
        speakers = Speakers.build(declared, people.participants if people else (), settings.participant_id)
        read = partial(read_turns, speakers=speakers, sessions=sessions, columns=settings.transcripts)
        found = attempt(problems, partial(read, language=settings.language), path / "transcripts")
        if found is not None:
            own = partial(align_translations, found[0], speakers=speakers, columns=settings.transcripts)
            beside = path / "translations"
            parts.append((attempt(problems, own, beside) if list_files(beside) else None) or found[0])
            labels = found[1]
    of_answers = list_files(path / "answers")
    for file in (each for each in of_answers if each.suffix.lower() in ENDINGS):
        prefix = f"{file.stem}-" if len(of_answers) > 1 else ""
        read_one = partial(read_answers, columns=settings.answers, language=settings.language, prefix=prefix)
        answers = attempt(problems, read_one, file)
        if answers is not None:
            parts.append(answers)
    if problems:
        raise MaterialError(problems)
    passed_over = _tell_passed_over(path)
    if not parts and passed_over:
        raise StudyError(f"{path} has nothing that can be read:\n" + "\n".join(passed_over))
    if not parts:
        raise StudyError(
            f"{path} has nothing to read: put transcripts (.docx, .txt, .vtt, .pdf, …) into {path / 'transcripts'} "
            f"or tables of answers (.csv, .xlsx) into {path / 'answers'}"
        )
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.join(part)
    joined = join_participants(joined if sessions is None else join_sessions(joined, sessions), people)
    passed_over += () if settings.answers.session else point_out_shared_sessions(joined)
    passed_over += _tell_codings_passed_over(path / "codings")
    notes, unplaced = read_notes(path / "notes", joined)
    guide, unasked = place_guide(asked, joined)
    unmarked = remark_on_marks(guide, joined)
    remarks = (*joined.remarks, *passed_over, *point_out_translations(joined), *unplaced, *unasked, *unmarked)
    has_words = any(turn.start < turn.end for turn in joined.turns)
    if not has_words and not joined.blank_answers and remarks:
        raise StudyError(f"{path} has nothing that can be read:\n" + "\n".join(remarks))
    return dataclasses.replace(joined, remarks=remarks, notes=notes, guide=guide), labels


def _tell_passed_over(path: Path) -> list[str]:
    """Name what lies among the material and is not read."""
    others = [file for file in list_files(path / "answers") if file.suffix.lower() not in ENDINGS]
    return [
        *(f"{file.name}: not read; tables of answers are .csv and .xlsx files" for file in others),
        *(
            f"{folder}/{inner.name} is a folder within a folder: what lies in it is not read; move it up"
            for folder in FOLDERS
            if (path / folder).is_dir()
            for inner in sorted((path / folder).iterdir())
            if inner.is_dir() and not inner.name.startswith((".", "__"))
        ),
        *(
            f"{link.relative_to(path).as_posix()} is a link that leads to no file: nothing of it is read"
            for folder in ("", *FOLDERS)
            for link in sorted((path / folder).glob("*"))
            if link.is_symlink() and not link.exists()
        ),
    ]


def _tell_codings_passed_over(folder: Path) -> list[str]:
    return [
        f"codings/{file.name}: not read; codings are .csv and .xlsx files"
        + ("; 'thematica import --word' reads comments in Word" if file.suffix.lower() == ".docx" else "")
        for file in list_files(folder)
        if not is_coding_file(file)
    ]


def hash_inputs(path: Path, tree: str = "themes.yaml") -> dict[str, str]:
    """Give the sha256 of every file that results rest on, ``tree`` being the file of the tree."""
    files = [path / name for name in (HERS[0], tree, *HERS[1:]) if (path / name).is_file()]
    files += [file for folder in FOLDERS for file in list_files(path / folder)]
    return {file.relative_to(path).as_posix(): hash_file(file) for file in files}


def _optional(path: Path) -> Path | None:
    return path if path.is_file() else None


def copy_example(name: str, path: Path) -> None:
    """Copy an invented example study into a new folder.

    Raises:
        StudyError: There is something in the folder already, or the example is not there.
    """
    here = Path(__file__).parents[1]
    source = next((p for p in (here / "examples" / name, here.parent / "examples" / name) if p.is_dir()), None)
    if source is None:
        raise StudyError(f"the example '{name}' is not part of this installation")
    if path.exists() and any(path.iterdir()):
        raise StudyError(f"{path} is not empty; name a new folder for the example")
    shutil.copytree(source, path, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".thematica", "results"))
