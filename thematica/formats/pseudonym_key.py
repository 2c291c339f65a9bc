"""The key file: which form of a name is replaced by what. It lies outside of every study folder.

CSV: ``original, replacement``, and if wanted ``group, kind, match_case``; rows without a replacement are suggestions,
unless a row of their group has one.
YAML: ``Tutor 1: [Dr Sarah Okafor, Sarah Okafor]``, or with more to say
``Student 4: {forms: [Will], kind: person, match_case: true}``; pseudonyms are put into brackets.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from thematica.errors import InputError, MaterialError, Problem
from thematica.formats.csv_table import DELIMITERS, parse_table
from thematica.formats.decode import read_text
from thematica.formats.key_groups import fill_groups
from thematica.formats.store import write_whole
from thematica.formats.yaml_nodes import Reader, is_null, line_of, quote
from thematica.model.pseudonyms import Pseudonym

COLUMNS = ("original", "replacement", "group", "kind", "match_case", "count", "example")
YES = frozenset(("yes", "y", "true", "1", "ja", "oui", "x"))
NO = frozenset(("no", "n", "false", "0", "nein", "non"))
HEAD = (
    "# SECRET: the key from names to pseudonyms. Keep it apart from the study, and never share it.\n"
    "# Fill in 'replacement' (such as [Student 1]) where a name is to be replaced; rows without one are passed over.\n"
    "# One row a form (Dr Khan; Ayesha Khan; Khan). match_case: yes for names that are words as well (Will, May).\n"
    "# Rows of one 'group' are one person's: fill in one of them, and '-' where a form is to stay as it is.\n"
    "# Of a group 'column ...': [Student #], written once, gives each row a number.\n"
)
# Names that are words of English as well: where the key does not say, their capitals count.
WORDS = frozenset(
    "angel april art ash august autumn basil bill bishop black bob brown cash chance chase christian clay cook "
    "dale dawn day dean derry destiny drew earl eve faith fern frank gene glen grace grant gray green guy hale "
    "harmony heath heather hope hunter iris ivy jack jasmine jay joy june king lance lane lily long love major "
    "mark mason may melody mercy miles noble norm olive page pat patience pearl penny peter price ray reed "
    "rich rob robin rose ruby sage sandy short sky star stone sue summer sunny tab terry tiffany trip victor "
    "violet wade ward west white will wood young".split()
)
OF_A_COLUMN = "column "  # how the group begins whose rows are different people
FEWEST = 2  # letters or digits of a form; a single one would stand in too many places

Fold = Callable[[str], str]


def read_key(path: Path, fold: Fold) -> tuple[Pseudonym, ...]:
    """Read the key; rows without a replacement are left out.

    Args:
        path: A .csv, .yaml or .yml file.
        fold: Writes forms that find the same words in the same way.

    Raises:
        InputError: Every mistake with its row.
    """
    found, problems = _read(path)
    found, unclear = fill_groups(found, path.name, fold)
    problems += [*unclear, *_check(found, path.name, fold)]
    if problems:
        raise InputError(sorted(problems, key=lambda p: p.line or 0))
    return tuple(p for p in found if p.replacement)


def _read(path: Path) -> tuple[list[Pseudonym], list[Problem]]:
    if path.suffix.lower() in (".yaml", ".yml"):
        return _read_yaml(path)
    if path.suffix.lower() != ".csv":
        raise InputError([Problem("a key file is a .csv or a .yaml file", path.name)])
    text = read_text(path).text
    table = parse_table(text, path.name)
    problems = table.missing("original", "replacement")
    found = []
    for row in () if problems else table.rows:
        said = row["match_case"].casefold()
        if said and said not in YES | NO:
            problems.append(Problem(f"'match_case' is yes or no, not '{said}'", path.name, row.line))
        if row["replacement"] and not row["original"]:
            problems.append(Problem("a replacement without an original", path.name, row.line))
        found.append(_pseudonym(row["original"], row["replacement"], row["kind"], said, row.line, row["group"]))
    return [p for p in found if p.original], problems


def _read_yaml(path: Path) -> tuple[list[Pseudonym], list[Problem]]:
    reader = Reader(path.name)
    root = reader.parse(read_text(path).text)
    found: list[Pseudonym] = []
    for name, node in {} if root is None or is_null(root) else reader.mapping(root).items():
        kind, case, forms = "", "", node
        if str(node.tag).endswith(":map"):
            fields = reader.mapping(node, ("forms", "kind", "match_case"))
            kind = reader.text(fields["kind"], "kind") if "kind" in fields else ""
            if "match_case" in fields:
                case = "yes" if reader.truth(fields["match_case"], "match_case") else "no"
            if "forms" not in fields:
                reader.note(f"'{name}' has no 'forms:'", line_of(node))
                continue
            forms = fields["forms"]
        items = [forms] if not isinstance(forms.value, list) else list(reader.items(forms))
        replacement = name if name.startswith("[") else f"[{name}]"
        found += [_pseudonym(reader.text(form, "forms"), replacement, kind, case, line_of(form)) for form in items]
    return [p for p in found if p.original], reader.problems


def _pseudonym(original: str, replacement: str, kind: str, said: str, line: int, group: str = "") -> Pseudonym:
    case = said in YES if said else original.casefold() in WORDS
    return Pseudonym(original=original, replacement=replacement, kind=kind, match_case=case, line=line, group=group)


def _check(found: Sequence[Pseudonym], file: str, fold: Fold) -> list[Problem]:
    problems = []
    accepted = [p for p in found if p.replacement]
    first: dict[str, Pseudonym] = {}
    for pseudonym in accepted:
        form, line = fold(pseudonym.original).casefold(), pseudonym.line
        if sum(c.isalnum() for c in form) < FEWEST:
            message = f"'{pseudonym.original}' is too short to be found safely; write at least {FEWEST} letters"
            problems.append(Problem(message, file, line))
            continue
        other = first.setdefault(form, pseudonym)
        if other.replacement != pseudonym.replacement:
            message = f"'{pseudonym.original}' has another replacement in row {other.line}; a form has one"
            problems.append(Problem(message, file, line))
        if not pseudonym.bare.strip() or "\n" in pseudonym.replacement:
            problems.append(Problem("a replacement is a word or a few, on one line", file, line))
    alike: dict[str, Pseudonym] = {}
    for pseudonym in accepted:
        other = alike.setdefault(fold(pseudonym.bare).casefold(), pseudonym)
        if other.replacement != pseudonym.replacement:
            message = (
                f"'{pseudonym.replacement}' differs from '{other.replacement}' in row {other.line} only in capitals, "
                "brackets or blanks; write both alike if they stand for one person, and otherwise if for two"
            )
            problems.append(Problem(message, file, pseudonym.line))
    for pseudonym in accepted:
        words = f" {fold(pseudonym.bare).casefold()} "
        held = next((p for form, p in first.items() if f" {form} " in words), None)
        if held:
            message = (
                f"the replacement '{pseudonym.replacement}' holds '{held.original}', which row {held.line} replaces"
            )
            problems.append(Problem(message, file, pseudonym.line))
    return problems


def add_suggestions(path: Path, rows: Iterable[Sequence[str]], fold: Fold) -> int:
    """Add rows to a key file, or begin one; what stands there stays as it is, byte by byte.

    Args:
        path: The key file.
        rows: ``original, kind, count, example, group, match_case``; the last two may be missing.
        fold: Writes forms that find the same words in the same way.

    Returns:
        How many were added; forms that the key has are not added again.

    Raises:
        InputError: The key is not a table that rows can be added to.
    """
    raw = path.read_bytes() if path.exists() else HEAD.encode() + (",".join(COLUMNS) + "\n").encode()
    is_yaml = path.suffix.lower() in (".yaml", ".yml")
    if is_yaml and not path.exists():
        raw = "".join(HEAD.splitlines(keepends=True)[:1]).encode()
    known = {fold(p.original).casefold() for p in (_read(path)[0] if path.exists() else ())}
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MaterialError([Problem("is not UTF-8; save it as UTF-8, then rows can be added", path.name)]) from error
    fresh = [row for row in rows if fold(row[0]).casefold() not in known]
    if is_yaml:
        lines = _format_lines([row for row in fresh if quote(row[0]) not in text])
        added = "".join(f"{line}\n" for line in lines)
        n_added = sum(quote(row[0]) not in text for row in fresh)
    else:
        added, n_added = _format_rows(text, fresh, path.name), len(fresh)
    gap = b"" if raw.endswith(b"\n") or not raw else b"\n"
    if n_added or not path.exists():
        write_whole(path, raw + gap + added.encode())
        path.chmod(0o600)
    return n_added


def _format_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a comment for each name, with all its forms, which she makes an entry by a pseudonym for the '?'."""
    together: dict[str, list[Sequence[str]]] = {}
    for row in rows:
        group = row[4] if len(row) > 4 else ""
        together.setdefault(row[0] if group.startswith(OF_A_COLUMN) else group or row[0], []).append(row)
    lines = []
    for forms in together.values():
        kind, _, example = forms[0][1:4]
        n = sum(int(row[2]) for row in forms)
        times = "once" if n == 1 else f"{n} times"
        lines.append(f"# ?: [{', '.join(quote(row[0]) for row in forms)}]  # {kind}, {times}: {example}")
    return lines


def _format_rows(text: str, rows: Sequence[Sequence[str]], file: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    header = lines[0] if lines else ""
    delimiter = next((d for d in DELIMITERS if d in header), ",")
    columns = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    if "original" not in columns:
        raise MaterialError([Problem("no column 'original'; rows cannot be added", file)])
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    for row in rows:
        cells = dict(zip(("original", "kind", "count", "example", "group", "match_case"), row, strict=False))
        writer.writerow([cells.get(column, "") for column in columns])
    return out.getvalue()
