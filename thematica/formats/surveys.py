"""What survey programs make of a table of answers: rows of headings, columns of choices, rows that are no answers."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import Headings, Row, Table
from thematica.model.sentences import quote_some

IMPORT_ID = re.compile(r'\{\s*"ImportId"\s*:')  # what stands in the third row of Qualtrics
SECOND_ROW = {
    "ResponseId": "Response ID",
    "StartDate": "Start Date",
    "EndDate": "End Date",
}  # where the third is left out
# The heading that Google Forms gives the first column, in the language of the form.
TIMESTAMPS = frozenset(
    (
        "timestamp|zeitstempel|horodateur|marca temporal|tijdstempel|carimbo de data/hora|informazioni cronologiche"
        "|ٹائم اسٹیمپ"
    ).split("|")
)
MICROSOFT = {"start time", "completion time"}
# Headings, without capitals, by which a program is known; all of one set must be there.
PROGRAMS = (
    ("Qualtrics", {"responseid", "recordeddate"}),
    ("SurveyMonkey", {"respondent id", "collector id"}),
    ("Microsoft Forms", MICROSOFT),
    ("REDCap", {"redcap_event_name"}),
    ("REDCap", {"redcap_repeat_instrument"}),
    ("KoBoToolbox", {"_uuid", "_submission_time"}),
    ("KoBoToolbox", {"_uuid", "_index"}),
    ("ODK", {"instanceid", "key"}),
    ("ODK", {"meta-instanceid", "key"}),
    ("LimeSurvey", {"submitdate", "startlanguage"}),
    ("LimeSurvey", {"date submitted", "start language"}),
    ("LimeSurvey", {"submitdate. date submitted", "startlanguage. start language"}),
    ("Jisc Online surveys", {"unique response number"}),
    ("Jisc Online surveys", {"response id", "start date", "completion date"}),
)
IDS = {  # the columns by which programs name respondents
    "Qualtrics": ("ResponseId",),
    "SurveyMonkey": ("Respondent ID",),
    "Microsoft Forms": ("ID",),
    "KoBoToolbox": ("_uuid", "_id"),
    "ODK": ("KEY", "instanceID"),
    "LimeSurvey": ("id", "Response ID", "id. Response ID"),
    "Jisc Online surveys": ("Unique Response Number", "Response ID"),
}
# What stands in SurveyMonkey's second row of headings below a question that has one column.
ONE_COLUMN = frozenset(
    "response|open-ended response|antwort|offene antwort|beantwortung mit offenem ende|réponse|réponse ouverte"
    "|respuesta|respuesta abierta|reactie|open reactie|risposta|risposta aperta|resposta|resposta aberta".split("|")
)
NO_ANSWERS = frozenset(
    ("survey preview", "survey test", "spam", "1", "2", "8")
)  # Qualtrics' Status, as words or numbers
UNFINISHED = frozenset(("false", "0"))  # Qualtrics' Finished
LIKE_WORDS = 4  # words of a cell, on average, from which on a column may hold answers
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Survey:
    """A table of answers, without the rows that are headings.

    Attributes:
        table: The answers; headings are written in one line each.
        program: The program that made it, as far as it can be known.
        wording: For each column, what was asked, where a row of headings says so.
    """

    table: Table
    program: str = ""
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)


def read_survey(table: Table, n_given: int = 0) -> Survey:
    """Recognise what program made a table of answers, and take off what are no answers.

    Args:
        table: As it was read.
        n_given: How many rows of headings it has, where the researcher says so; 0: found out.
    """
    table = _in_one_line(table)
    columns = {column.casefold() for column in table.columns}
    n_heads = 0 if n_given else _extra_heads(table)
    wording = dict(table.wording)
    wording |= {column: " ".join(table.rows[0][column].split()) for column in table.columns} if n_heads else {}
    if n_heads:
        remark = f"{table.file}: looks like an export of Qualtrics; {n_heads} more rows of headings were passed over"
        table = dataclasses.replace(table, rows=table.rows[n_heads:], remarks=(*table.remarks, remark))
        return Survey(_tell_previews(table), "Qualtrics", wording)
    if table.columns and table.columns[0].casefold() in TIMESTAMPS:
        return Survey(table, "Google Forms", wording)
    program = next((name for name, needed in PROGRAMS if columns >= needed), "")
    if not program and any(re.fullmatch(r"\w+?___\w+|.*\(choice=.*\)", column) for column in table.columns):
        program = "REDCap"
    return Survey(_tell_previews(table) if program == "Qualtrics" else table, program, wording)


def read_headings(rows: Sequence[Sequence[str]], n_given: int = 0) -> Headings:
    """Read the headings of a table of answers: one row, or several, as SurveyMonkey has them.

    A question over several columns stands in the first row once, what each column holds in the second.

    Args:
        rows: The first rows of the table.
        n_given: How many of them are headings; 0: found out.
    """
    first, *below = [[" ".join(cell.split()) for cell in row] for row in rows]
    n = n_given or 1 + bool(below and _is_second_heading(first, below[0]))
    if n == 1 or len(below) < n - 1:
        names, wording, said = first, {}, []
    elif all(first) and len(set(first)) == len(first):
        names = first  # the rows below say more of columns that have a name already
        wording = {name: words for name, words in zip(first, below[0], strict=True) if words}
        said = [f"{n} rows of headings were read"]
    else:
        names, wording, group = [], {}, ""
        for place, cell in enumerate(first):
            group = cell or group
            own = " - ".join(row[place] for row in below[: n - 1] if row[place])
            is_whole = not own or (own.casefold() in ONE_COLUMN and bool(cell))
            names.append((cell or own) if is_whole else f"{group}: {own}" if group else own)
        said = [f"{n} rows of headings were read; a question over several columns is called 'question: what it holds'"]
    numbered, twice = _number(names)
    if n == 1 and n_given == 0 and any(not name for name in names) and below and not below[0][0] and first[0]:
        said.append(
            "columns without a heading; if the table has two rows of headings, say 'heading_rows: 2' in study.yaml"
        )
    if twice:
        listed = quote_some(twice, MOST_NAMED)
        said.append(f"several columns are headed {listed}; they are called so with (2), (3), … from the second on")
    return Headings(tuple(numbered), n - 1, wording, tuple(said))


def _is_second_heading(first: Sequence[str], second: Sequence[str]) -> bool:
    """Say whether the second row holds headings: below gaps of the first, with the word for one column."""
    gaps = any(not above and below for above, below in zip(first, second, strict=False))
    named = any(below.casefold() in ONE_COLUMN for below in second)
    return named and not second[0] and (gaps or first[0].casefold() == "respondent id")


def _number(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Number names that occur several times; give also which do."""
    n: Counter[str] = Counter()
    numbered = []
    for name in names:
        n[name] += 1
        new = name if not name or n[name] == 1 else f"{name} ({n[name]})"
        while new != name and new in names:
            n[name] += 1
            new = f"{name} ({n[name]})"
        numbered.append(new)
    return numbered, [name for name in dict.fromkeys(names) if name and names.count(name) > 1]


