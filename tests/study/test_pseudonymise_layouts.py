"""A study of one transcript in every layout: with pseudonyms it has the same turns and codings, and the way back."""

from __future__ import annotations

import csv
import dataclasses
import html
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.office_files import inserted, paragraph, table, write_docx, write_pdf
from thematica.formats.moved_codings import HEADINGS
from thematica.formats.speakers import Speaker, format_speakers
from thematica.formats.study_folder import read_material
from thematica.model.corpus import Corpus
from thematica.model.settings import Settings
from thematica.steps.pseudonymise import Names, fold_form
from thematica.study import Study
from thematica.study.pseudonymise import check_leaks, load_key

FIXTURES = Path(__file__).parents[1] / "fixtures" / "transcripts"
TEXTS = sorted(p.name for p in FIXTURES.iterdir() if p.is_file())
SETTINGS = "name: INVENTED\nembedder: tests.fakes:WordEmbedder\nclusterer: tests.fakes:SameTextClusterer\n"
TREE = "themes:\n  - theme: T\n    codes:\n      - code: Waiting\n        id: waiting\n"
MARKS = frozenset(("laughs", "pause", "crosstalk"))  # what is no speech
OURS = frozenset(
    "time event version files left documents replaced key from themes code role".split()
)  # stand in files of ours
MOST_WORDS = 6  # words of a transcript that are taken for names


SAID = (  # INVENTED
    ("Dr Quill", "0:03", "Why did you wait so long?"),
    ("Zoë Sprout", "0:07", "Ask Bram, who knows: the line was busy."),
    ("Dr Quill", "0:11", "And Bram?"),
    ("Zoë Sprout", "0:19", "Bram has waited, too."),
    ("Dr Quill", "0:31", "Thank you both."),
    ("Zoë Sprout", "1:02", "We thank you."),
)


def word_document(path: Path, layout: str) -> None:
    """Write a transcript in Word, with names in everything that a document holds beside its words."""
    said = {
        "teams": [
            paragraph(f"<w:r><w:t>{label}</w:t></w:r>", f"   {clock}", "<w:r><w:br/></w:r>", words)
            for label, clock, words in SAID
        ],
        "otter": [p for label, clock, words in SAID for p in (paragraph(f"{label}  {clock}"), paragraph(words))],
        "table": [table(*((label, words) for label, _, words in SAID))],
        "colon": [paragraph(f"{label}: ", inserted(words)) for label, _, words in SAID],
    }[layout]
    write_docx(path, paragraph("INVENTED"), *said)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/core.xml", "<c><creator>Zoë Sprout</creator><last>Bram</last></c>")
        archive.writestr("word/comments.xml", '<c><comment author="Bram">Zoë Sprout</comment></c>')
        archive.writestr("word/header1.xml", "<h><p>Dr Quill</p></h>")


def pdf_document(path: Path, layout: str) -> None:
    from pypdf import PdfWriter

    lines: list[str | tuple[float, float, str]] = [
        (60, 780 - 28 * n, f"{label}: {words}") for n, (label, _, words) in enumerate(SAID)
    ]
    write_pdf(path, lines, ["Zoë Sprout: He does."])
    writer = PdfWriter(clone_from=path)
    writer.add_metadata({"/Author": "Zoë Sprout", "/Title": layout})
    writer.write(path)


MADE = {
    **{f"Zoë Sprout {layout}.docx": word_document for layout in ("teams", "otter", "table", "colon")},
    "Zoë Sprout.pdf": pdf_document,
}


def make(folder: Path, layout: str) -> Study:
    """Make a study of one transcript, with every speaker known, and a coding of each turn in each way to write one."""
    path = folder / "study"
    (path / "transcripts").mkdir(parents=True)
    file = path / "transcripts" / layout
    if layout in MADE:
        MADE[layout](file, file.stem.rpartition(" ")[2])
    else:
        file.write_bytes((FIXTURES / layout).read_bytes())
    (path / "study.yaml").write_text(SETTINGS)
    (path / "themes.yaml").write_text(TREE)
    corpus, labels = read_material(path, Settings())
    sessions = "".join(f'"{d.session_id}","{d.id}"\n' for d in corpus.documents)
    (path / "sessions.csv").write_text("session,document\n" + sessions)
    if layout in MADE and {turn.speaker for turn in corpus.turns} - {""} != {"Dr Quill", "Zoë Sprout"}:
        raise AssertionError(f"{layout} is not read as it should be")
    known = {
        file: {
            label: speaker if speaker.role != "unknown" else Speaker("participant", label or "nobody")
            for label, speaker in found.items()
        }
        for file, found in labels.items()
    }
    (path / "speakers.yaml").write_bytes(format_speakers(known))
    study = Study.open(path)
    write_codings(path / "codings", study.corpus)
    return study


