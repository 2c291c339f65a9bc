"""A sheet read back against the study it was written for: every problem with its row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import CodingsError, MaterialError, Problem, suggest_spelling
from thematica.formats.coding_tables import read_coding_table
from thematica.formats.csv_table import Row, Table
from thematica.formats.quotes import cite, same_words
from thematica.model.coders import fold_name

if TYPE_CHECKING:
    from thematica.study.study import Study


def read_sheet(file: Path) -> tuple[Table, list[Problem]]:
    """Read a sheet.

    Returns:
        The table, and what is wrong with it as one.

    Raises:
        CodingsError: It cannot be read as a table.
    """
    try:
        return read_coding_table(file)
    except MaterialError as error:
        raise CodingsError(error.problems) from error


def check_row(study: Study, row: Row, file: str | None) -> list[Problem]:
    """Say what is wrong with the place of a row: no such segment, or other words than there."""
    segment_id = row["segment_id"]
    if segment_id not in study.segments:
        near = suggest_spelling(segment_id, study.segments.ids) if len(study.segments) < 20_000 else ""
        said = f"'{segment_id}' is not a segment of this study{near}" if segment_id else "no segment_id"
        return [Problem(said, file, row.line)]
    text = study.segments[segment_id].text
    if row["quote"] and not same_words(row["quote"], text):
        message = f"'{segment_id}' is {cite(text)}, not {cite(row['quote'])}; were cells moved to another row?"
        return [Problem(message, file, row.line)]
    return []


def read_plan(study: Study, file: Path, coder: str) -> list[dict[str, str]]:
    """Give the segments of a sheet that a coder is to look at, in its order.

    Raises:
        CodingsError: Every row that names no segment of the study, or another coder.
    """
    table, problems = read_sheet(file)
    if missing := table.missing("segment_id"):
        raise CodingsError([*problems, *missing])
    own = ("", fold_name(coder))
    others = {row["coder"] for row in table.rows if fold_name(row["coder"]) not in own}
    if others and all(fold_name(row["coder"]) not in own for row in table.rows):
        raise CodingsError([Problem(f"this sheet is for {', '.join(sorted(others))}, not for {coder}", table.file)])
    planned: dict[tuple[str, str], dict[str, str]] = {}
    for row in table.rows:
        problems += check_row(study, row, table.file)
        if fold_name(row["coder"]) not in own:
            message = f"this row is for {row['coder']}, not for {coder}"
            problems.append(Problem(message, table.file, row.line))
        found = {"segment_id": row["segment_id"], "chosen": row["chosen"], "round": row["round"]}
        planned.setdefault((row["segment_id"], row["round"]), found)
    if problems:
        raise CodingsError(problems)
    return list(planned.values())
