"""Transcripts in columns: a row a turn, with its speaker, its words and perhaps a time, in any order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from thematica.formats.heads import SPAN, Head, Heads, first_time
from thematica.formats.labels import IsKnown, choose_labels, clean_label, may_be_label
from thematica.formats.talk import TIME, Places, seconds
from thematica.model.sentences import name_some, shorten

Spans = tuple[tuple[int, int], ...]  # where the cells of a row stand in the text
HEADER_CELL = re.compile(
    r"speakers?|names?|who|persons?|roles?|labels?|participants?|respondents?|time.*|start.*|end.*|texts?|content"
    r"|transcript.*|utterances?|words|turns?|lines?|speech|#|n[or]\.?|n°|id|notes?|comments?|translation|original"
    r"|sprecher.*|redner.*|wer|zeit.*|beginn|ende?|inhalt|rolle|person(?:en)?|zeile|äußerung(?:en)?|teilnehmer.*"
    r"|loc?uteurs?.*|qui|temps|heure|durée|texte|contenu|parole|intervenants?|nom|personne|rôle"
    r"|hablantes?|participantes?|quién|tiempo|hora|texto|contenido|nombre|persona|interlocutor.*"
    r"|parlanti?|chi|tempo|testo|nome|ruolo|falante|quem|conteúdo|spreker|wie|tijd|tekst|naam",
    re.IGNORECASE,
)
MOST_COLUMNS = 6
SHOWN = 40  # characters of a row
IS_TIME = re.compile(rf"[\[(#]?{SPAN}(?:-\d)?[\])#]?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where it begins and ends in the text, and its cells there."""

    start: int
    end: int
    cells: Spans


def rows_of_text(text: str) -> list[Row]:
    """Give the lines of a text that have tabs in them, as rows."""
    rows = []
    for match in re.finditer(r"^[^\n]*\t[^\n]*$", text, re.MULTILINE):
        if match[0].strip():
            at, cells = match.start(), []
            for cell in match[0].split("\t"):
                cells.append((at, at + len(cell)))
                at += len(cell) + 1
            rows.append(Row(match.start(), match.end(), tuple(cells)))
    return rows


def read_columns(text: str, is_known: IsKnown, table: Sequence[Row] = (), places: Places | None = None) -> Heads:
    """Read rows of columns: perhaps a time, a label, and the words, which are the widest column.

    A row without a label goes on with the speaker above. In Word every row says itself where it ends (``table``); in a
    text, lines without a tab go on with the row above.
    """
    where = places or Places.of_lines(text)
    every = list(table) or rows_of_text(text)
    width = Counter(len(row.cells) for row in every).most_common(1)
    if not width or not 2 <= (n := width[0][0]) <= MOST_COLUMNS:
        return Heads()
    rows = [row for row in every if len(row.cells) == n]
    said = [[text[start:end] for start, end in row.cells] for row in rows]
    sizes = [sum(len(cells[c]) for cells in said) for c in range(n)]
    words = sizes.index(max(sizes))
    who = _speakers(said, words, is_known)
    if who is None:
        return Heads()
    labels = [_cell_label(cells[who]) for cells in said]
    header = said[0] if _is_header(said, labels, who, words, is_known) else None
    taken: list[Head] = []
    headers: list[tuple[int, int]] = []
    above = ""
    for row, cells, label in zip(rows, said, labels, strict=True):
        if header is not None and cells == header:
            headers.append((row.start, row.end))
            above = ""
            continue
        start, end = row.cells[words]
        mark = next((c for i, c in enumerate(cells) if i not in (who, words) and re.search(TIME, c)), None)
        until = end if table or words < n - 1 else None
        time = seconds(first_time(mark)) if mark else None
        goes_on = not label and not cells[who].strip() and bool(above)
        above = label or above
        if cells[words].strip() or label:
            taken.append(Head(row.start, start, above if goes_on else label, time, until, goes_on=goes_on))
    others = [row for row in every if len(row.cells) != n and text[row.start : row.end].strip()]
    unsure = [
        Head(row.start, row.end, label)
        for row in others
        if (table or len(row.cells) < n or words < n - 1) and (label := _label_in_use(text, row, labels))
    ]
    if not table and words == n - 1:  # a tab within the words
        taken += _longer(text, others, who, words, n)
    remarks = [
        *_tell_rows(text, table, [row for row in others if row.start not in {h.start for h in unsure}], n, where),
        *_tell_columns([cells for cells in said if cells != header], header, who, words),
        *_tell_gaps(taken, where),
    ]
    return Heads(tuple(sorted(taken, key=lambda head: head.start)), tuple(unsure), tuple(remarks), tuple(headers))


