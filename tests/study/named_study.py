"""An INVENTED study in which names stand wherever a researcher may write: tables in Excel, strands, notes, coders."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment

NAMES = {
    "Ayesha Khan": "[Student 1]", "Ayesha": "[Student 1]", "Dr Okonjo": "[Tutor 1]", "Okonjo": "[Tutor 1]",
    "Bram": "[Student 2]", "Leeds": "[Town 1]", "ana": "[Coder 1]", "ayesha.k@leeds.example": "[e-mail 1]",
    "192.0.2.17": "[address 1]",
}  # fmt: skip
SETTINGS = """\
# Asked by Dr Okonjo.
name: Leeds, waiting
embedder: tests.fakes:WordEmbedder
clusterer: tests.fakes:SameTextClusterer
basis: ana
coded_blind: [ana, bea]
saturation: {by: [Okonjo's group, "Q3: Bram"]}
strands:
  by: Okonjo's group
  trees: {Leeds: themes-Leeds.yaml, Other: themes.yaml}
answers:
  text: [Q1]
  participant: id
  attributes: ["Okonjo's group"]
  choices: [Q3]
  sheet: Leeds data
non_answers: {none: [ask Bram]}
"""
SPEAKERS = """\
documents:
  "Ayesha Khan.txt":
    "Dr Okonjo": {role: moderator} # Okonjo
    "Ayesha": {role: participant, participant: Ayesha Khan}
    "Ayesha Khan":
      role: participant
      participant: Ayesha Khan
  "Bram 2.txt":
    "Dr Okonjo": {role: moderator}
    "Bram": {role: participant, participant: "007"}
"""
TREE = """\
# Leeds
themes:
  - theme: Ayesha waits
    id: ayesha-waits
    memo: Bram said so in Leeds.
    codes:
      - code: Asking Okonjo
        id: asking-okonjo
        aliases: [ask-bram]
        definition: >
          What Bram and
          Ayesha
          Khan ask.
        examples: ["Dr Okonjo's door"]
  - theme: U
    codes:
      - {code: Waiting, id: waiting}
suggestions:
"""
TALK = """\
Dr Okonjo: Where do you wait, Ayesha?

Ayesha: In Leeds, with Bram.

Ayesha Khan: Dr Okonjo's door is shut.

Dr Okonjo: And who told Bram?

Ayesha: Bram told Bram.
"""
TALK_2 = "Dr Okonjo: Bram?\n\nBram: I wait for Ayesha Khan.\n\nDr Okonjo: Yes.\n\nBram: In Leeds.\n"
TRANSLATION = TALK.replace("Where do you wait", "Wo warten Sie").replace("door is shut", "Tür ist zu")


def write_book(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    """Write a workbook whose properties, comments and hidden sheet hold names as well."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    first = book.worksheets[0]
    first["A1"].comment = Comment("ask Ayesha Khan", "ana")
    hidden = book.create_sheet("of Bram")
    hidden.append(["Bram", "ayesha.k@leeds.example"])
    hidden.sheet_state = "hidden"
    book.properties.creator = "Dr Okonjo"
    book.properties.lastModifiedBy = "Bram"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def write_study(folder: Path) -> None:
    """Write the study, and the key beside it."""
    study = folder / "study"
    for name, text in {
        "study.yaml": SETTINGS,
        "speakers.yaml": SPEAKERS,
        "themes.yaml": TREE,
        "themes-Leeds.yaml": TREE,
        "questions.yaml": (
            "questions:\n  - {id: bram, question: Where do you wait?}\nturns:\n  Ayesha Khan: {t1: bram, t4: probe}\n"
        ),
        "transcripts/Ayesha Khan.txt": TALK,
        "transcripts/Bram 2.txt": TALK_2,
        "translations/Ayesha Khan.de.txt": TRANSLATION,
        "notes/Ayesha Khan.md": "## turn 2\n\nAyesha looked at Dr Okonjo.\n",
        "notes/Leeds visit.md": "# Bram 2, in Leeds\n\nBram laughed.\n",
        "notes/of Bram/old.txt": "Bram again.\n",
        "codings/ana.csv": (
            'document,quote,code,coder,memo\nAyesha Khan,"Dr Okonjo\'s door is shut",asking-okonjo,ana,for Bram\n'
            "Bram 2.txt,I wait for Ayesha Khan,Waiting; asking-okonjo,ana,\n"
        ),
    }.items():
        path = study / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    people: list[list[object]] = [
        ["participant", "session", "Okonjo's group", "year"],
        ["Ayesha Khan", "Ayesha Khan", "Leeds", 1],
        ["007", "Bram 2", "Other", 2.0],
        ["S1", "S1", "Leeds", 3],
        ["S2", "S2", "Other", None],
    ]
    write_book(study / "participants.xlsx", {"People": people})
    sessions: list[list[object]] = [
        ["session", "order", "document", "place"],
        ["Ayesha Khan", 2, "Ayesha Khan.txt", "Leeds"],
    ]
    sessions += [["Bram 2", 1, "Bram 2.txt", "York"], ["S1", 3, None, "York"], ["S2", 4, None, "York"]]
    write_book(study / "sessions.xlsx", {"Sessions": sessions})
    answers: list[list[object]] = [
        ["id", "Q1", "Q3", "Okonjo's group", "RecipientEmail", "IPAddress", "ResponseId"],
        ["ID", "What did\nOkonjo do?", "Who?", "Group", "Recipient Email", "IP Address", "Response ID"],
        [f'{{"ImportId":"{n}"}}' for n in range(7)],
        [
            "S1",
            "Dr Okonjo waited, and\nso did Ayesha.",
            "Bram;Other",
            "Leeds",
            "ayesha.k@leeds.example",
            "192.0.2.17",
            "R_1",
        ],
        ["S2", "ask Bram", "Bram", "Other", "nobody@example.org", "198.51.100.4", "R_2"],
    ]
    write_book(study / "answers" / "of Leeds.xlsx", {"Leeds data": answers})
    codings: list[list[object]] = [
        ["segment_id", "quote", "code", "coder"],
        ["S1:0-16", "Dr Okonjo waited", "asking-okonjo", "bea"],
    ]
    write_book(study / "codings" / "bea of Leeds.xlsx", {"Segments": codings})
    rows = "".join(f"{original},{replacement}\n" for original, replacement in NAMES.items())
    (folder / "key.csv").write_text("original,replacement\n" + rows, encoding="utf-8")
