"""A study in strands: each with its own tree, suggestions, codings and results, and all of them side by side."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import thematica as th
from tests.fakes import WordEmbedder
from tests.study.test_edits import edit
from tests.study.test_study import SETTINGS, make_study, rows_of
from thematica import CodingsError, InputError, SettingsError, Study, StudyError
from thematica.formats import store

STRANDS = "strands: {by: arm, trees: {students: themes.yaml, faculty: themes-faculty.yaml}}\n"
TRANSCRIPTS = {
    "fg1.txt": "Moderator: How is it?\nFG1A: She never answers e-mails.\nFG1B: The clinic is far away.\nFG1A: Yeah.\n",
    "fg2.txt": "Moderator: And you?\nFG2A: She never answers e-mails at all.\nFG2B: The clinic is far away here.\n",
    "int1.txt": "Interviewer: And you?\nP1: My evenings are full of e-mails.\nP1: Nobody trained me.\n",
    "int2.txt": "Interviewer: And you?\nP2: My evenings are full.\nP2: Nobody trained me for it.\n",
}
SESSIONS = "session,document,order,arm\nFG1,fg1,1,students\nI1,int1,2,faculty\nFG2,fg2,3,students\nI2,int2,4,faculty\n"
STUDENTS = """\
themes:
  - theme: Contact   # hers
    codes:
      - id: unanswered
        code: Messages go unanswered
      - id: distance
        code: Distance
suggestions:
"""
FACULTY = """\
themes:
  - theme: Time   # hers, too
    codes:
      - id: evenings
        code: Evenings
  - theme: Role
    codes:
      - id: untrained
        code: Never trained