def write_codings(folder: Path, corpus: Corpus) -> None:
    folder.mkdir()
    columns = ("document", "start", "end", "quote", "segment_id", "code")
    ways: dict[str, list[tuple[str, ...]]] = {"places": [], "quotes": [], "segments": []}
    for turn in corpus.turns:
        words = corpus.documents[turn.document_id].text[turn.start : turn.end]
        if not words.strip():
            continue
        at = (turn.document_id, str(turn.start), str(turn.end))
        ways["places"].append((*at, words, "", "waiting"))
        ways["segments"].append(("", "", "", "", f"{at[0]}:{at[1]}-{at[2]}", "waiting"))
        if corpus.documents[turn.document_id].text.count(words) == 1:
            ways["quotes"].append((turn.document_id, "", "", words, "", "waiting"))
    for name, rows in ways.items():
        with (folder / f"Bram {name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])


def write_key(file: Path, corpus: Corpus) -> None:
    """Take every label and the longest words for names, each in one writing only, so that it comes back."""
    said = {word for turn in corpus.turns for word in re.findall(r"[^\W\d_]{3,}", corpus.speech(turn))}
    heard = {turn.speaker for turn in corpus.turns if sum(c.isalnum() for c in turn.speaker) > 2}
    forms = Counter(fold_form(form).casefold() for form in said | heard)
    labels = [each for each in sorted(heard) if forms[fold_form(each).casefold()] == 1]
    taken = {fold_form(word).casefold() for label in labels for word in label.split()}
    once = [word for word in said if forms[fold_form(word).casefold()] == 1 and fold_form(word).casefold() not in taken]
    once = [word for word in once if word not in HEADINGS | MARKS | OURS]
    words = sorted(once, key=lambda word: (-len(word), word))[:MOST_WORDS]
    asks = {turn.speaker: "Facilitator" if "I" in turn.speaker[:1] else "Interviewer" for turn in corpus.turns}
    asking = {turn.speaker for turn in corpus.turns if turn.role == "moderator"}
    rows = [(label, f"[{asks[label] if label in asking else 'Person'} {n}]", "yes") for n, label in enumerate(labels)]
    rows += [(word, f"[Thing {n}]", "yes") for n, word in enumerate(words)]
    rows += [(w, r, "yes") for w, r in (("Bram", "[Friend]"), ("Zoë Sprout", "[Zebra]")) if w not in [*labels, *words]]
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("original", "replacement", "match_case"), *rows])


def expected(corpus: Corpus, names: Names) -> list[tuple[object, ...]]:
    """Give every turn as it must be once names are replaced, without looking at places."""
    bare, session_of = names.write_bare, {d.id: d.session_id for d in corpus.documents}
    return [
        (
            names.write(corpus.speech(turn)), bare(turn.speaker), turn.role, bare(turn.participant_id or ""),
            bare(session_of[turn.document_id]), bare(turn.question_id or ""), turn.time,
        )
        for turn in corpus.turns
    ]  # fmt: skip


def as_read(corpus: Corpus) -> list[tuple[object, ...]]:
    return expected(corpus, Names([]))


def quotes(study: Study) -> dict[str, list[str]]:
    """Give the words that each row of each coder stands on."""
    found: dict[str, list[str]] = {}
    study.look()
    for row in study.rows:
        found.setdefault(row.coder, []).append(study.corpus.documents[row.document_id].text[row.start : row.end])
    return found


@pytest.mark.parametrize("layout", [*TEXTS, *MADE])
def test_every_turn_and_every_coding_is_the_same_but_for_names_and_comes_back(layout: str, tmp_path: Path) -> None:
    study = make(tmp_path, layout)
    write_key(tmp_path / "key.csv", study.corpus)
    names = Names(load_key(tmp_path / "key.csv"))

    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    new = Study.open(tmp_path / "new")
    assert done.leaks == ()
    assert done.n_replaced > 0
    assert as_read(new.corpus) == expected(study.corpus, names)
    assert done.n_codings == sum(map(len, quotes(study).values())) > 0
    assert quotes(new) == {names.write_bare(c): [*map(names.write, q)] for c, q in quotes(study).items()}

    new.pseudonymise(tmp_path / "key.csv", tmp_path / "back", reverse=True)

    back = Study.open(tmp_path / "back")
    assert as_read(back.corpus) == as_read(study.corpus)
    assert [d.text for d in back.corpus.documents] == [d.text for d in study.corpus.documents]
    assert [dataclasses.astuple(t) for t in back.corpus.turns] == [dataclasses.astuple(t) for t in study.corpus.turns]
    assert quotes(back) == quotes(study)


