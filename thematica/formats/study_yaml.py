"""study.yaml: the settings of a study, every default written out with a comment."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node

from thematica.errors import MaterialError, SettingsError, suggest_spelling
from thematica.formats.decode import read_text
from thematica.formats.sessions import is_language
from thematica.formats.yaml_nodes import Reader, compose, is_null, line_of, quote
from thematica.model.incidence import UNITS
from thematica.model.settings import (
    APPROACHES,
    SUGGEST,
    UNITS_OF_TEXT,
    NonAnswers,
    SaturationSettings,
    Settings,
    StrandSettings,
)

CHOICES = {"approach": APPROACHES, "unit": UNITS_OF_TEXT, "suggest": SUGGEST}
RETIRED = {"allow_network": "nothing but allow_download ever used it"}  # settings that once were, and did nothing
RANGES = {
    "heading_rows": (0, 10),
    "base": (1, 1000),
    "run": (1, 1000),
    "threshold": (0, 1),
    "machine_error": (0, 1),
    "seed": (0, 2**32 - 1),
}

TREE_FILE = re.compile(r"[^\\/:]+\.ya?ml", re.IGNORECASE)
NOT_TREES = ("study", "speakers", "questions", ".suggestions", ".imported")  # files of their own
RESERVED = ("yes", "no", "true", "false", "null", "on", "off", "y", "n")  # YAML reads these as something else
COMMENT_AT = 26  # column in which the comments of study.yaml begin

TEMPLATE = """\
# The settings of this study. Every line is a default written out; change what you like and run again.
name: {name}
approach: {approach} # codebook | content_analysis | framework | coding_reliability | reflexive
language: {language} # ISO 639 code; a column 'language' in sessions.csv says it of single sessions or documents
unit: {unit} # what is coded: sentence | turn | answer | paragraph
suggest: {suggest} # candidate codes are offered: at_once | after_reading (you say when: thematica offer) | never
basis: {basis} # whose codings the results rest on: consensus | people | people+machine | machine | a coder's name
 # (empty: the consensus, and people's where there is none; else people's, else the machine's)
round: {round} # the round of coding that results rest on, e.g. "2" (empty: all rounds together)
coded_blind: {coded_blind} # coders who have not seen each other's codings, e.g. [ana, bea] (empty: not recorded)
machine_error: {machine_error} # at most this share of the machine's codes wrong, say 0.2: what it is less sure of it
 # leaves open, once you have looked at 100 segments (1: it codes everything)
embedder: {embedder} # packaged-minilm (English) and packaged-multilingual (an extra) run offline; or a folder
 # with a sentence-transformers model
clusterer: {clusterer} # how candidate codes are found: auto | ward | bertopic | umap-hdbscan, or your own module:Name
saturation:
  base: {saturation.base} # sessions in the base (Guest, Namey & Chen 2020)
  run: {saturation.run} # sessions in a run
  threshold: {saturation.threshold} # new codes in the run, as a share of the codes in the base
  unit: {saturation.unit} # session | participant
  by: {saturation.by} # attributes to compare by, from participants.csv or sessions.csv
strands: # parts of the material with a tree of their own, such as students and faculty
  by: {strands.by} # an attribute from sessions.csv or participants.csv; empty: one tree for all, themes.yaml
  trees: {strands.trees} # such as {students: themes.yaml, faculty: themes-faculty.yaml}
answers: # columns of the tables in answers/
  text: {answers.text} # one column a question
  participant: {answers.participant} # empty: each row is a respondent
  session: {answers.session} # empty: each respondent is a session
  question: {answers.question} # where each row is one answer: the column that says to which question
  attributes: {answers.attributes} # columns that describe the respondent
  translation: {answers.translation} # the same answers in another language, a column for each of text
  choices: {answers.choices} # closed questions with several choices: each choice becomes an attribute, yes or no
 # (Q4* stands for every column that begins with Q4)
  separator: {answers.separator} # between several choices in one cell, such as ";" (empty: found out from the cells)
  whole_choices: {answers.whole_choices} # choices that hold the separator, such as ["Yes, but rarely"]
  read_as: {answers.read_as} # values of attributes that mean another, such as {FEMALE: Female, n/a: ""}
  language: {answers.language} # a column with the language of each row; empty: the language above
  sheet: {answers.sheet} # of an Excel workbook; empty: the one that has these columns
  heading_rows: {answers.heading_rows} # rows of headings at the top of the table (0: found out from the table)
