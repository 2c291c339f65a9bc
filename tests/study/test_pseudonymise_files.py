"""Names are replaced wherever a study holds them; what is interrupted leaves nothing; errors name her own files."""

from __future__ import annotations

import csv
import errno
import io
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.formats.office_files import paragraph, write_docx
from tests.study.named_study import NAMES, write_book, write_study
from thematica.errors import MaterialError, StudyError, ThematicaError
from thematica.formats.study_folder import read_material
from thematica.study import Study, rewritten_talk
from thematica.study.new_folder import PREFIX, NewFolder
from thematica.study.pseudonymise import check_leaks, load_key

KEY = "original,replacement\nAyesha Khan,[Student 1]\nAyesha,[Student 1]\nDr Okonjo,[Tutor 1]\n"
SETTINGS = "name: INVENTED\nembedder: tests.fakes:WordEmbedder\nclusterer: tests.fakes:SameTextClusterer\n"
TALK = "FG1A: Dr Okonjo asked Ayesha.\n\nFG1B: Ayesha Khan asked nobody.\n\nFG1A: Yes.\n"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study that holds names everywhere, its key, and the study ``new`` made of it, run."""
    folder = tmp_path_factory.mktemp("named")
    write_study(folder)
    Study.open(folder / "study").pseudonymise(folder / "key.csv", folder / "new")
    Study.open(folder / "new").run()
    return folder


def make(folder: Path, files: dict[str, str], key: str = KEY, settings: str = SETTINGS) -> Study:
    for name, text in {"study.yaml": settings, "transcripts/fg1.txt": TALK, **files}.items():
        path = folder / "study" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "key.csv").write_text(key, encoding="utf-8")
    return Study.open(folder / "study")


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_no_name_is_left_anywhere_once_the_new_study_has_run(named: Path) -> None:
    key = load_key(named / "key.csv")

    assert check_leaks(named / "new", key) == ()
    assert (named / "new" / "results" / "Town-1" / "report.html").exists()
    assert {leak.row for leak in check_leaks(named / "study", key)} == {p.line for p in key}


def test_strands_attributes_and_people_are_the_same_by_other_names(named: Path) -> None:
    old, new = Study.open(named / "study"), Study.open(named / "new")

    assert new.settings.strands.by == "Tutor 1's group"
    assert list(new.settings.strands.trees) == ["Town 1", "Other"]
    assert [len(p.corpus.documents) for p in new.strands] == [len(p.corpus.documents) for p in old.strands] == [2, 2]
    assert {p.id: dict(p.attributes) for p in new.corpus.participants} == {
        "Student 1": {"Tutor 1's group": "Town 1", "year": "1"},
        "007": {"Tutor 1's group": "Other", "year": "2"},
        "S1": {"Tutor 1's group": "Town 1", "Q3: Student 2": "yes", "Q3: Other": "yes", "year": "3"},
        "S2": {"Tutor 1's group": "Other", "Q3: Student 2": "yes", "Q3: Other": "no"},
    }
    assert new.corpus.sessions.ids == ("Student 2 2", "Student 1", "S1", "S2")
    assert new.settings.coded_blind == ("Coder 1", "bea")
    assert new.settings.basis == "Coder 1"
    assert new.settings.non_answers.none == ("ask [Student 2]",)  # as the answer itself is written


def test_notes_questions_and_translations_stand_where_they_stood(named: Path) -> None:
    old, new = (read_material(named / name, Study.open(named / name).settings)[0] for name in ("study", "new"))

    assert [(n.source, n.turn_id) for n in old.notes if n.turn_id] == [("Ayesha Khan.md", "Ayesha Khan:t2")]
    assert [(n.source, n.turn_id) for n in new.notes if n.turn_id] == [("Student 1.md", "Student 1:t2")]
    assert sorted(n.source for n in new.notes) == ["Student 1.md", "Town 1 visit.md"]
    assert new.translations["Student 1:t1"] == "Wo warten Sie, [Student 1]?"
    assert len(new.translations) == len(old.translations) == 5
    assert new.guide.questions[0].id == "Student 2"


def test_codings_of_every_coder_stand_on_their_words(named: Path) -> None:
    study = Study.open(named / "new")
    found = [(c.coder, c.quote, c.code_id) for part in study.strands for c in part.human_codings]

    assert sorted(found) == [
        ("Coder 1", "I wait for [Student 1]", "asking-tutor-1"),
        ("Coder 1", "I wait for [Student 1]", "waiting"),
        ("Coder 1", "[Tutor 1]'s door is shut", "asking-tutor-1"),
        ("bea", "[Tutor 1] waited", "asking-tutor-1"),
    ]


def test_a_second_run_gives_the_same_bytes(named: Path) -> None:
    before = contents(named / "new" / "results")

    Study.open(named / "new").run()

    assert contents(named / "new" / "results") == before


def test_what_is_exported_of_the_new_study_holds_no_name(named: Path, tmp_path: Path) -> None:
    part = Study.open(named / "new").strands[0]
    part.export_word(tmp_path / "copies")
    for ending in ("csv", "xlsx", "docx", "md"):
        part.export_codebook(tmp_path / f"codebook.{ending}")

    assert len(list(tmp_path.rglob("*.docx"))) >= 2
    assert check_leaks(tmp_path, load_key(named / "key.csv")) == ()


def test_the_same_study_is_written_in_the_same_bytes(named: Path) -> None:
    for name in ("one", "two"):
        Study.open(named / "study").pseudonymise(named / "key.csv", named / name)

    one, two = contents(named / "one"), contents(named / "two")

    trail = ".thematica/audit_trail.jsonl"  # says when
    assert {name: text for name, text in one.items() if name != trail} == {n: t for n, t in two.items() if n != trail}
    assert not any(name.endswith((".xlsx", ".docx")) for name in one)


def test_columns_that_no_analysis_uses_are_replaced_and_named(named: Path) -> None:
    done = Study.open(named / "study").pseudonymise(named / "key.csv", named / "again")

    (said,) = [notice for notice in done.notices if "no analysis uses" in notice]
    assert said.startswith("answers/of Leeds.xlsx: no analysis uses 'RecipientEmail', 'IPAddress', 'ResponseId';")
    answers = rows(named / "again" / "answers" / "of Town 1.csv")
    assert [row["RecipientEmail"] for row in answers][2:] == ["[e-mail 1]", "nobody@example.org"]
    assert [row["IPAddress"] for row in answers][2:] == ["[address 1]", "198.51.100.4"]


def test_a_workbook_becomes_a_table_with_the_cells_that_were_read(tmp_path: Path) -> None:
    study = make(tmp_path, {}, settings=SETTINGS + "answers: {text: ['# good'], participant: id}\n")
    write_book(study.path / "participants.xlsx", {"P": [["A title"], ["participant", "a;b"], ["007", "1,5;Ayesha"]]})
    table = [["# good", "id", "=x"], [" - Dr Okonjo,\nno", "007", "=1+1"], ['"quoted"; yes', "0100", None]]
    write_book(study.path / "answers" / "s.xlsx", {"A": table, "B": [["id"]]})

    done = Study.open(study.path).pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    corpus = Study.open(tmp_path / "new").corpus
    assert [d.text for d in corpus.documents][1:] == ["- [Tutor 1],\nno", '"quoted"; yes']
    assert [d.id for d in corpus.documents][1:] == ["007", "0100"]
    assert corpus.participants["007"].attributes == {"a;b": "1,5;Student 1"}
    assert sum("written as CSV" in notice for notice in done.notices) == 2


def test_rows_of_a_workbook_under_no_heading_are_refused_with_their_numbers(tmp_path: Path) -> None:
    study = make(tmp_path, {}, settings=SETTINGS + "answers: {text: [good]}\n")
    write_book(study.path / "answers" / "s.xlsx", {"A": [["good", None], ["Yes", None], [None, "stray"], ["No", None]]})

    with pytest.raises(MaterialError, match=r"s\.xlsx: what stands in row 3 stands under no heading"):
        Study.open(study.path).pseudonymise(tmp_path / "key.csv", tmp_path / "new")


def test_words_that_mean_something_to_the_reader_are_no_names(tmp_path: Path) -> None:
    study = make(
        tmp_path,
        {
            "speakers.yaml": "documents:\n  fg1.txt:\n    FG1A: {role: moderator}\n    FG1B: {role: participant}\n",
            "participants.csv": "participant,session,role\nFG1B,FG1,participant\n",
            "codings/a.csv": "document,quote,code,coder\nfg1,asked nobody,Code,document\n",
            "themes.yaml": "themes:\n  - theme: theme\n    codes:\n      - code: Code\n        id: code\n",
        },
        "original,replacement\nparticipant,[P]\nmoderator,[M]\ncode,[C]\ndocument,[D]\ntheme,[T]\nsession,[S]\nbasis,[B]\n",
        SETTINGS + "basis: people\nunit: sentence\n",
    )

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    new = Study.open(tmp_path / "new")
    assert [turn.role for turn in new.corpus.turns] == ["moderator", "participant", "moderator"]
    assert [(c.coder, c.code_id, c.quote) for c in new.human_codings] == [("D", "c", "asked nobody")]


def test_a_pseudonym_that_no_file_can_be_called_is_written_otherwise_in_names_of_files(tmp_path: Path) -> None:
    study = make(
        tmp_path,
        {
            "transcripts/Ayesha.txt": "FG2A: Ayesha waits.\n\nFG2B: No.\n\nFG2A: Yes.\n",
            "sessions.csv": "session,document\nG2,Ayesha.txt\nG1,fg1\n",
            "speakers.yaml": "documents:\n  Ayesha.txt:\n    FG2A: {role: moderator}\n",
            "codings/Ayesha.csv": "document,quote,code\nAyesha,Ayesha waits,Waiting\n",
            "themes.yaml": "themes:\n  - theme: T\n    codes:\n      - code: Waiting\n",
        },
        "original,replacement\nAyesha Khan,[Ward A/B]\nAyesha,[Ward A/B]\n",
    )

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    new = Study.open(tmp_path / "new")
    assert new.corpus.documents["Ward A-B"].text.startswith("FG2A: [Ward A/B] waits.")
    assert new.corpus.documents["Ward A-B"].session_id == "G2"
    assert new.corpus.turns_of("Ward A-B")[0].role == "moderator"
    assert [(c.coder, c.quote) for c in new.human_codings] == [("Ward A-B", "[Ward A/B] waits")]


def test_a_session_of_several_files_and_translations_in_captions_come_along(tmp_path: Path) -> None:
    cues = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v FG1A>{}\n\n00:03.000 --> 00:04.000\n<v FG1B>{}\n"
    study = make(
        tmp_path,
        {
            "transcripts/Ayesha b.vtt": cues.format("Dr Okonjo waits.", "Ask Ayesha."),
            "translations/Ayesha b.de.vtt": cues.format("Dr Okonjo wartet.", "Fragen Sie Ayesha."),
            "sessions.csv": "session,document\nAyesha's,fg1\nAyesha's,Ayesha b.vtt\n",
        },
    )

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    corpus = Study.open(tmp_path / "new").corpus
    assert {d.session_id for d in corpus.documents} == {"Student 1's"}
    assert [corpus.translations[t.id] for t in corpus.turns_of("Student 1 b")] == [
        "[Tutor 1] wartet.", "Fragen Sie [Student 1].",
    ]  # fmt: skip
    assert [t.time for t in corpus.turns_of("Student 1 b")] == [1.0, 3.0]


def test_people_who_become_one_and_sessions_in_another_order_are_said(tmp_path: Path) -> None:
    study = make(
        tmp_path,
        {"transcripts/fg1.txt": "Ayesha: Yes.\n\nAyesha Khan: No.\n\nAyesha: Yes.\n\nAyesha Khan: No.\n",
         "transcripts/a.txt": "FG2A: Yes.\n\nFG2B: No.\n",
         "transcripts/Ayesha.txt": "FG3A: Yes.\n\nFG3B: No.\n",
         "transcripts/b.txt": "P8: Yes.\n\nP9: No.\n",
         "participants.csv": "participant\nAyesha\nAyesha Khan\nP8\n"},
    )  # fmt: skip

    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert any("2 participants have become one, Student 1" in notice for notice in done.notices)
    assert [s.id for s in Study.open(tmp_path / "new").corpus.sessions] == ["FG2", "b", "fg1", "FG3"]
    assert any("the sessions stand in another order than before" in notice for notice in done.notices)


def test_a_speaker_whose_role_would_be_lost_is_refused_and_named(tmp_path: Path) -> None:
    study = make(
        tmp_path,
        {"transcripts/fg1.txt": "Interviewer: Why?\n\nP1: So.\n\nInterviewer: And?\n\nP1: Yes.\n"},
        "original,replacement\nInterviewer,[Dr Who]\n",
    )

    with pytest.raises(MaterialError, match=r"fg1\.txt: turns 1, 3 would be read as role unknown"):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("files", "settings", "said"),
    [
        (
            {"themes.yaml": "themes:\n  - {theme: A, id: ayesha}\n  - {theme: B, id: ayesha-khan}\n"},
            "",
            "themes.yaml:3: id 'student-1' is used twice",
        ),
        (
            {"a.yaml": "themes:\n", "b.yaml": "themes:\n", "participants.csv": "participant,g\nFG1A,Ayesha\n"},
            "strands: {by: g, trees: {Ayesha: a.yaml, Ayesha Khan: b.yaml}}\n",
            "study.yaml:4: key 'Student 1:' occurs twice",
        ),
        (
            {
                "participants.csv": "participant,g\nFG1A,x\nFG1B,y\n",
                "b.yaml": "themes:\n",
                "themes-Ayesha.yaml": "themes:\n  - {theme: A, id: ayesha}\n  - {theme: B, id: ayesha-khan}\n",
            },
            "strands: {by: g, trees: {x: themes-Ayesha.yaml, y: b.yaml}}\n",
            "themes-Ayesha.yaml:3: id 'student-1' is used twice",
        ),
        ({"sessions.csv": "session,order\nAyesha,1\nAyesha Khan,2\n"}, "", "sessions.csv:3: session 'Student 1'"),
    ],
)
def test_what_is_wrong_with_the_new_study_is_said_of_her_own_files(
    files: dict[str, str], settings: str, said: str, tmp_path: Path
) -> None:
    study = make(tmp_path, files, settings=SETTINGS + settings)

    with pytest.raises(ThematicaError) as caught:
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert said in str(caught.value)
    assert "with its names replaced, the study cannot be read, so nothing was written" in str(caught.value)
    assert PREFIX not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["key.csv", "study"]


def test_a_disk_that_is_full_at_any_file_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_study(tmp_path)
    before = contents(tmp_path / "study")
    left = 0
    put = NewFolder.put

    def fail(self: NewFolder, old: str, new: str, content: str | bytes) -> None:
        nonlocal left
        left -= 1
        put(self, old, new, content)
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(NewFolder, "put", fail)
    for n_files in range(1, 16):
        left = n_files
        with pytest.raises(StudyError, match=r"new could not be written \(No space left on device\)"):
            Study.open(tmp_path / "study").pseudonymise(tmp_path / "key.csv", tmp_path / "new")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["key.csv", "study"]
    assert {n: c for n, c in contents(tmp_path / "study").items() if not n.startswith(".thematica/")} == before


def test_a_run_that_is_killed_leaves_nothing_under_the_name_and_the_next_one_clears_up(tmp_path: Path) -> None:
    make(tmp_path, {"notes/a.md": "Ayesha"})
    before = contents(tmp_path / "study")
    script = (
        "import os, signal, sys\n"
        "from thematica.study import Study\n"
        "from thematica.study.new_folder import NewFolder\n"
        "put = NewFolder.put\n"
        "def die(self, old, new, content):\n"
        "    put(self, old, new, content)\n"
        "    if old.startswith('transcripts'): os.kill(os.getpid(), signal.SIGKILL)\n"
        "NewFolder.put = die\n"
        "Study.open(sys.argv[1]).pseudonymise(sys.argv[2], sys.argv[3])\n"
    )
    places = [str(tmp_path / name) for name in ("study", "key.csv", "new")]

    died = subprocess.run([sys.executable, "-c", script, *places], check=False)

    assert died.returncode == -signal.SIGKILL
    assert not (tmp_path / "new").exists()
    assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1
    assert contents(tmp_path / "study") == before
    done = Study.open(tmp_path / "study").pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    assert list(tmp_path.glob(f"{PREFIX}*")) == []
    assert done.notices[-1].startswith("1 folders beside")


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    study = make(tmp_path, {})
    (tmp_path / "file").touch()

    with pytest.raises(StudyError, match="nothing can be written into"):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "file" / "new")


def test_what_is_not_carried_over_is_named(tmp_path: Path) -> None:
    study = make(tmp_path, {"transcripts/list.rtf": "x", "codings/old.txt": "x"})
    with zipfile.ZipFile(study.path / "ethics.docx", "w") as archive:
        archive.writestr("word/document.xml", "<p>Ayesha</p>")

    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    left_out = [notice.partition(":")[0] for notice in done.notices if "not carried over" in notice]
    assert left_out == ["ethics.docx", "transcripts/list.rtf", "codings/old.txt"]


def test_every_name_of_the_named_study_is_in_it() -> None:
    assert len(NAMES) == 9


def test_files_whose_names_differ_in_capitals_only_stay_two_of_one_coder(tmp_path: Path) -> None:
    row = "document,quote,code\nfg1,asked nobody,Asking\n"
    tree = "themes:\n  - theme: T\n    codes:\n      - code: Asking\n"
    study = make(tmp_path, {"codings/ana.csv": row, "codings/Ana.csv": row, "themes.yaml": tree})

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert sorted(file.name for file in (tmp_path / "new" / "codings").iterdir()) == ["Ana.csv", "ana.csv"]
    assert {c.coder for c in Study.open(tmp_path / "new").human_codings} == {"Ana"}


def test_a_table_with_other_letters_begins_so_that_a_spreadsheet_program_reads_them(tmp_path: Path) -> None:
    study = make(tmp_path, {"participants.csv": "participant,town\nFG1A,Zürich\n", "sessions.csv": "session\nFG1\n"})

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert (tmp_path / "new" / "participants.csv").read_bytes().startswith("\ufeffparticipant".encode())
    assert (tmp_path / "new" / "sessions.csv").read_bytes() == b"session\nFG1\n"
    assert Study.open(tmp_path / "new").corpus.participants["FG1A"].attributes == {"town": "Zürich"}


def test_folders_behind_a_link_come_along_and_are_searched(tmp_path: Path) -> None:
    study = make(tmp_path, {})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "fg1.md").write_text("Ayesha nods.", encoding="utf-8")
    (elsewhere / "up").symlink_to(study.path)
    (study.path / "notes").symlink_to(elsewhere)

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    key = load_key(tmp_path / "key.csv")
    assert (tmp_path / "new" / "notes" / "fg1.md").read_text() == "[Student 1] nods."
    assert check_leaks(tmp_path / "new", key) == ()
    assert "notes/fg1.md" in {leak.file for leak in check_leaks(study.path, key)}


def test_a_new_folder_that_is_called_by_a_name_is_told(tmp_path: Path) -> None:
    done = make(tmp_path, {}).pseudonymise(tmp_path / "key.csv", tmp_path / "for Ayesha")

    assert [str(leak) for leak in done.leaks] == [
        "for Ayesha (its name): holds what row 3 of the key replaces by [Student 1]"
    ]


def test_times_that_no_way_of_writing_keeps_are_said_to_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cues = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v FG1A>Ayesha.\n\n00:03.000 --> 00:04.000\n<v FG1B>No.\n"
    study = make(tmp_path, {"transcripts/b.vtt": cues})
    monkeypatch.setattr(rewritten_talk, "ways_to_write", lambda new, *_: [(".txt", lambda: new.text)])

    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert "transcripts/b.vtt: the times of its turns could not be kept" in done.notices
    assert "2 turns have another time than before, or none" in done.notices
    assert [t.speaker for t in Study.open(tmp_path / "new").corpus.turns_of("b")] == ["FG1A", "FG1B"]


def test_a_heading_in_a_note_still_names_its_document(tmp_path: Path) -> None:
    note = "# Ayesha\n\n## turn 2\n\nAyesha nods.\n"
    study = make(tmp_path, {"transcripts/Ayesha.txt": "FG2A: Yes.\n\nFG2B: No.\n", "notes/day.md": note})

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    (found,) = Study.open(tmp_path / "new").corpus.notes
    assert (found.document_id, found.turn_id, found.text) == ("Student 1", "Student 1:t2", "[Student 1] nods.")


def test_a_field_note_in_word_comes_along_as_the_words_that_are_read(tmp_path: Path) -> None:
    study = make(tmp_path, {"transcripts/Ayesha.txt": "FG2A: Yes.\n\nFG2B: No.\n"})
    (study.path / "notes").mkdir()
    write_docx(study.path / "notes" / "Ayesha.docx", paragraph("turn 2"), paragraph("Ayesha nods."))

    Study.open(study.path).pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    (found,) = Study.open(tmp_path / "new").corpus.notes
    assert (found.document_id, found.turn_id, found.text) == ("Student 1", "Student 1:t2", "[Student 1] nods.")