def test_the_check_finds_what_a_word_document_holds_beside_its_words(tmp_path: Path) -> None:
    study = make(tmp_path, "Zoë Sprout teams.docx")
    write_key(tmp_path / "key.csv", study.corpus)

    leaks = check_leaks(study.path, load_key(tmp_path / "key.csv"))

    parts = {leak.file.partition("!")[2] for leak in leaks}
    assert {"docProps/core.xml", "word/comments.xml", "word/header1.xml", "word/document.xml"} <= parts


NAMES = ("Quill", "Zoë", "Bram O'Neill", "FG1A", "K. Sprout")
WORD = st.sampled_from(
    ["we", "waited", "Zoë's", "QUILL", "Bram", "Bram O'Neill,", "zoë.", "(Sprout)", "Brams", "😀", "K. Sprout"]
)
SPOKEN = st.lists(
    st.tuples(st.sampled_from(NAMES), st.lists(WORD, min_size=1, max_size=6).map(" ".join)), min_size=2, max_size=6
)
KEY = (
    "original,replacement\nQuill,[Doctor 1]\nZoë,[Student 1]\nBram O'Neill,[Student 2]\nBram,[Student 2]\n"
    "K. Sprout,[Student 3]\nSprout,[Student 3]\n"
)


def write_spoken(file: Path, talk: list[tuple[str, str]]) -> None:
    """Write any talk in the format that the file's ending says, every speaker by name."""
    if file.suffix == ".docx":
        write_docx(file, *(paragraph(f"{label}: {words}") for label, words in talk))
    elif file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("speaker", "text"), *talk])
    elif file.suffix in (".vtt", ".srt"):
        mark = "." if file.suffix == ".vtt" else ","
        cues = (
            f"{n}\n00:{n:02}:00{mark}000 --> 00:{n:02}:30{mark}000\n{label}: {words}\n\n"
            for n, (label, words) in enumerate(talk, 1)
        )
        file.write_text(("WEBVTT\n\n" if mark == "." else "") + "".join(cues), encoding="utf-8")
    elif file.suffix == ".json":
        segments = [{"start": n, "end": n + 1, "speaker": a, "text": b} for n, (a, b) in enumerate(talk)]
        file.write_text(json.dumps({"segments": segments}), encoding="utf-8")
    elif file.suffix == ".html":
        file.write_text("".join(f"<p>{html.escape(f'{a}: {b}')}</p>\n" for a, b in talk), encoding="utf-8")
    else:
        file.write_text("".join(f"{label}: {words}\n" for label, words in talk), encoding="utf-8")


@settings(max_examples=40)
@given(talk=SPOKEN, ending=st.sampled_from([".txt", ".md", ".docx", ".csv", ".vtt", ".srt", ".json", ".html"]))
def test_any_talk_in_any_format_has_the_same_turns_and_codings_under_pseudonyms(
    tmp_path_factory: pytest.TempPathFactory, talk: list[tuple[str, str]], ending: str
) -> None:
    root = tmp_path_factory.mktemp("any")
    path = root / "study"
    (path / "transcripts").mkdir(parents=True)
    file = path / "transcripts" / f"talk{ending}"
    write_spoken(file, talk)
    (path / "study.yaml").write_text(SETTINGS + "transcripts: {text: text, speaker: speaker}\n")
    (path / "themes.yaml").write_text(TREE)
    known = {label: Speaker("participant", label) for label, _ in talk}
    (path / "speakers.yaml").write_bytes(format_speakers({file.name: known}))
    study = Study.open(path)
    write_codings(path / "codings", study.corpus)
    (root / "key.csv").write_text(KEY, encoding="utf-8")
    names = Names(load_key(root / "key.csv"))

    done = study.pseudonymise(root / "key.csv", root / "new")

    new = Study.open(root / "new")
    assert done.leaks == ()
    assert as_read(new.corpus) == expected(study.corpus, names)
    assert quotes(new) == {names.write_bare(c): [*map(names.write, q)] for c, q in quotes(study).items()}