def _label_in_use(text: str, row: Row, labels: Sequence[str]) -> str:
    """Give the speaker in a row of another width, where somebody is called so elsewhere; else an empty text."""
    cells = (_cell_label(text[start:end]) for start, end in row.cells)
    return next((label for label in cells if label and label in labels), "")


def _longer(text: str, rows: Sequence[Row], who: int, words: int, n: int) -> list[Head]:
    return [
        Head(row.start, row.cells[words][0], label)
        for row in rows
        if len(row.cells) > n and (label := _cell_label(text[slice(*row.cells[who])]))
    ]


def _speakers(said: Sequence[Sequence[str]], words: int, is_known: IsKnown) -> int | None:
    """Give the column of the speakers: that with most labels that recur or are known; None if there is none."""
    who, most = None, 1
    for column in range(len(said[0])):
        labels = [_cell_label(cells[column]) for cells in said]
        numbers = [label for label in labels if label.isdigit()]
        counts = Counter(numbers)
        n = sum(choose_labels([label for label in labels if label and not label.isdigit()], is_known))
        n += sum(times for times in counts.values() if times > 1) if not _is_numbering(numbers) else 0
        if column != words and n > most:
            who, most = column, n
    return who


def _is_numbering(numbers: Sequence[str]) -> bool:
    """Say whether numbers count the rows: most are one more than the number above."""
    steps = [int(b) - int(a) == 1 for a, b in pairwise(numbers)]
    return bool(steps) and len(set(numbers)) > 2 and 2 * sum(steps) > len(steps)


def _cell_label(cell: str) -> str:
    """Give the label in a cell of a table; empty if it is a time or a sentence."""
    label = clean_label(cell.strip().strip("[]<>").rstrip(" :;.–-"))
    is_number = label.isdigit() and len(label) <= 6
    return label if (is_number or may_be_label(label)) and not IS_TIME.fullmatch(label) else ""


def _is_header(said: Sequence[Sequence[str]], labels: Sequence[str], who: int, words: int, is_known: IsKnown) -> bool:
    """Say whether the first row names the columns: its cells are words for them, or no times where times follow."""
    first = [cell.strip(" :") for cell in said[0]]
    repeats = sum(list(cells) == list(said[0]) for cells in said)
    if (labels[0] and is_known(labels[0]) and not HEADER_CELL.fullmatch(first[words])) or labels.count(
        labels[0]
    ) > repeats:
        return False
    if any(HEADER_CELL.fullmatch(first[place]) for place in (who, words) if first[place]):
        return True
    times = [
        column
        for column in range(len(first))
        if len(said) > 2 and all(IS_TIME.fullmatch(cells[column].strip()) for cells in said[1:])
    ]
    return any(first[column] and not IS_TIME.fullmatch(first[column]) for column in times)


def _tell_rows(text: str, table: Sequence[Row], rows: Sequence[Row], n: int, where: Places) -> list[str]:
    """Name the rows of a table in Word that are no turns; in a text they go on with the turn above."""
    if not table or not rows:
        return []
    shown = name_some(
        f"'{shorten(' '.join(text[row.start : row.end].split()), SHOWN)}' ({where.name(row.start)})" for row in rows
    )
    return [f"rows of the tables without {n} cells are in no turn: {shown}"]


def _tell_columns(said: Sequence[Sequence[str]], header: Sequence[str] | None, who: int, words: int) -> list[str]:
    told = []
    for column in range(len(said[0]) if said else 0):
        rest = [cells[column] for cells in said if re.search(r"[^\W\d_]", cells[column])]
        count = sum(len(cell.split()) for cell in rest)
        if column in (who, words) or not count:
            continue
        name = f"'{shorten(header[column].strip(), SHOWN)}'" if header and header[column].strip() else str(column + 1)
        told.append(
            f"column {name} of the table is not read ({count} words, the first: '{shorten(rest[0].strip(), SHOWN)}')"
        )
    return told


def _tell_gaps(taken: Sequence[Head], where: Places) -> list[str]:
    """Name the rows whose speaker is that of the row above."""
    found = [head for head in taken if head.goes_on]
    if not found:
        return []
    at = name_some(where.name(head.start) for head in found)
    return [f"rows without a speaker were given to the speaker above: {at}"]