def find_long(table: Table) -> list[str]:
    """Give the columns whose cells hold several words, as answers do."""
    long = []
    for column in filter(None, table.columns):
        cells = [row[column] for row in table.rows if row[column]]
        if cells and sum(len(cell.split()) for cell in cells) / len(cells) >= LIKE_WORDS:
            long.append(column)
    return long


def guess_columns(survey: Survey) -> str:
    """Say in words which columns may hold answers and ids; the researcher decides."""
    table = survey.table
    long = find_long(table)
    said = []
    if long:
        said.append(f"longer answers stand in {quote_some(long, MOST_NAMED)}")
    ids = IDS.get(survey.program, table.columns[:1] if survey.program == "REDCap" else ())
    if own := next((name for name in ids if name in table.columns), ""):
        said.append(f"{survey.program} names respondents in '{own}'")
    return "; ".join(said)


def _in_one_line(table: Table) -> Table:
    """Write each heading in one line with single blanks, so that it can be named in study.yaml."""
    names = {column: " ".join(column.split()) for column in table.columns}
    if all(old == new for old, new in names.items()):
        return table
    repeated = sorted(name for name, n in Counter(names.values()).items() if n > 1 and name)
    if repeated:
        raise MaterialError(
            [Problem(f"column '{name}' occurs twice; names must differ", table.file) for name in repeated]
        )
    rows = tuple(Row(row.line, {names[column]: cell for column, cell in row.cells.items()}) for row in table.rows)
    cut = {names[column]: lines for column, lines in table.cut_numbers.items()}
    wording = {names[column]: words for column, words in table.wording.items()}
    return dataclasses.replace(table, columns=tuple(names.values()), rows=rows, cut_numbers=cut, wording=wording)


def _extra_heads(table: Table) -> int:
    """Count the rows below the first that are headings, too."""
    for place, row in enumerate(table.rows[:3]):
        cells = [cell for cell in row.cells.values() if cell.strip()]
        if cells and all(IMPORT_ID.match(cell.strip()) for cell in cells):
            return place + 1
    first = table.rows[0] if table.rows else None
    return int(first is not None and any(first[column] == text for column, text in SECOND_ROW.items()))


def _tell_previews(table: Table) -> Table:
    """Say how many rows are nobody's answers, and how many are of people who broke off."""
    tests = sum(row["Status"].casefold() in NO_ANSWERS for row in table.rows)
    broken_off = sum(row["Finished"].casefold() in UNFINISHED for row in table.rows)
    remarks = [
        f"{table.file}: {n} {'row' if n == 1 else 'rows'} of {what}; they were read like any other"
        for n, what in (
            (tests, "previews, tests or spam ('Status')"),
            (broken_off, "people who did not finish ('Finished')"),
        )
        if n
    ]
    return dataclasses.replace(table, remarks=(*table.remarks, *remarks))