non_answers: # whole answers that say nothing; thematica knows the usual ones in many languages, and yours win
  none: {non_answers.none} # there is nothing, such as [all good]
  declined: {non_answers.declined} # would rather not say
  referral: {non_answers.referral} # points to another answer, such as [see my e-mail]
  blank: {non_answers.blank} # as good as an empty cell
  substantive: {non_answers.substantive} # says something here, though thematica would take it for one of these
transcripts: # columns of CSV transcripts in transcripts/
  text: {transcripts.text}
  speaker: {transcripts.speaker} # empty: prose without speakers
  question: {transcripts.question}
  translation: {transcripts.translation} # the same words in another language
allow_download: {allow_download} # true: a model named above may be fetched from a hub
seed: {seed}
# Speakers' labels of this shape are participants; the part named "session" is their session.
participant_id: {participant_id}
"""


def format_settings(settings: Settings, head: str = "") -> bytes:
    """Write settings as a study.yaml for people: every choice with a comment.

    Args:
        settings: The choices to write; reading them again gives the same.
        head: Lines to put on top, each beginning with ``#``.
    """
    written = _in_yaml(settings)
    return (head + "\n".join(_line(line, written) for line in TEMPLATE.split("\n"))).encode()


def _line(line: str, written: dict[str, Any]) -> str:
    """Fill in one line of the template, its comment in the column of the comments."""
    setting, mark, comment = (line, "", "") if line.startswith("#") else line.partition(" # ")
    filled = setting.format(**written).rstrip()
    return f"{filled:<{COMMENT_AT}} # {comment}" if mark else filled


def _in_yaml(block: Any) -> dict[str, Any]:
    """Write each value of a block of settings as YAML."""
    written: dict[str, Any] = {}
    for each in dataclasses.fields(block):
        value = getattr(block, each.name)
        if dataclasses.is_dataclass(value):
            written[each.name] = SimpleNamespace(**_in_yaml(value))
        elif isinstance(value, tuple):
            written[each.name] = f"[{', '.join(map(_quote, value))}]"
        elif isinstance(value, Mapping):
            written[each.name] = f"{{{', '.join(f'{_quote(key)}: {_quote(file)}' for key, file in value.items())}}}"
        elif isinstance(value, str):
            written[each.name] = _quote(value) if value else ""
        else:
            written[each.name] = str(value).lower()
    return written


def read_settings(path: Path) -> Settings:
    """Read study.yaml.

    Raises:
        SettingsError: Every unknown key and impossible value, with its line.
    """
    try:
        text = read_text(path).text
    except MaterialError as error:
        raise SettingsError(error.problems) from error
    reader = Reader(path.name)
    root = reader.parse(text)
    settings = Settings()
    if root is not None and not is_null(root):
        settings = _fill(reader, root, settings)
    if reader.problems:
        raise SettingsError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return settings


def _fill(reader: Reader, node: Node, default: Any) -> Any:
    """Read one block of settings into a copy of its defaults."""
    fields = {f.name: getattr(default, f.name) for f in dataclasses.fields(default)}
    found: dict[str, Any] = {}
    retired = RETIRED if isinstance(default, Settings) else {}
    for key, value in reader.mapping(node, (*fields, *retired)).items():
        if key in retired:
            if not is_null(value) and reader.truth(value, key):
                reader.note(f"'{key}:' is no setting any more ({retired[key]}); take the line out", line_of(value))
            continue
        before = fields[key]
        if dataclasses.is_dataclass(before):
            found[key] = before if is_null(value) else _fill(reader, value, before)
        elif not (is_null(value) and not isinstance(before, str)):
            n_before = len(reader.problems)
            found[key] = _read_value(reader, key, value, before)
            if len(reader.problems) == n_before:
                _check(reader, key, found[key], value, default)
    filled = dataclasses.replace(default, **found)
    if isinstance(filled, NonAnswers):
        _check_non_answers(reader, filled, node)
    if isinstance(filled, StrandSettings):
        _check_strands(reader, filled, node)
    return filled


def _read_value(reader: Reader, key: str, node: Node, before: object) -> object:
    if isinstance(before, bool):
        return reader.truth(node, key)
    if isinstance(before, (int, float)):
        number = reader.number(node, key)
        if isinstance(before, int) and number != int(number):
            reader.note(f"'{key}:' must be a whole number", line_of(node))
        return int(number) if isinstance(before, int) else number
    if isinstance(before, Mapping):
        return {name: reader.text(file, name) for name, file in reader.mapping(node).items()}
    return reader.texts(node, key) if isinstance(before, tuple) else reader.text(node, key)


def _check(reader: Reader, key: str, value: Any, node: Node, block: object) -> None:
    choices = UNITS if isinstance(block, SaturationSettings) and key == "unit" else CHOICES.get(key)
    if choices and value not in choices:
        near = suggest_spelling(str(value), choices)
        reader.note(f"'{key}: {value}' is not a choice{near} ({', '.join(choices)})", line_of(node))
    if key in RANGES and not RANGES[key][0] <= value <= RANGES[key][1]:
        low, high = RANGES[key]
        reader.note(f"'{key}: {value}' must lie between {low} and {high}", line_of(node))
    if key == "language" and isinstance(block, Settings) and not is_language(value):
        reader.note(f"'language: {value}' is no ISO 639 code of a language, such as en or de", line_of(node))
    if key == "participant_id":
        try:
            re.compile(value)
        except re.error as error:
            reader.note(f"'participant_id:' is not a regular expression ({error})", line_of(node))


def _check_non_answers(reader: Reader, answers: NonAnswers, node: Node) -> None:
    """Note an answer that is said to be of two kinds."""
    kinds: dict[str, str] = {}
    for each in dataclasses.fields(answers):
        for answer in getattr(answers, each.name):
            if kinds.setdefault(" ".join(answer.casefold().split()), each.name) != each.name:
                reader.note(f"'{answer}' stands under two kinds of answers; it can be of one only", line_of(node))


def _check_strands(reader: Reader, strands: StrandSettings, node: Node) -> None:
    """Note what is wrong with the names of strands and the files of their trees."""
    n_before = len(reader.problems)
    if strands.trees and not strands.by:
        reader.note("'by:' is missing; it names the attribute that tells the strands apart", line_of(node))
    if strands.by and not strands.trees:
        message = "'trees:' is missing; it names the file of each strand's tree, such as {students: themes.yaml}"
        reader.note(message, line_of(node))
    lines = lines_of_trees(node)
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name, file in strands.trees.items():
        line = lines.get(name, line_of(node))
        folder = name_folder(name).casefold()
        if not TREE_FILE.fullmatch(file) or Path(file).stem.casefold().endswith(NOT_TREES):
            message = f"'{name}: {file}': a tree is a .yaml file in the study's folder, such as themes-{folder}.yaml"
            reader.note(message, line)
        elif (same := files.setdefault(Path(file).stem.casefold(), name)) != name:
            message = f"'{name}: {file}': '{same}' has a tree of this name too; each strand needs a tree of its own"
            reader.note(message, line)
        if not folder:
            reader.note(f"'{name}' has no letters to name a folder of results by; call the strand otherwise", line)
        elif (same := folders.setdefault(folder, name)) != name:
            reader.note(f"the results of '{name}' and '{same}' would go into one folder; rename one of them", line)
    if len(strands.trees) == 1 and len(reader.problems) == n_before:
        reader.note("one strand is the whole study; name two, or leave 'by:' and 'trees:' empty", line_of(node))


def name_folder(strand: str) -> str:
    """Give the name of the folder in ``results/`` that holds what is found in a strand.

    >>> name_folder("Faculty / staff")
    'Faculty-staff'
    """
    return re.sub(r"[^\w]+", "-", strand).strip("-")


def lines_of_trees(node: Node) -> dict[str, int]:
    """Give the lines in which the block ``strands:`` names its keys and its trees."""
    lines: dict[str, int] = {}
    for key, value in getattr(node, "value", None) or ():
        lines[str(key.value)] = line_of(key)
        if str(key.value) == "trees" and isinstance(value, MappingNode):
            for name, _ in value.value:
                lines.setdefault(str(name.value), line_of(name))
    return lines


def find_strand_lines(path: Path) -> dict[str, int]:
    """Give the line of ``strands:`` in a study.yaml, and those of ``by``, ``trees`` and each strand in it."""
    root = compose(read_text(path).text)
    for key, value in getattr(root, "value", None) or ():
        if str(key.value) == "strands":
            return {"strands": line_of(key), **lines_of_trees(value)}
    return {}


def _quote(text: str) -> str:
    """Put a text in quotation marks where YAML would otherwise read something else."""
    if re.fullmatch(r"[A-Za-z][\w+./()-]*(?: [\w+./()-]+)*", text, re.ASCII) and text.lower() not in RESERVED:
        return text
    if "\\" in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return quote(text)
