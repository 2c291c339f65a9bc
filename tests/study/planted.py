"""The invented example with 60 invented names and identifiers planted into it, in varied forms, at fixed places."""

from __future__ import annotations

import csv
import io
import re
import shutil
import unicodedata
from bisect import bisect_left, bisect_right
from pathlib import Path

# What is planted, the form in the key, what stands for it, and whether capitals count. All of it INVENTED.
PLANTED = (
    ("Ayesha Rahmani", "Ayesha Rahmani", "[Student 1]", ""),
    ("AYESHA RAHMANI", "Ayesha Rahmani", "[Student 1]", ""),
    ("ayesha rahmani's", "Ayesha Rahmani", "[Student 1]", ""),
    ("Ayesha", "Ayesha", "[Student 1]", ""),
    ("Ms Rahmani", "Ms Rahmani", "[Student 1]", ""),
    ("Rahmani’s", "Rahmani", "[Student 1]", ""),
    ("Ayesha\nRahmani", "Ayesha Rahmani", "[Student 1]", ""),
    ("Rah-\nmani", "Rahmani", "[Student 1]", ""),
    ("Dr Okonjo", "Dr Okonjo", "[Lecturer 1]", ""),
    ("Dr. Okonjo", "Dr Okonjo", "[Lecturer 1]", ""),
    ("dr okonjo", "Dr Okonjo", "[Lecturer 1]", ""),
    ("Professor Okonjo", "Professor Okonjo", "[Lecturer 1]", ""),
    ("Chidi Okonjo", "Chidi Okonjo", "[Lecturer 1]", ""),
    ("C. Okonjo", "C. Okonjo", "[Lecturer 1]", ""),
    ("Okonjo's", "Okonjo", "[Lecturer 1]", ""),
    ("Chidi", "Chidi", "[Lecturer 1]", ""),
    ("José Ibáñez", "José Ibáñez", "[Student 2]", ""),
    (unicodedata.normalize("NFD", "José Ibáñez"), "José Ibáñez", "[Student 2]", ""),
    ("Jose Ibanez", "José Ibáñez", "[Student 2]", ""),
    ("JOSÉ", "José", "[Student 2]", ""),
    ("Ibáñez", "Ibáñez", "[Student 2]", ""),
    ("Will Tarrant", "Will Tarrant", "[Student 3]", ""),
    ("Will's", "Will", "[Student 3]", "yes"),
    ("Tarrant", "Tarrant", "[Student 3]", ""),
    ("Grace", "Grace", "[Mother]", "yes"),
    ("May", "May", "[Sister]", "yes"),
    ("Anne-Marie Duclos", "Anne-Marie Duclos", "[Lecturer 2]", ""),
    ("Anne Marie Duclos", "Anne-Marie Duclos", "[Lecturer 2]", ""),
    ("Anne‑Marie", "Anne-Marie", "[Lecturer 2]", ""),
    ("Mrs Duclos", "Mrs Duclos", "[Lecturer 2]", ""),
    ("Duclos’", "Duclos", "[Lecturer 2]", ""),
    ("Søren Østergård", "Søren Østergård", "[Lecturer 3]", ""),
    ("Soren Ostergard", "Søren Østergård", "[Lecturer 3]", ""),
    ("Østergård's", "Østergård", "[Lecturer 3]", ""),
    ("O'Riordan", "O'Riordan", "[Lecturer 4]", ""),
    ("O’Riordan", "O'Riordan", "[Lecturer 4]", ""),
    ("Siobhán O'Riordan", "Siobhán O'Riordan", "[Lecturer 4]", ""),
    ("Siobhan", "Siobhán", "[Lecturer 4]", ""),
    ("Marlowe Street Clinic", "Marlowe Street Clinic", "[Clinic 1]", ""),
    ("Marlowe  Street", "Marlowe Street", "[Street 1]", ""),
    ("Marlowe", "Marlowe", "[Town 1]", ""),
    ("Queensferry University", "Queensferry University", "[University 1]", ""),
    ("QUEENSFERRY", "Queensferry", "[Town 2]", ""),
    ("Multan", "Multan", "[Town 3]", ""),
    ("a.rahmani@queensferry.example", "a.rahmani@queensferry.example", "[e-mail 1]", ""),
    ("Chidi.Okonjo@marlowe.example", "chidi.okonjo@marlowe.example", "[e-mail 2]", ""),
    ("07700 900123", "07700 900123", "[phone 1]", ""),
    ("07700-900123", "07700 900123", "[phone 1]", ""),
    ("+92 300 5550147", "+92 300 5550147", "[phone 2]", ""),
    ("(555) 010-4477", "(555) 010-4477", "[phone 3]", ""),
    ("QF9 7ZX", "QF9 7ZX", "[postcode 1]", ""),
    ("qf9 7zx", "QF9 7ZX", "[postcode 1]", ""),
    ("S-2098841", "S-2098841", "[student number 1]", ""),
    ("19-MBBS-204", "19-MBBS-204", "[student number 2]", ""),
    ("14 March 2001", "14 March 2001", "[date of birth 1]", ""),
    ("14/03/2001", "14/03/2001", "[date of birth 1]", ""),
    ("https://queensferry.example/~okonjo", "https://queensferry.example/~okonjo", "[web address 1]", ""),
    ("@sorenost", "@sorenost", "[handle 1]", ""),
    ("Zbigniew Łoś", "Zbigniew Łoś", "[Student 4]", ""),
    ("Łoś’s", "Łoś", "[Student 4]", ""),
)
RENAMED = ("fg3", "FG3 with Ayesha Rahmani")  # a file that is called by a name
LABEL = ("FG1D", "Zbigniew Łoś")  # a participant who goes by a name


