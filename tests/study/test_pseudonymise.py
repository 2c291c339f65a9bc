"""A study is written anew with pseudonyms: nothing is left of names, and codings stand on their words."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.formats.office_files import paragraph, write_docx
from tests.study.planted import LABEL, PLANTED, plant, write_key
from thematica import cli
from thematica.errors import InputError, StudyError
from thematica.steps.pseudonymise import Names, fold_form
from thematica.study import Study
from thematica.study.pseudonymise import check_leaks, load_key

FIXTURES = Path(__file__).parents[1] / "fixtures" / "transcripts"
SETTINGS = "name: INVENTED\nembedder: tests.fakes:WordEmbedder\nclusterer: tests.fakes:SameTextClusterer\n"
KEY = "original,replacement\nAyesha Khan,[Student 1]\nAyesha,[Student 1]\nDr Okonjo,[Tutor 1]\n"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, example: Path) -> Path:
    """A folder with the planted study ``named``, its key, and the study ``safe`` made of it."""
    folder = tmp_path_factory.mktemp("planted")
    plant(example, folder / "named")
    settings = folder / "named" / "study.yaml"
    text = settings.read_text(encoding="utf-8").replace("packaged-minilm  ", "tests.fakes:WordEmbedder  ")
    settings.write_text(text.replace("clusterer: auto", "clusterer: tests.fakes:SameTextClusterer"), encoding="utf-8")
    write_key(folder / "key.csv")
    Study.open(folder / "named").pseudonymise(folder / "key.csv", folder / "safe")
    return folder


def make(folder: Path, name: str, text: str | bytes, settings: str = SETTINGS) -> Study:
    study = folder / "study"
    (study / "transcripts").mkdir(parents=True)
    (study / "study.yaml").write_text(settings)
    path = study / "transcripts" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "key.csv").write_text(KEY)
    return Study.open(study)


def rows(file: Path) -> list[dict[str, str]]:
    lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    return list(csv.DictReader(io.StringIO("".join(line for line in lines if not line.startswith("# ")))))


def test_sixty_names_and_identifiers_are_planted_each_once() -> None:
    assert len({words for words, *_ in PLANTED}) == 60


def test_each_planted_name_is_replaced_by_what_the_key_says(planted: Path) -> None:
    texts = {d.id: d.text for d in Study.open(planted / "safe").corpus.documents}
    before = {d.id: d.text for d in Study.open(planted / "named").corpus.documents}

    for (was, old), (_, new) in zip(sorted(before.items()), sorted(texts.items()), strict=True):
        expected = old
        planted_here = [each for each in PLANTED if f" {each[0]}," in old]
        assert len(planted_here) >= 10, was
        for words, _, replacement, _ in sorted(planted_here, key=lambda each: -len(each[0])):
            ending = next((end for end in ("'s", "’s", "’") if words.endswith(end)), "")
            expected = expected.replace(f" {words},", f" {replacement}{ending},")
        expected = expected.replace(f"{LABEL[1]}:", "Student 4:")
        assert new == re.sub(r"\bMay\b", "[Sister]", expected)  # the month, too: capitals do not tell them apart


def test_nothing_of_any_name_is_left_after_a_run(planted: Path) -> None:
    Study.open(planted / "safe").run()
    key = load_key(planted / "key.csv", planted / "safe")

    assert (planted / "safe" / "results" / "report.html").exists()
    assert check_leaks(planted / "safe", key) == ()


def test_the_check_finds_every_planted_name_in_the_old_study(planted: Path) -> None:
    key = load_key(planted / "key.csv", planted / "named")

    leaks = check_leaks(planted / "named", key)

    assert {leak.row for leak in leaks} == {pseudonym.line for pseudonym in key}
    assert "notes/Multan visit.md" in {leak.file for leak in leaks if leak.line == 0}


def test_every_coding_stands_on_its_words(planted: Path) -> None:
    names = Names(load_key(planted / "key.csv"))
    new = Study.open(planted / "safe").corpus.documents
    checked = 0

    for name in ("author.csv", "second.csv"):
        before, after = rows(planted / "named" / "codings" / name), rows(planted / "safe" / "codings" / name)
        assert len(before) == len(after)
        for old, row in zip(before, after, strict=True):
            words = new[row["document"]].text[int(row["start"]) : int(row["end"])]
            assert words == row["quote"] == names.write(old["quote"])
            assert (row["code"], row["made_at"]) == (old["code"], old["made_at"])
            checked += 1
    assert checked == 1273


def test_who_spoke_is_the_same_person_by_another_name(planted: Path) -> None:
    old, new = Study.open(planted / "named").corpus, Study.open(planted / "safe").corpus

    assert len(old.turns) == len(new.turns)
    assert sum(t.participant_id == LABEL[1] for t in old.turns) == 9
    assert sum(t.participant_id == "Student 4" for t in new.turns) == 9
    assert new.participants["Student 4"].attributes == old.participants[LABEL[1]].attributes


def test_the_trail_begins_with_counts_and_hashes_and_no_words(planted: Path) -> None:
    first = Study.open(planted / "safe").memory.events()[0]

    assert first["event"] == "pseudonymised"
    assert first["key"] == hashlib.sha256((planted / "key.csv").read_bytes()).hexdigest()
    assert (first["documents"], first["codings_moved"], first["pseudonyms_used"]) == (6, 1273, 47)


def test_the_way_back_gives_the_same_turns_and_codings(planted: Path) -> None:
    done = Study.open(planted / "safe").pseudonymise(planted / "key.csv", planted / "back", reverse=True)

    assert done.n_codings == 1273
    assert "Ayesha Rahmani" in Study.open(planted / "back").corpus.documents["fg1"].text
    assert "[Student 1]" not in (planted / "back" / "transcripts" / "fg1.txt").read_text(encoding="utf-8")


def test_what_she_removed_stays_removed_in_the_new_study(tmp_path: Path) -> None:
    words = (
        "Moderator: Why?\n\nFG1A: Ayesha never answers.\n\nFG1B: Ayesha never answers.\n\nFG1C: Ayesha never answers.\n"
    )
    study = make(tmp_path, "fg1.txt", words, SETTINGS + "suggest: at_once\n")
    study.run()
    assert "k-" in (study.path / "themes.yaml").read_text()
    (study.path / "themes.yaml").write_text("themes:\nsuggestions:\n")
    Study.open(study.path).run()
    Study.open(study.path).pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    Study.open(tmp_path / "new").run()

    assert "k-" not in (tmp_path / "new" / "themes.yaml").read_text()
    assert "[Student 1] never answers" in (tmp_path / "new" / "transcripts" / "fg1.txt").read_text()


@pytest.mark.parametrize("fixture", sorted(p.name for p in FIXTURES.iterdir() if p.is_file()))
def test_every_layout_is_written_so_that_the_same_turns_are_read(fixture: str, tmp_path: Path) -> None:
    study = make(tmp_path, fixture, (FIXTURES / fixture).read_bytes())
    labels = [t.speaker for t in study.corpus.turns if sum(c.isalnum() for c in t.speaker) > 1]
    who = "Researcher 1" if labels and labels[0].casefold().startswith(("mod", "int")) else "Person 1"
    forms = {"the": "[Article 1]", "and": "[Sign 1]", **({labels[0]: f"[{who}]"} if labels else {})}
    unique = {fold_form(form): (form, said) for form, said in forms.items()}
    lines = "".join(f'"{form}","{said}"\n' for form, said in unique.values())
    (tmp_path / "key.csv").write_text("original,replacement\n" + lines)

    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    new = Study.open(tmp_path / "new").corpus
    assert done.leaks == ()
    assert [t.speaker.replace(labels[0], who) if labels else t.speaker for t in study.corpus.turns] == [
        t.speaker for t in new.turns
    ]


def test_a_word_document_becomes_a_text_with_the_same_turns(tmp_path: Path) -> None:
    file = tmp_path / "Ayesha.docx"
    write_docx(
        file, paragraph("Moderator: Who is Dr Okonjo?"), paragraph("Ayesha Khan: Mine."), paragraph("Ayesha Khan: He.")
    )
    study = make(tmp_path, "Ayesha.docx", file.read_bytes())

    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    text = (tmp_path / "new" / "transcripts" / "Student 1.txt").read_text()
    assert text == "Moderator: Who is [Tutor 1]?\n\nStudent 1: Mine.\n\nStudent 1: He."
    assert done.notices == (
        "transcripts/Ayesha.docx: written as text, with the same turns",
        "'Student 1' is read as a participant now, though nobody has said who that is; say it in speakers.yaml",
    )


def test_a_name_that_goes_over_two_captions_is_replaced(tmp_path: Path) -> None:
    cues = "00:01.000 --> 00:02.000\n<v Ana>I met Dr\n\n00:03.000 --> 00:04.000\n<v Ana>Okonjo there.\n"
    study = make(tmp_path, "a.vtt", f"WEBVTT\n\n{cues}")

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    document = Study.open(tmp_path / "new").corpus.documents["a"]
    assert document.text == "Ana: I met [Tutor 1] there."


CAPTIONS = """WEBVTT

