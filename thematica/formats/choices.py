"""Closed questions with several choices: in one cell with something between them, or in a column each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import Table
from thematica.formats.headings import find_column, in_one_line

SEPARATORS = (";", "|", "\n")  # between several choices in one cell; where none of them occurs, the comma
NOT_TICKED = frozenset("|0|0.0|no|n|n/a|false|unchecked|not selected|nicht ausgewählt|nein|non|nee".split("|"))
ONLY_TICKED = frozenset("1|1.0|yes|y|true|checked|selected|quoted|x|ja|oui|sí|sì".split("|"))
MOST_CHOICES = 40
OFTEN = 3  # times that two parts must stand side by side, and never apart, to be taken for one choice
MOST_NAMED = 3

Answer = dict[str, bool] | None  # each choice and whether it is ticked; None: no answer


def split_choices(
    table: Table,
    question: str,
    wording: Mapping[str, str],
    *,
    separator: str = "",
    whole: Sequence[str] = (),
) -> tuple[list[dict[str, str]], list[str]]:
    """Give, for each row, each choice of a closed question with ``yes`` or ``no``; a row without an answer has none.

    The choices stand in one cell (``a;b``), or in a column each: ``Q3_1``, ``field___1``, ``Question (choice=…)``,
    ``q3[SQ001]``, ``group/q3/choice``, ``Question: choice``. A name that ends in ``*`` stands for every column that
    begins so.

    Args:
        table: The answers.
        question: The column, or what the columns have in common.
        wording: What was asked in a column, where a row of headings says so.
        separator: What stands between choices; empty: found out from the cells.
        whole: Choices that hold it and are one all the same.

    Returns:
        For each row, ``question: choice`` to ``yes`` or ``no``; and remarks: the choices, and how cells were parted.

    Raises:
        MaterialError: There is no such column and none of its choices.
    """
    column = find_column(question, table.columns)
    has_own = any(name.startswith(f"{question}/") for name in table.columns)  # KoBoToolbox writes both
    said: list[str] = []
    if column and not has_own:
        cells = [row[column] for row in table.rows]
        parts, said = part_cells(cells, separator, whole)
        answers: list[Answer] = [
            dict.fromkeys(own, True) if cell else None for own, cell in zip(parts, cells, strict=True)
        ]
    else:
        answers = _from_columns(table, question, wording)
    ticked = Counter(choice for answer in answers if answer for choice, is_ticked in answer.items() if is_ticked)
    names = sorted({choice for answer in answers if answer for choice in answer}, key=str.casefold)
    if len(names) > MOST_CHOICES:
        message = (
            f"'{question}' would have {len(names)} choices, which no closed question has; take it out of 'choices:'"
        )
        raise MaterialError([Problem(message, table.file)])
    listed = ", ".join(f"'{name}' ({ticked[name]})" for name in names)
    remarks = [f"{table.file}: choices of '{question}' (ticked by how many): {listed or 'none'}"]
    remarks += [f"{table.file}: '{question}': {remark}" for remark in said]
    title = question.rstrip("* ._-:[(/") if question.endswith("*") else question
    found = [
        {} if answer is None else {f"{title}: {name}": "yes" if answer.get(name) else "no" for name in names}
        for answer in answers
    ]
    return found, remarks


def columns_of_choices(columns: Sequence[str], question: str) -> dict[str, str]:
    """Give the columns that hold the choices of a question, one each, with what the heading calls the choice."""
    if question.endswith("*"):
        begins = question[:-1]
        rest = {name: name[len(begins) :].strip(" ._-:[](/)") for name in columns if name.startswith(begins)}
        return {name: choice or name for name, choice in rest.items()}
    pattern = re.compile(
        rf"{re.escape(question)}(?:___(\w+)|_(\d+)|\s*\(choice=(.*)\)|\s*\[(.+)\]|/(.+)|:\s(.+))", re.IGNORECASE
    )
    matches = {name: pattern.fullmatch(name) for name in columns}
    return {name: next(filter(None, match.groups()), "").strip() for name, match in matches.items() if match}


def part_cells(
    cells: Sequence[str], separator: str = "", whole: Sequence[str] = ()
) -> tuple[list[list[str]], list[str]]:
    """Part the choices in each cell, and say what is not certain about it.

    Without a separator, ``;``, ``|`` or line ends are taken where any cell has one, else commas: those without a blank
    behind them where there are such (Qualtrics), else all. What stands in brackets is not parted. A part that begins
    small and only ever follows one other, which does not, belongs to it (``Yes, but rarely``).

    >>> part_cells(["Yes, but rarely, By phone", "By phone", "Yes"])[0]
    [['Yes, but rarely', 'By phone'], ['By phone'], ['Yes']]
    """
    mark = separator or next((mark for mark in SEPARATORS if any(mark in cell for cell in cells)), ",")
    held = {in_one_line(choice): None for choice in whole}
    tight = mark == "," and not separator and any(re.search(r"[^\d\s,],[^\s,]", cell) for cell in cells)
    parts = [_join_whole(_cut(cell, mark, tight), held, mark) for cell in cells]
    if not separator and mark == "," and not any(mark in cell for cell in cells):
        return [[in_one_line(cell)] if cell else [] for cell in cells], _tell_blanks(cells)
    if separator or mark != ",":
        return [list(dict.fromkeys(own)) for own in parts], []
    if tight:
        alone = {part for own in parts for part in own if "," not in part}
        # Typed by hand, with and without blanks: what stands alone elsewhere is a choice of its own.
        parts = [
            [each for part in own for each in (_cut(part, mark, False) if _is_list(part, alone, held) else [part])]
            for own in parts
        ]
        joined = list(dict.fromkeys(part for own in parts for part in own if "," in part))
    else:
        parts, joined = _join_neighbours(parts, held)
    return [list(dict.fromkeys(own)) for own in parts], list(_tell(parts, joined, held, separator))


def _cut(cell: str, mark: str, tight: bool) -> list[str]:
    """Cut a cell at a mark, but not within brackets, nor within a number (1,000)."""
    pieces, depth, start = [], 0, 0
    closed = cell.count("(") == cell.count(")")
    for at, character in enumerate(cell):
        depth += (character == "(") - (character == ")") if closed else 0
        if depth or not cell.startswith(mark, at) or at < start:
            continue
        behind = cell[at + len(mark) :]
        if mark == "," and (
            (tight and behind[:1].isspace()) or (re.match(r"\d{3}(?!\d)", behind) and cell[:at][-1:].isdigit())
        ):
            continue
        pieces.append(cell[start:at])
        start = at + len(mark)
    return [line for piece in (*pieces, cell[start:]) if (line := in_one_line(piece))]


def _join_whole(pieces: Sequence[str], held: Mapping[str, None], mark: str) -> list[str]:
    """Join neighbouring pieces that the researcher calls one choice; the longest first."""
    found: list[str] = []
    at = 0
    between = "" if mark == "\n" else mark.strip()
    while at < len(pieces):
        ends = range(len(pieces), at, -1)
        end = next((e for e in ends if in_one_line(f"{between} ".join(pieces[at:e])) in held), at + 1)
        found.append(in_one_line(f"{between} ".join(pieces[at:end])))
        at = end
    return found


def _is_list(part: str, alone: set[str], held: Mapping[str, None]) -> bool:
    pieces = _cut(part, ",", False)
    return len(pieces) > 1 and part not in held and all(piece in alone for piece in pieces)


def _join_neighbours(parts: list[list[str]], held: Mapping[str, None]) -> tuple[list[list[str]], list[str]]:
    """Join what a comma within a choice has parted, as far as the cells show it."""
    joined: list[str] = []
    while True:
        n = Counter(part for own in parts for part in own)
        before: dict[str, Counter[str]] = {}
        for own in parts:
            for left, right in zip(["", *own], own, strict=False):
                before.setdefault(right, Counter())[left] += 1
        pair = next(
            (
                (left, right)
                for right, lefts in before.items()
                for left in lefts
                if left and len(lefts) == 1 and left != right and not {left, right} & set(held)
                if (right[0].islower() and not left[0].islower())
                or (n[left] == n[right] >= OFTEN and parts.count([left, right]) >= OFTEN)
            ),
            None,
        )
        if pair is None:
            return parts, [choice for choice in joined if any(choice in own for own in parts)]
        one = f"{pair[0]}, {pair[1]}"
        joined.append(one)
        parts = [_join_pair(own, pair, one) for own in parts]


def _join_pair(own: Sequence[str], pair: tuple[str, str], one: str) -> list[str]:
    found: list[str] = []
    for part in own:
        if found and (found[-1], part) == pair:
            found[-1] = one
        else:
            found.append(part)
    return found


def _tell(parts: Sequence[Sequence[str]], joined: Sequence[str], held: Mapping[str, None], separator: str) -> list[str]:
    """Say that commas part the choices, where they do, and which are within one."""
    said = []
    if joined:
        named = ", ".join(f"'{choice}'" for choice in joined)
        said.append(
            f"the comma in {named} was taken for a part of the choice; if it parts choices, say 'separator: \",\"' "
            "under answers: in study.yaml"
        )
    if any(len(own) > 1 for own in parts) and not separator and not held:
        said.append(
            "choices were parted at commas; if one of those listed is a part of another, name the whole under "
            "answers: whole_choices: in study.yaml"
        )
    return said


def _tell_blanks(cells: Sequence[str]) -> list[str]:
    """Say where blanks may part choices, as KoBoToolbox and ODK write them in one cell."""
    alone = {cell for cell in cells if cell and not re.search(r"\s", cell)}
    several = [cell for cell in cells if cell and cell not in alone and set(cell.split()) <= alone]
    if not several:
        return []
    return [
        f"'{several[0]}' is taken for one choice, though its words are choices of their own; if blanks part choices, "
        "say 'separator: \" \"' under answers: in study.yaml"
    ]


def _from_columns(table: Table, question: str, wording: Mapping[str, str]) -> list[Answer]:
    columns = columns_of_choices(table.columns, question)
    if not columns:
        message = (
            f"no column '{question}', nor a column for each of its choices ('{question}_1', '{question}___1', "
            f"'{question}[…]', '{question}/…', …); '{question}*' stands for every column that begins so"
        )
        raise MaterialError([Problem(message, table.file)])
    names = {
        column: _name_choice([row[column] for row in table.rows], wording.get(column, ""), heading)
        for column, heading in columns.items()
    }
    answers: list[Answer] = []
    for row in table.rows:
        ticked: dict[str, bool] = {}
        for column, name in names.items():
            ticked[name] = ticked.get(name, False) or row[column].casefold() not in NOT_TICKED
        answers.append(ticked if any(row[column] for column in names) else None)
    return answers


def _name_choice(cells: Sequence[str], wording: str, heading: str) -> str:
    """Give the words of a choice: as the headings say, else as those who ticked it have it in their cells."""
    if " - " in wording:
        return wording.rpartition(" - ")[2]
    if heading and not re.fullmatch(r"\d+|SQ\d+", heading):
        return heading
    said = {cell for cell in cells if cell.casefold() not in NOT_TICKED | ONLY_TICKED}
    return said.pop() if len(said) == 1 else heading