def plant(example: Path, study: Path) -> None:
    """Make the planted copy: after every so many words of a transcript stands a name, and codings are moved with it."""
    shutil.copytree(example, study, ignore=shutil.ignore_patterns(".thematica", "results"))
    inserted: dict[str, tuple[list[int], list[int]]] = {}
    texts: dict[str, str] = {}
    for number, file in enumerate(sorted((study / "transcripts").glob("*.txt"))):
        text, places, sizes = _insert(file.read_text(encoding="utf-8"), PLANTED[number * 10 : number * 10 + 10])
        inserted[file.stem], texts[file.stem] = (places, sizes), text
        file.write_text(text, encoding="utf-8")
    for file in (study / "codings").glob("*.csv"):
        _move(file, inserted, texts)
    _name_things(study)


def write_key(file: Path) -> None:
    """Write the key to what is planted, a row a form."""
    rows = {form: (form, replacement, case) for _, form, replacement, case in PLANTED}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("original", "replacement", "match_case"))
    writer.writerows(rows.values())
    file.write_text(out.getvalue(), encoding="utf-8")


def _insert(text: str, planted: tuple[tuple[str, str, str, str], ...]) -> tuple[str, list[int], list[int]]:
    """Put each name behind a word within a turn; one in three goes where a moderator speaks."""
    said = [m.end() for m in re.finditer(r"(?<=[a-z] )[a-z]{3,}(?= [a-z])", text)]
    asked = [at for at in said if text.rfind("\n\n", 0, at) == text.rfind("\n\nModerator:", 0, at)]
    places = []
    for i in range(len(planted)):
        pool = asked if i % 3 == 2 else said
        places.append(pool[(2 * i + 1) * len(pool) // (2 * len(planted))])
    order = sorted(range(len(planted)), key=lambda i: places[i])
    pieces, at, sizes = [], 0, []
    for i in order:
        word = f" {planted[i][0]},"
        pieces += [text[at : places[i]], word]
        at = places[i]
        sizes.append(len(word))
    return "".join([*pieces, text[at:]]), [places[i] for i in order], sizes


def _move(file: Path, inserted: dict[str, tuple[list[int], list[int]]], texts: dict[str, str]) -> None:
    head, _, table = file.read_text(encoding="utf-8").partition("\n")
    rows = list(csv.DictReader(io.StringIO(table)))
    for row in rows:
        places, sizes = inserted[row["document"]]
        start, end = int(row["start"]), int(row["end"])
        start += sum(sizes[: bisect_left(places, start + 1)])
        end += sum(sizes[: bisect_right(places, end - 1)])
        row |= {"start": str(start), "end": str(end), "quote": texts[row["document"]][start:end]}
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(f"{head}\n{out.getvalue()}", encoding="utf-8")


def _name_things(study: Path) -> None:
    """Let names stand in a label, an id, a file's name, the tree, a note, the settings and two tables as well."""
    (study / "transcripts" / f"{RENAMED[0]}.txt").rename(study / "transcripts" / f"{RENAMED[1]}.txt")
    _put(study / "codings" / "author.csv", f"\n{RENAMED[0]},", f"\n{RENAMED[1]},")
    first = study / "transcripts" / "fg1.txt"
    was = first.read_text(encoding="utf-8")
    shift = len(LABEL[1]) - len(LABEL[0])
    places = [m.start() for m in re.finditer(rf"^{LABEL[0]}:", was, re.MULTILINE)]
    for name in ("author.csv", "second.csv"):
        _shift(study / "codings" / name, "fg1", places, shift)
    first.write_text(re.sub(rf"^{LABEL[0]}:", f"{LABEL[1]}:", was, flags=re.MULTILINE), encoding="utf-8")
    _put(study / "participants.csv", f"{LABEL[0]},", f"{LABEL[1]},")
    labels = (
        f'documents:\n  fg1.txt:\n    "{LABEL[1]}": {{role: participant, participant: "{LABEL[1]}"}} # Łoś said so\n'
    )
    (study / "speakers.yaml").write_text(labels, encoding="utf-8")
    # The session was named by the label; now the table of sessions must say it.
    sessions = study / "sessions.csv"
    lines = sessions.read_text(encoding="utf-8").splitlines()
    stems = {"FG3": RENAMED[1]}
    lines[1] += ",document"
    lines[2:] = [f"{line},{stems.get(line[:3], line[:3].lower())}" for line in lines[2:]]
    sessions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _put(study / "themes.yaml", "memo: Came up late,", "memo: Ayesha Rahmani asked Dr. Okonjo about it. Came up late,")
    _put(study / "themes.yaml", '["I e-mailed in January', "[\"Ayesha's friend says: I e-mailed in January")
    _put(study / "themes.yaml", "\nthemes:\n", "\n# Ask Anne-Marie Duclos whether this holds.\nthemes:\n")
    _put(study / "study.yaml", "name: Mentoring", "name: Queensferry, mentoring")
    (study / "notes").mkdir(exist_ok=True)
    (study / "notes" / "Multan visit.md").write_text("INVENTED\n\nMet Will and May in Multan.\n", encoding="utf-8")


def _put(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise AssertionError(f"{file}: {old!r}")
    file.write_text(text.replace(old, new), encoding="utf-8")


def _shift(file: Path, document: str, places: list[int], by: int) -> None:
    head, _, table = file.read_text(encoding="utf-8").partition("\n")
    rows = list(csv.DictReader(io.StringIO(table)))
    for row in rows:
        if row["document"] == document:
            moved = by * bisect_right(places, int(row["start"]))
            row |= {"start": str(int(row["start"]) + moved), "end": str(int(row["end"]) + moved)}
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(f"{head}\n{out.getvalue()}", encoding="utf-8")