00:01.000 --> 00:02.000
I met Dr

00:02.000 --> 00:03.000
Okonjo there. She asked.

00:06.000 --> 00:07.000
I did not.
"""
SEGMENTS = {
    "segments": [{"start": 0, "end": 2, "text": "Dr Okonjo came."}, {"start": 6, "end": 7, "text": "I did not."}]
}


@pytest.mark.parametrize(("name", "content"), [("a.vtt", CAPTIONS), ("a.json", json.dumps(SEGMENTS))])
def test_captions_and_segments_of_nobody_are_written_as_the_same_turns(tmp_path: Path, name: str, content: str) -> None:
    study = make(tmp_path, name, content)

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    turns = Study.open(tmp_path / "new").corpus.turns
    assert (tmp_path / "new" / "transcripts" / name).exists()
    assert len(turns) == len(study.corpus.turns) > 1
    assert [turn.time for turn in turns] == [turn.time for turn in study.corpus.turns]


def test_rows_by_quote_and_by_segment_move_along(tmp_path: Path) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: Dr Okonjo asked Ayesha Khan.\n\nFG1B: Ayesha asked nobody.\n")
    (study.path / "themes.yaml").write_text("themes:\n  - theme: T\n    codes:\n      - code: Asking\n")
    (study.path / "codings").mkdir()
    (study.path / "codings" / "a.csv").write_text(
        "document,quote,code\nfg1,asked Ayesha,Asking\nfg1,Ayesha asked nobody,Asking\n"
    )
    (study.path / "codings" / "b.csv").write_text("segment_id,code\nfg1:6-34,Asking\n")

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert [r["quote"] for r in rows(tmp_path / "new" / "codings" / "a.csv")] == [
        "asked [Student 1]", "[Student 1] asked nobody",
    ]  # fmt: skip
    text = (tmp_path / "new" / "transcripts" / "fg1.txt").read_text()
    assert text[6:36] == "[Tutor 1] asked [Student 1].\n\n"
    assert rows(tmp_path / "new" / "codings" / "b.csv")[0]["segment_id"] == "fg1:6-34"


def test_a_quote_that_stands_twice_once_names_are_replaced_gets_its_place(tmp_path: Path) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: I asked Ayesha Khan.\n\nFG1B: I asked Ayesha.\n\nFG1C: Yes.\n")
    (study.path / "themes.yaml").write_text("themes:\n  - theme: T\n    codes:\n      - code: Asking\n")
    (study.path / "codings").mkdir()
    (study.path / "codings" / "a.csv").write_text("document,quote,code\nfg1,asked Ayesha.,Asking\n")

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    (row,) = rows(tmp_path / "new" / "codings" / "a.csv")
    text = (tmp_path / "new" / "transcripts" / "fg1.txt").read_text()
    assert int(row["start"]) > text.index("FG1B")
    assert text[int(row["start"]) : int(row["end"])] == row["quote"] == "asked [Student 1]."


def test_answers_keep_their_columns_and_lose_their_names(tmp_path: Path) -> None:
    study = make(
        tmp_path, "fg1.txt", "FG1A: Yes.\nFG1B: No.\n", SETTINGS + "answers:\n  text: [good]\n  participant: id\n"
    )
    (study.path / "answers").mkdir()
    (study.path / "answers" / "s.csv").write_text("id,good\nAyesha Khan,Dr Okonjo's advice\nP2,Nothing\n")

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert rows(tmp_path / "new" / "answers" / "s.csv")[0] == {"id": "Student 1", "good": "[Tutor 1]'s advice"}


@pytest.mark.parametrize("inside", ["study/key.csv", "study/notes/key.csv"])
def test_a_key_within_the_study_is_refused(inside: str, tmp_path: Path) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: Ayesha.\n")

    with pytest.raises(StudyError, match="would be given away with it"):
        study.pseudonymise(tmp_path / inside, tmp_path / "new")
    with pytest.raises(StudyError, match="would be given away with it"):
        study.suggest_names(tmp_path / inside)


def test_folders_within_each_other_and_folders_in_use_are_refused(tmp_path: Path) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: Ayesha.\n")
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "a").touch()

    for to, why in ((study.path / "new", "within each other"), (tmp_path / "used", "is there already")):
        with pytest.raises(StudyError, match=why):
            study.pseudonymise(tmp_path / "key.csv", to)


def test_two_files_that_would_have_one_name_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    study = make(tmp_path, "Ayesha.txt", "FG1A: Yes.\n")
    (study.path / "transcripts" / "Ayesha Khan.txt").write_text("FG2A: No.\n")

    with pytest.raises(StudyError, match=r"would both be called transcripts/Student 1\.txt"):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["key.csv", "study"]


def test_a_key_that_replaces_nothing_is_refused(tmp_path: Path) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: Ayesha.\n")
    (tmp_path / "key.csv").write_text("original,replacement\nAyesha,\n")

    with pytest.raises(StudyError, match="replaces nothing yet"):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")


def test_the_check_fails_loudly_with_file_and_line_and_without_the_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: Yes.\n\nFG1B: AYESHA's.\n")
    with zipfile.ZipFile(study.path / "x.zip", "w") as archive:
        archive.writestr("word/document.xml", "<w:t>Dr Oko</w:t><w:t>njo</w:t>")
    (study.path / "y.json").write_text(json.dumps({"a": "Áyesha"}))

    status = cli.main(["pseudonymise", str(study.path), "--key", str(tmp_path / "key.csv"), "--check"])

    said = capsys.readouterr().err
    assert status == 1
    assert "transcripts/fg1.txt:3: holds what row 3 of the key replaces by [Student 1]" in said
    assert "x.zip!word/document.xml:1: holds what row 4" in said
    assert "y.json:1: holds what row 3" in said
    assert "3 places" in said
    assert "yesha" not in said


def test_suggestions_are_added_below_what_she_typed(tmp_path: Path) -> None:
    study = make(
        tmp_path, "fg1.txt",
        "FG1A: I went to see Michael Thornton in Birmingham, and Ayesha too.\n\nFG1B: Write to m.t@example.org.\n",
    )  # fmt: skip

    n = study.suggest_names(tmp_path / "key.csv").n_new

    text = (tmp_path / "key.csv").read_text()
    assert text.startswith(KEY)
    found = {row["original"] for row in rows(tmp_path / "key.csv")[3:]}
    assert n == len(found)
    assert {"Michael Thornton", "Birmingham", "m.t@example.org"} <= found
    assert "Ayesha" not in found
    assert study.suggest_names(tmp_path / "key.csv").n_new == 0


def test_suggestions_are_not_applied_until_she_accepts_them(tmp_path: Path) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: Michael Thornton met Ayesha in Birmingham.\n")
    study.suggest_names(tmp_path / "new.csv")
    with pytest.raises(StudyError, match="replaces nothing yet"):
        study.pseudonymise(tmp_path / "new.csv", tmp_path / "new")

    study.suggest_names(tmp_path / "key.csv")
    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert "Michael Thornton met [Student 1]" in (tmp_path / "new" / "transcripts" / "fg1.txt").read_text()
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == 0o600


def test_every_mistake_of_a_key_is_listed_with_its_row(tmp_path: Path) -> None:
    study = make(tmp_path, "fg1.txt", "FG1A: Ayesha.\n")
    (tmp_path / "key.csv").write_text(
        "original,replacement,match_case\nAyesha,[Student 1],\nÁYESHA,[Student 2],\nJ,[Tutor],\nX Y,[Ayesha 2],\n"
        ",[Z],\nB C,[D],maybe\n"
    )

    with pytest.raises(InputError) as caught:
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert [p.line for p in caught.value.problems] == [3, 4, 5, 6, 7]


def test_translations_guiding_questions_and_notes_come_along_without_names(tmp_path: Path) -> None:
    said = "Dr Okonjo: How is it?\nAyesha Khan: Dr Okonjo is away.\n"
    study = make(tmp_path, "fg1.txt", said + said)
    folder = study.path
    (folder / "translations").mkdir()
    (folder / "translations" / "fg1.txt").write_text("Dr Okonjo: Wie ist es?\nAyesha Khan: Dr Okonjo ist weg.\n" * 2)
    (folder / "notes").mkdir()
    (folder / "notes" / "fg1.md").write_text("## turn 2\n\nAyesha looked at Dr Okonjo.\n")
    (folder / "questions.yaml").write_text(
        "questions:\n  - {id: how, question: How is Dr Okonjo?}\nturns:\n  fg1: {t1: how}\n"
    )

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    corpus = Study.open(tmp_path / "new").corpus
    assert list(corpus.translations.values()) == ["Wie ist es?", "[Tutor 1] ist weg."] * 2
    assert [question.text for question in corpus.guide.questions] == ["How is Tutor 1?"]
    assert "[Student 1] looked at [Tutor 1]." in (tmp_path / "new" / "notes" / "fg1.md").read_text()
    assert check_leaks(tmp_path / "new", load_key(tmp_path / "key.csv", folder)) == ()