suggestions:
"""
CODINGS = """\
document,quote,code
fg1,She never answers e-mails.,unanswered
int1,My evenings are full of e-mails.,evenings
fg1,The clinic is far away.,distance
int2,Nobody trained me for it.,Never trained
fg2,The clinic is far away here.,
"""


def make_strands(path: Path, *, sessions: str = SESSIONS, settings: str = STRANDS) -> Study:
    (path / "transcripts").mkdir(parents=True)
    (path / "codings").mkdir()
    for name, text in TRANSCRIPTS.items():
        (path / "transcripts" / name).write_text(text, encoding="utf-8")
    files = {
        "study.yaml": SETTINGS.format(suggest="at_once", approach="codebook").replace(", by: [group]", "") + settings,
        "sessions.csv": sessions,
        "themes.yaml": STUDENTS,
        "themes-faculty.yaml": FACULTY,
        "codings/ana.csv": CODINGS,
    }
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    return Study.open(path)


def everything(path: Path, *, but: str = "audit_trail") -> dict[str, bytes]:
    return {
        str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file() and but not in p.name
    }


def counts(path: Path, strand: str) -> dict[str, int]:
    """Read a strand anew; give how many of her codings stand under each code of its tree."""
    opened = Study.open(path).strand(strand)
    codes = {code.id for code in opened.tree.codes}
    return dict(Counter(coding.code_id for coding in opened.human_codings if coding.code_id in codes))


def test_a_run_leaves_the_results_of_each_strand_and_what_lies_side_by_side(tmp_path: Path) -> None:
    make_strands(tmp_path).run()

    results = tmp_path / "results"
    own = "candidate_codes code_spread codebook codings comparison cooccurrence segments".split()
    own += [f"saturation{part}" for part in ("", "_expected", "_rule", "_summary")]
    assert sorted(p.name for p in results.iterdir()) == [
        "faculty", "joint_display.csv", "near_codes.csv", "report.html", "students",
    ]  # fmt: skip
    for strand in ("students", "faculty"):
        made = sorted(p.name for p in (results / strand).iterdir())
        assert made == sorted([*(f"{name}.csv" for name in own), "figures", "report.html"])


def test_each_strand_holds_its_own_documents_codes_and_codings(tmp_path: Path) -> None:
    make_strands(tmp_path).run()

    assert {row["document"] for row in rows_of(tmp_path / "results/students/segments.csv")} == {"fg1", "fg2"}
    assert {row["document"] for row in rows_of(tmp_path / "results/faculty/segments.csv")} == {"int1", "int2"}
    final = {
        strand: [(row["document"], row["code_id"]) for row in rows_of(tmp_path / "results" / strand / "codings.csv")
                 if row["final"] == "yes"]
        for strand in ("students", "faculty")
    }  # fmt: skip
    assert final == {
        "students": [("fg1", "unanswered"), ("fg1", "distance")],
        "faculty": [("int1", "evenings"), ("int2", "untrained")],
    }


def test_the_joint_display_counts_each_strand_for_itself(tmp_path: Path) -> None:
    make_strands(tmp_path).run()

    rows = {row["id"]: row for row in rows_of(tmp_path / "results" / "joint_display.csv")}
    assert (rows["distance"]["strand"], rows["distance"]["n_sessions"], rows["distance"]["of_sessions"]) == (
        "students", "1", "2",
    )  # fmt: skip
    assert (rows["evenings"]["strand"], rows["evenings"]["n_sessions"], rows["evenings"]["of_sessions"]) == (
        "faculty", "1", "2",
    )  # fmt: skip


def test_each_tree_only_has_lines_added_with_suggestions_from_its_own_material(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    study.run()

    for name, before in (("themes.yaml", STUDENTS), ("themes-faculty.yaml", FACULTY)):
        after = (tmp_path / name).read_text(encoding="utf-8")
        assert after.startswith(before)
        assert "- id: k-" in after.removeprefix(before)
    assert "evenings" not in (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    assert "clinic" not in (tmp_path / "themes-faculty.yaml").read_text(encoding="utf-8")


def test_two_runs_with_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_strands(tmp_path / name).run()

    first, second = (everything(tmp_path / name / "results") for name in ("a", "b"))
    assert first == second
    assert len(first) == 3 + 2 * 16


def test_running_again_changes_nothing(tmp_path: Path) -> None:
    make_strands(tmp_path).run()
    before = everything(tmp_path)

    Study.open(tmp_path).run()

    assert everything(tmp_path) == before


def test_a_strand_alone_gives_the_same_bytes_as_with_the_others(tmp_path: Path) -> None:
    make_strands(tmp_path / "all").run()
    make_strands(tmp_path / "one").strand("faculty").run()

    assert everything(tmp_path / "one/results/faculty") == everything(tmp_path / "all/results/faculty")
    assert [p.name for p in (tmp_path / "one/results").iterdir()] == ["faculty"]
    assert (tmp_path / "one/themes.yaml").read_text(encoding="utf-8") == STUDENTS


def test_a_suggestion_removed_from_one_tree_stays_removed_and_the_other_tree_is_untouched(tmp_path: Path) -> None:
    make_strands(tmp_path).run()
    faculty = (tmp_path / "themes-faculty.yaml").read_bytes()
    (tmp_path / "themes.yaml").write_text(STUDENTS, encoding="utf-8")

    Study.open(tmp_path).run()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == STUDENTS
    assert (tmp_path / "themes-faculty.yaml").read_bytes() == faculty


def test_codes_of_the_same_id_in_two_trees_are_two_codes(tmp_path: Path) -> None:
    make_strands(tmp_path)
    edit(tmp_path, "id: evenings", "id: distance", file="themes-faculty.yaml")
    edit(tmp_path, "e-mails.,evenings", "e-mails.,distance", file="codings/ana.csv")

    assert counts(tmp_path, "students") == {"unanswered": 1, "distance": 1}
    assert counts(tmp_path, "faculty") == {"distance": 1, "untrained": 1}


def test_an_edit_of_one_tree_makes_codings_of_that_strand_older_only(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    study.run()
    edit(tmp_path, "        code: Evenings\n", "        code: Evenings\n        definition: After six.\n",
         file="themes-faculty.yaml")  # fmt: skip

    again = Study.open(tmp_path)

    assert [each.row.document_id for each in again.strand("faculty").recode()] == ["int1"]
    assert again.strand("students").recode() == ()
    assert len(again.strand("faculty").memory.versions()) == 2
    assert len(again.strand("students").memory.versions()) == 1


def test_a_renamed_code_keeps_its_codings(tmp_path: Path) -> None:
    make_strands(tmp_path)
    counts(tmp_path, "faculty")
    edit(tmp_path, "code: Never trained", "code: Left alone", file="themes-faculty.yaml")

    assert counts(tmp_path, "faculty") == {"evenings": 1, "untrained": 1}


def test_a_corrected_transcript_keeps_the_codings_of_its_strand(tmp_path: Path) -> None:
    make_strands(tmp_path)
    counts(tmp_path, "faculty")
    edit(tmp_path, "Interviewer: And you?", "Interviewer: And you, then?", file="transcripts/int1.txt")
    edit(tmp_path, "full of e-mails.", "full of e-mails, yes.", file="transcripts/int1.txt")

    Study.open(tmp_path).run()

    assert counts(tmp_path, "faculty") == {"evenings": 1, "untrained": 1}
    assert [row["outcome"] for row in rows_of(tmp_path / "results/faculty/reanchored.csv")] == ["moved"]
    assert not (tmp_path / "results/students/reanchored.csv").exists()


def test_a_strand_may_be_renamed_without_losing_what_is_known_of_its_tree(tmp_path: Path) -> None:
    make_strands(tmp_path).run()
    (tmp_path / "themes-faculty.yaml").write_text(FACULTY, encoding="utf-8")  # she removes every suggestion
    for name in ("study.yaml", "sessions.csv"):
        path = tmp_path / name
        path.write_text(path.read_text(encoding="utf-8").replace("faculty:", "staff:").replace(",faculty", ",staff"),
                        encoding="utf-8")  # fmt: skip

    Study.open(tmp_path).run()

    assert (tmp_path / "themes-faculty.yaml").read_text(encoding="utf-8") == FACULTY
    assert counts(tmp_path, "staff") == {"evenings": 1, "untrained": 1}


def test_a_study_that_gets_strands_later_keeps_what_she_removed_and_what_she_placed(tmp_path: Path) -> None:
    make_strands(tmp_path, settings="").run()
    known = json.loads((tmp_path / ".thematica/known.json").read_bytes())
    placed = next(i for i, keys in known["candidates"].items() if any(key.startswith("int1:") for key in keys))
    (tmp_path / "themes.yaml").write_text(STUDENTS, encoding="utf-8")  # all suggestions removed
    faculty = FACULTY.replace("id: evenings\n", f"id: evenings\n        from_suggestions: [{placed}]\n")
    (tmp_path / "themes-faculty.yaml").write_text(faculty, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(
        (tmp_path / "study.yaml").read_text(encoding="utf-8") + STRANDS, encoding="utf-8"
    )

    study = Study.open(tmp_path)
    inherited = study.strand("faculty").memory.known()
    study.run()

    assert set(inherited.candidates) == set(known["candidates"])
    assert inherited.offered == ()  # nothing was offered in the new tree
    assert [notice for notice in study.notices if "still holds tables of a run without strands" in notice]
    before = set(known["candidates"])
    offered = (tmp_path / "themes.yaml").read_text(encoding="utf-8").removeprefix(STUDENTS)
    assert not [candidate_id for candidate_id in before if candidate_id in offered]
    assert not [r for r in study.check().remarks if "no candidate code ever had" in r]


def test_what_belongs_to_no_strand_is_named_and_counted_nowhere(tmp_path: Path) -> None:
    sessions = SESSIONS.replace("3,students", "3,")
    study = make_strands(tmp_path, sessions=sessions)

    study.run()

    said = (
        "in no strand, because 'arm' is empty: fg2 (14 words); neither coded nor counted, nor are people's codings of "
        "them"
    )
    assert said in study.notices
    assert said in study.check().remarks
    assert "fg2 (14 words)" in (tmp_path / "results/report.html").read_text(encoding="utf-8")
    assert {row["document"] for row in rows_of(tmp_path / "results/students/segments.csv")} == {"fg1"}


def test_a_strand_without_material_is_left_out_and_named(tmp_path: Path) -> None:
    study = make_strands(tmp_path, sessions=SESSIONS.replace("faculty", "").replace("I1,int1,2,", "I1,int1,2,students"))

    study.run()

    assert "there is no material with 'arm: faculty' yet; this strand is left out" in study.notices
    assert not (tmp_path / "results/faculty").exists()
    assert not (tmp_path / "results/joint_display.csv").exists()
    with pytest.raises(StudyError, match="there is no material with 'arm: faculty' yet"):
        study.strand("faculty").run()


def test_a_tree_that_is_not_there_is_made_from_the_template(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    (tmp_path / "themes-faculty.yaml").unlink()

    study.read()

    made = (tmp_path / "themes-faculty.yaml").read_text(encoding="utf-8")
    assert made.startswith("# yaml-language-server: $schema=.thematica/themes.schema.json\n# Your themes and codes.")
    assert study.notices == ["themes-faculty.yaml was made, for the themes of 'faculty'"]


def test_a_misspelt_tree_is_not_made_but_named(tmp_path: Path) -> None:
    study = make_strands(tmp_path, settings=STRANDS.replace("themes-faculty", "themes-facluty"))
    (tmp_path / "themes-facluty.yaml").unlink(missing_ok=True)

    with pytest.raises(SettingsError) as caught:
        study.run()

    assert str(caught.value) == ("study.yaml:8: there is no themes-facluty.yaml; did you mean 'themes-faculty.yaml'?")
    assert not (tmp_path / "themes-facluty.yaml").exists()


MISSPELT = "study.yaml:8: 'by: armm': no participant and no session has an attribute 'armm'; did you mean 'arm'?"


@pytest.mark.parametrize(
    ("sessions", "by", "message"),
    [
        (SESSIONS, "armm", MISSPELT),
        (
            SESSIONS.replace("4,faculty", "4,facluty"),
            "arm",
            "study.yaml:8: 'arm: facluty' (int2) has no tree; did you mean 'faculty'?",
        ),
        (
            SESSIONS.replace("4,faculty", "4,deans"),
            "arm",
            "study.yaml:8: 'arm: deans' (int2) has no tree; add it: {deans: themes-deans.yaml}",
        ),
    ],
)
def test_strands_that_do_not_fit_the_material_are_refused_with_their_line(
    tmp_path: Path, sessions: str, by: str, message: str
) -> None:
    study = make_strands(tmp_path, sessions=sessions, settings=STRANDS.replace("arm", by))

    with pytest.raises(SettingsError) as caught:
        study.run()

    assert str(caught.value).startswith(message)
    assert message in [str(problem)[: len(message)] for problem in study.check().problems]
    assert not (tmp_path / "results").exists()


def test_participants_of_both_strands_in_one_document_are_listed_and_nothing_is_run(tmp_path: Path) -> None:
    study = make_strands(tmp_path, sessions="session,document,order\nFG1,fg1,1\nFG2,fg2,2\nI1,int1,3\nI2,int2,4\n")
    people = "participant,arm\nFG1A,students\nFG1B,faculty\nFG2A,students\nFG2B,students\nP1,faculty\nP2,faculty\n"
    (tmp_path / "participants.csv").write_text(people, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        study.run()

    assert str(caught.value) == (
        "fg1.txt: participants of several strands speak here (faculty: FG1B; students: FG1A), and a document belongs "
        "to one: give session 'FG1' its 'arm' in sessions.csv, or divide the transcript"
    )


def test_strands_by_an_attribute_of_participants(tmp_path: Path) -> None:
    study = make_strands(tmp_path, sessions="session,document,order\nFG1,fg1,1\nFG2,fg2,2\nI1,int1,3\nI2,int2,4\n")
    people = "participant,arm\nFG1A,students\nFG2A,students\nFG2B,students\nP1,faculty\nP2,faculty\n"
    (tmp_path / "participants.csv").write_text(people, encoding="utf-8")

    assert [len(strand.corpus) for strand in study.strands] == [2, 2]
    assert counts(tmp_path, "students") == {"unanswered": 1, "distance": 1}
    assert counts(tmp_path, "faculty") == {"evenings": 1, "untrained": 1}


def test_mistakes_of_all_strands_are_listed_at_once_before_anything_is_computed(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    edit(tmp_path, "far away.,distance", "far away.,distanse", file="codings/ana.csv")
    edit(tmp_path, "it.,Never trained", "it.,Never traind", file="codings/ana.csv")

    with pytest.raises(InputError) as caught:
        study.run()

    mistakes = [
        "ana.csv:4: 'distanse' is not a code of themes.yaml; did you mean 'distance'?",
        "ana.csv:5: 'Never traind' is not a code of themes-faculty.yaml; did you mean 'Never trained'?",
    ]
    assert str(caught.value).split("\n") == mistakes
    assert [str(problem) for problem in study.check().problems] == mistakes
    assert not (tmp_path / "results").exists()


def test_a_coding_with_a_code_of_the_other_tree_counts_nowhere_and_is_named(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    edit(tmp_path, "far away.,distance", "far away.,untrained", file="codings/ana.csv")

    study.run()

    assert [n for n in study.notices if "untrained" in n] == [
        "students: 1 coding by ana with 'untrained', which is not a code of themes.yaml (yet): kept, not counted "
        "until it is; if it is another name of a code, write it under 'aliases:' of that code"
    ]
    assert counts(tmp_path, "students") == {"unanswered": 1}


def test_mistakes_in_every_tree_are_found_by_check_and_nothing_is_written(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    edit(tmp_path, "code: Distance", "cod: Distance", file="themes.yaml")
    edit(tmp_path, "code: Evenings", "cod: Evenings", file="themes-faculty.yaml")
    before = everything(tmp_path)

    found = [str(problem) for problem in study.check().problems]

    assert found == [
        "themes.yaml:6: 'code:' is missing; a code needs a name",
        "themes.yaml:7: unknown key 'cod:'; did you mean 'code'?",
        "themes-faculty.yaml:4: 'code:' is missing; a code needs a name",
        "themes-faculty.yaml:5: unknown key 'cod:'; did you mean 'code'?",
    ]
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("choice", "problem"),
    [
        ("basis: bea", "'basis: bea': bea has not coded in the strand 'faculty' yet"),
        ('round: "2"', "'round: 2': nobody has coded in it in the strand 'faculty'"),
    ],
)
def test_codings_that_one_strand_lacks_are_a_mistake_that_check_names(
    tmp_path: Path, choice: str, problem: str
) -> None:
    study = make_strands(tmp_path, settings=f"{STRANDS}{choice}\n")
    rows = "document,quote,code,round\nfg1,The clinic is far away.,distance,2\n"
    (tmp_path / "codings" / "bea.csv").write_text(rows, encoding="utf-8")

    assert [each.message for each in study.check().problems] == [problem]


def test_check_says_what_was_read_of_each_strand(tmp_path: Path) -> None:
    assert make_strands(tmp_path).check().read == (
        "study.yaml",
        "themes.yaml (1 theme, 2 codes)",
        "themes-faculty.yaml (2 themes, 2 codes)",
        "4 documents, 6 participants",
        "3 rows of 1 file in codings/ for students",
        "2 rows of 1 file in codings/ for faculty",
    )


@pytest.mark.parametrize("step", ["offer", "code", "find", "recode", "saturation", "agreement"])
def test_a_step_that_needs_one_tree_asks_which_and_writes_nothing(tmp_path: Path, step: str) -> None:
    study = make_strands(tmp_path)
    study.read()
    before = everything(tmp_path, but="vectors")

    with pytest.raises(StudyError, match=r"say which: --strand students \| faculty \(in a notebook: study.strand\('"):
        getattr(study, step)()

    assert [n for n in everything(tmp_path, but="vectors") if n not in before and not n.endswith(".npz")] == []
    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == STUDENTS


def test_an_unknown_strand_is_refused_with_the_names_of_all(tmp_path: Path) -> None:
    with pytest.raises(
        StudyError, match=r"no strand 'facluty'; did you mean 'faculty'\? \(strands: students, faculty\)"
    ):
        make_strands(tmp_path).strand("facluty")
    with pytest.raises(StudyError, match="this study has no strands"):
        make_study(tmp_path / "plain").strand("students")


def test_attributes_of_one_strand_divide_only_that_one(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    edit(tmp_path, "run: 1}", "run: 1, by: [year]}", file="study.yaml")
    (tmp_path / "participants.csv").write_text("participant,year\nFG1A,1\nFG1B,2\nFG2A,1\nFG2B,2\n", encoding="utf-8")

    study.run()

    assert {row["group"] for row in rows_of(tmp_path / "results/students/comparison.csv")} == {"all", "1", "2"}
    assert {row["group"] for row in rows_of(tmp_path / "results/faculty/comparison.csv")} == {"all"}
    assert "faculty: nobody in the strand 'faculty' has an attribute 'year'" in study.notices


def test_the_history_tells_of_all_strands_in_the_order_of_time(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    study.run()
    study.strand("faculty").saturation()

    told = [sentence.partition(" ")[2].partition(" ")[2] for sentence in study.history()]

    assert [each.partition(":")[0].partition(" ")[2] for each in told if "ran thematica" in each] == [
        "[students]", "[faculty]",
    ]  # fmt: skip
    assert any(each.endswith("laid side by side: students, faculty.") for each in told)
    assert "[faculty]: measured saturation" in told[-1]
    assert not [each for each in study.strand("faculty").history() if "[students]" in each]


def test_the_audit_trail_of_a_strand_rests_on_its_own_tree(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    study.run()

    event = next(e for e in study.strand("faculty").memory.events() if e["event"] == "run")
    assert event["strand"] == "faculty"
    assert "themes-faculty.yaml" in event["inputs"]
    assert "themes.yaml" not in event["inputs"]


def test_a_run_that_another_run_is_in_the_way_of_writes_nothing(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    with store.StudyLock(tmp_path / ".thematica" / "lock"):
        for each in (study, study.strand("faculty")):
            with pytest.raises(StudyError, match="another run"):
                each.run()

    assert not (tmp_path / "results").exists()


def test_the_report_is_written_anew_without_touching_the_trees(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    study.run()
    before = everything(tmp_path)
    for name in ("report.html", "joint_display.csv", "faculty/report.html"):
        (tmp_path / "results" / name).unlink()

    Study.open(tmp_path).report()

    assert everything(tmp_path) == before


def test_codebooks_are_brought_in_and_taken_out_strand_by_strand(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    (tmp_path / "themes-faculty.yaml").write_text("themes:\nsuggestions:\n", encoding="utf-8")
    (tmp_path / "book.csv").write_text("name,parent\nTime,\nHours,Time\n", encoding="utf-8")

    into = study.strand("faculty").import_codebook(tmp_path / "book.csv")
    out = study.strand("faculty").export_codebook(tmp_path / "out.csv")

    assert into.name == "themes-faculty.yaml"
    assert "Hours" in out.read_text(encoding="utf-8-sig")
    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == STUDENTS


def test_reflexive_studies_have_no_saturation_side_by_side(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    edit(tmp_path, "approach: codebook", "approach: reflexive", file="study.yaml")

    Study.open(study.path).run()

    assert "There is nothing to lay side by side" in (tmp_path / "results/report.html").read_text(encoding="utf-8")


def test_a_study_without_strands_has_none_and_keeps_its_places(tmp_path: Path) -> None:
    study = make_study(tmp_path)

    assert study.strands == ()
    assert study.results == tmp_path / "results"
    edit(tmp_path, "away.,distance", "away.,distanse", file="codings/ana.csv")
    with pytest.raises(CodingsError, match="is not a code of the tree"):
        study.run()


def test_a_notebook_lays_the_same_side_by_side(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    study.run()
    strands = []
    for name, corpus in th.divide_corpus(study.corpus, "arm").items():
        tree = th.read_themes(study.strand(name).themes_path)
        segments = th.segment(corpus, "turn")
        strands.append(
            th.Strand(
                name=name,
                corpus=corpus,
                segments=segments,
                embeddings=th.embed(segments, embedder=WordEmbedder()),
                tree=tree,
                codings=th.resolve(th.read_codings(tmp_path / "codings", corpus, tree)),
            )
        )

    display = th.make_joint_display(strands, embedder=WordEmbedder())

    saved = rows_of(tmp_path / "results" / "joint_display.csv")
    assert [str(n) for n in display.to_frame()["n_sessions"]] == [row["n_sessions"] for row in saved]
    assert display.to_frame()["near_codes"].tolist() == [row["near_codes"] for row in saved]


def test_a_notebook_says_when_segments_and_codes_would_be_read_by_different_embedders(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    strands = [
        th.Strand(
            name=each.memory.strand,
            corpus=each.corpus,
            segments=each.segments,
            embeddings=each.embeddings,
            tree=each.tree,
            codings=th.resolve(each.human_codings),
        )
        for each in study.strands
    ]

    with pytest.raises(SettingsError, match="segments were embedded by words 1, but the codes would be by all-MiniLM"):
        th.make_joint_display(strands)


def test_coded_places_are_found_again_when_strands_come_and_a_transcript_changes_between(tmp_path: Path) -> None:
    Study.open(make_strands(tmp_path, settings="").path).look()
    edit(tmp_path, "int1,My evenings are full of e-mails.,evenings", "int1,Nobody trained me.,untrained",
         file="codings/ana.csv")  # fmt: skip
    Study.open(tmp_path).look()
    edit(tmp_path, "Nobody trained me.", "Nobody ever trained me.", file="transcripts/int1.txt")
    path = tmp_path / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8") + STRANDS, encoding="utf-8")

    assert counts(tmp_path, "faculty") == {"untrained": 2}


def test_a_first_tree_that_belongs_to_no_strand_is_named(tmp_path: Path) -> None:
    study = make_strands(tmp_path, settings=STRANDS.replace("students: themes.yaml", "students: students.yaml"))
    (tmp_path / "students.yaml").write_text(STUDENTS, encoding="utf-8")

    assert "themes.yaml belongs to no strand; it is not read" in study.check().remarks


def test_a_strand_without_the_round_or_the_coder_asked_for_is_named_before_anything_is_computed(tmp_path: Path) -> None:
    only_students = CODINGS.replace("int1,My evenings are full of e-mails.,evenings\n", "").replace(
        "int2,Nobody trained me for it.,Never trained\n", ""
    )
    study = make_strands(tmp_path / "study", settings=STRANDS + "basis: people\n")
    (study.path / "codings" / "ana.csv").write_text(only_students, encoding="utf-8")

    with pytest.raises(InputError, match=r"strand 'faculty': basis 'people': no person has coded yet") as caught:
        Study(study.path).run()

    assert "students" not in str(caught.value)
    assert not (study.path / "results").exists()
