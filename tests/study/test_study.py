"""A study folder from beginning to end, with quick stand-ins for the models."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from thematica import MaterialError, Study, StudyError, ThemesError
from thematica.formats import store
from thematica.steps.recognise import find_members

SETTINGS = """\
name: Test
approach: {approach}
unit: turn
suggest: {suggest}
embedder: tests.fakes:WordEmbedder
clusterer: tests.fakes:SameTextClusterer
saturation: {{base: 1, run: 1, by: [group]}}
"""
TRANSCRIPTS = {
    "fg1.txt": "Moderator: How is it?\nFG1A: She never answers e-mails.\nFG1B: The clinic is far away.\nFG1A: Yeah.\n",
    "fg2.txt": "Moderator: And you?\nFG2A: She never answers e-mails at all.\nFG2B: The clinic is far away here.\n",
}
PARTICIPANTS = "participant,group\nFG1A,red\nFG1B,blue\nFG2A,red\nFG2B,blue\n"
TREE = """\
themes:
  - theme: Contact   # hers
    codes:
      - id: unanswered
        code: Messages go unanswered
      - id: distance
        code: Distance
suggestions:
"""


def make_study(path: Path, *, suggest: str = "at_once", approach: str = "codebook", tree: str = TREE) -> Study:
    (path / "transcripts").mkdir(parents=True)
    (path / "codings").mkdir()
    for name, text in TRANSCRIPTS.items():
        (path / "transcripts" / name).write_text(text, encoding="utf-8")
    (path / "participants.csv").write_text(PARTICIPANTS, encoding="utf-8")
    (path / "study.yaml").write_text(SETTINGS.format(suggest=suggest, approach=approach), encoding="utf-8")
    (path / "themes.yaml").write_text(tree, encoding="utf-8")
    rows = "document,quote,code\nfg1,She never answers e-mails.,unanswered\nfg1,The clinic is far away.,distance\n"
    (path / "codings" / "ana.csv").write_text(rows, encoding="utf-8")
    return Study.open(path)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_leaves_every_result(tmp_path: Path) -> None:
    study = make_study(tmp_path)

    report = study.run()

    made = sorted(p.name for p in (tmp_path / "results").iterdir())
    assert made == [
        "candidate_codes.csv",
        "code_spread.csv",
        "codebook.csv",
        "codings.csv",
        "comparison.csv",
        "comparison_differences.csv",
        "comparison_tests.csv",
        "cooccurrence.csv",
        "figures",
        "report.html",
        "saturation.csv",
        "saturation_expected.csv",
        "saturation_groups.csv",
        "saturation_rule.csv",
        "saturation_summary.csv",
        "segments.csv",
    ]
    assert sorted(p.name for p in (tmp_path / "results" / "figures").iterdir()) == [
        "comparison-code-by-group.svg",
        "comparison-theme-by-group.svg",
        "saturation-code-by-group.svg",
        "saturation-theme-by-group.svg",
    ]
    assert "people&#39;s codings (ana 2)" in report.read_text(encoding="utf-8")


def test_two_runs_with_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = make_study(tmp_path / "a"), make_study(tmp_path / "b")

    first.run()
    second.run()

    made = [path for path in (tmp_path / "a" / "results").rglob("*") if path.is_file()]
    assert any(path.suffix == ".svg" for path in made)
    for path in made:
        twin = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == twin.read_bytes(), path.name


def test_running_again_changes_no_result_and_not_the_tree(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.run()
    before = {p: p.read_bytes() for p in (tmp_path / "results").rglob("*.*")}
    tree = (tmp_path / "themes.yaml").read_bytes()

    Study.open(tmp_path).run()

    assert {p: p.read_bytes() for p in (tmp_path / "results").rglob("*.*")} == before
    assert (tmp_path / "themes.yaml").read_bytes() == tree


def test_results_of_before_that_are_not_replaced_are_named_and_kept(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.run()
    assert not any("also holds" in notice for notice in study.notices)
    old = tmp_path / "results" / "figures" / "comparison-code-by-year.svg"
    old.write_text("of an earlier run")

    again = Study.open(tmp_path)
    again.report()

    (notice,) = (notice for notice in again.notices if "also holds" in notice)
    assert "figures/comparison-code-by-year.svg" in notice
    assert old.read_text() == "of an earlier run"


def test_a_run_only_adds_lines_to_the_tree(tmp_path: Path) -> None:
    study = make_study(tmp_path)

    study.run()

    after = (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    assert after.startswith(TREE)
    assert "- id: k-" in after


def test_edits_stand_after_the_next_run(tmp_path: Path) -> None:
    make_study(tmp_path).run()
    path = tmp_path / "themes.yaml"
    text = path.read_text(encoding="utf-8")
    edited = text.replace("code: Messages go unanswered", "code: No reply  # better").replace(
        "      - id: distance\n        code: Distance\n", ""
    )
    path.write_text(edited, encoding="utf-8")

    again = Study.open(tmp_path)
    again.run()

    assert path.read_text(encoding="utf-8") == edited
    assert [code.name for code in again.tree.codes] == ["No reply"]
    assert again.human_codings.remarks == (
        "1 coding by ana with 'distance', which is not a code of the tree (any more): kept, not counted; "
        "if you renamed it or merged it into another code, write the old name under 'aliases:' of that code",
    )


def test_a_suggestion_she_removed_stays_removed(tmp_path: Path) -> None:
    make_study(tmp_path).run()
    path = tmp_path / "themes.yaml"
    path.write_text(TREE, encoding="utf-8")

    again = Study.open(tmp_path)
    again.run()

    assert path.read_text(encoding="utf-8") == TREE
    places = {row["place"] for row in rows_of(tmp_path / "results" / "candidate_codes.csv")}
    assert places == {"removed by you"}


def test_what_she_removed_stays_removed_when_a_transcript_is_corrected(tmp_path: Path) -> None:
    make_study(tmp_path).run()
    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")
    path = tmp_path / "transcripts" / "fg2.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("And you?", "And how is it for you?"), encoding="utf-8")

    Study.open(tmp_path).run()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == TREE


def test_a_suggestion_moved_into_the_tree_is_hers(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.run()
    candidate = next(iter(study.candidates))
    placed = (
        TREE.replace("suggestions:\n", "")
        + f"      - id: {candidate.id}\n        code: Hers\n        seen: 2 segments\n"
    )
    (tmp_path / "themes.yaml").write_text(placed, encoding="utf-8")

    again = Study.open(tmp_path)
    again.run()

    assert again.tree.find("Hers").candidate_ids == (candidate.id,)
    places = {row["id"]: row["place"] for row in rows_of(tmp_path / "results" / "candidate_codes.csv")}
    assert places[candidate.id] == "in the tree, under Hers"


def test_nothing_is_embedded_twice(tmp_path: Path) -> None:
    make_study(tmp_path).run()

    again = Study.open(tmp_path)
    again.run()

    assert again.vectors.embedder.asked == []


def test_suggestions_wait_until_she_has_read(tmp_path: Path) -> None:
    study = make_study(tmp_path, suggest="after_reading")
    study.run()
    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == TREE

    offered = study.offer()

    assert offered
    assert all(candidate_id in (tmp_path / "themes.yaml").read_text(encoding="utf-8") for candidate_id in offered)


def test_never_means_never(tmp_path: Path) -> None:
    study = make_study(tmp_path, suggest="never")

    study.run()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == TREE


def test_with_a_reflexive_approach_saturation_is_left_out_with_the_reason(tmp_path: Path) -> None:
    study = make_study(tmp_path, approach="reflexive")

    report = study.run()

    assert not (tmp_path / "results" / "saturation.csv").exists()
    assert "generated through interpretation" in report.read_text(encoding="utf-8")


def test_a_mistake_in_the_tree_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    study = make_study(tmp_path, tree="themes:\n  - thema: Contact\n")

    with pytest.raises(ThemesError, match=r"themes.yaml:2: unknown key 'thema:'; did you mean 'theme'"):
        study.run()

    assert not (tmp_path / "results").exists()


def test_a_tree_that_cannot_be_added_to_is_left_alone_and_the_suggestions_lie_beside_it(tmp_path: Path) -> None:
    tree = "{themes: [{theme: Contact, codes: [{id: unanswered, code: U}, {id: distance, code: D}]}]}\n"
    study = make_study(tmp_path, tree=tree)

    study.run()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == tree
    assert "k-" in (tmp_path / "themes.suggestions.yaml").read_text(encoding="utf-8")
    assert "themes.suggestions.yaml" in study.notices[0]


def test_speakers_are_proposed_once_and_never_overwritten(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.read()
    path = tmp_path / "speakers.yaml"
    assert '"Moderator": {role: moderator}' in path.read_text(encoding="utf-8")
    path.write_text("documents:  # mine\n", encoding="utf-8")

    Study.open(tmp_path).read()

    assert path.read_text(encoding="utf-8") == "documents:  # mine\n"


def test_the_audit_trail_says_what_ran_on_which_files_and_holds_no_words(tmp_path: Path) -> None:
    make_study(tmp_path).run()

    text = (tmp_path / ".thematica" / "audit_trail.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line) for line in text.splitlines()]
    assert [event["event"] for event in events] == ["edited", "offer", "run"]
    assert set(events[2]["inputs"]) == {
        "study.yaml",
        "themes.yaml",
        "participants.csv",
        "speakers.yaml",
        "transcripts/fg1.txt",
        "transcripts/fg2.txt",
        "codings/ana.csv",
    }
    assert events[2]["settings"]["seed"] == 1
    assert "answers e-mails" not in text
    assert "Messages go unanswered" not in text


def test_a_second_run_at_the_same_time_is_refused_in_a_sentence(tmp_path: Path) -> None:
    study = make_study(tmp_path)

    with (
        store.StudyLock(tmp_path / ".thematica" / "lock"),
        pytest.raises(StudyError, match="another run of thematica is working on"),
    ):
        study.run()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == TREE


def test_the_codings_say_who_made_them_and_which_count(tmp_path: Path) -> None:
    make_study(tmp_path).run()

    rows = rows_of(tmp_path / "results" / "codings.csv")
    assert {row["coder"] for row in rows if row["final"] == "yes"} == {"ana"}
    assert [row["participant"] for row in rows if row["coder"] == "ana"] == ["FG1A", "FG1B"]


def test_moderators_words_are_in_no_result(tmp_path: Path) -> None:
    make_study(tmp_path).run()

    assert not [row for row in rows_of(tmp_path / "results" / "segments.csv") if "How is it" in row["text"]]


def test_opening_a_folder_that_is_no_study_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="thematica init"):
        Study.open(tmp_path)


def test_an_empty_study_says_where_to_put_the_material(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("", encoding="utf-8")

    with pytest.raises(StudyError, match="nothing to read: put transcripts"):
        Study.open(tmp_path).run()


def test_every_problem_of_every_file_is_listed(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    (tmp_path / "participants.csv").write_text("participant,group\n,red\n", encoding="utf-8")
    (tmp_path / "sessions.csv").write_text("session,order\nFG1,first\n", encoding="utf-8")
    (tmp_path / "transcripts" / "fg3.txt").write_bytes(b"a\0b")

    with pytest.raises(MaterialError) as raised:
        study.run()

    places = [(problem.file, problem.line) for problem in raised.value.problems]
    assert places == [("participants.csv", 2), ("sessions.csv", 2), ("fg3.txt", None)]


def leave_distance_out(path: Path, **choices: str) -> Study:
    """A study whose tree knows nothing of distance, though two people talk of it."""
    tree = TREE.replace("      - id: distance\n        code: Distance\n", "")
    study = make_study(path, tree=tree, **choices)
    for name, text in TRANSCRIPTS.items():
        words = text.replace("away here", "away").replace(" at all", "")
        (path / "transcripts" / name).write_text(words, encoding="utf-8")
    said = {"The clinic is far away.": "distance", "She never answers e-mails": "unanswered"}
    rows = "document,quote,code\n" + "".join(f"fg{i},{q},{code}\n" for i in (1, 2) for q, code in said.items())
    (path / "codings" / "ana.csv").write_text(rows, encoding="utf-8")
    return study


def test_what_fits_no_code_is_offered_as_possible_new_codes(tmp_path: Path) -> None:
    study = leave_distance_out(tmp_path, suggest="never")
    study.run()
    before = (tmp_path / "themes.yaml").read_text(encoding="utf-8")

    (offered,) = study.offer(remainder=True)

    added = (tmp_path / "themes.yaml").read_text(encoding="utf-8").removeprefix(before)
    assert f"id: {offered}" in added
    assert "The clinic is far away." in added
    assert "e-mail" not in added
    assert study.notices[-1].startswith("2 of 5 segments fit no code of the tree; 1 candidate code")
    assert 'segments that fit no code of the tree</td><td class="n">2</td>' in (
        tmp_path / "results" / "report.html"
    ).read_text(encoding="utf-8")


def test_what_was_coded_in_a_round_that_does_not_count_is_left_over(tmp_path: Path) -> None:
    study = leave_distance_out(tmp_path, suggest="never")
    codings = tmp_path / "codings" / "ana.csv"
    rows = codings.read_text(encoding="utf-8").splitlines()
    (tmp_path / "codings" / "bea.csv").write_text(
        f"{rows[0]},round\n" + "".join(f"fg{i},The clinic is far away.,unanswered,1\n" for i in (1, 2)),
        encoding="utf-8",
    )
    codings.write_text(f"{rows[0]},round\n" + "".join(f"{row},2\n" for row in rows[1:]), encoding="utf-8")
    with (tmp_path / "study.yaml").open("a", encoding="utf-8") as file:
        file.write('round: "2"\n')

    study = Study.open(tmp_path)
    study.offer(remainder=True)

    assert study.notices[-1].startswith("2 of 5 segments fit no code of the tree")
    assert 'segments that fit no code of the tree</td><td class="n">2</td>' in study.run().read_text(encoding="utf-8")


def test_what_was_offered_of_the_remainder_is_offered_once_and_stays_removed(tmp_path: Path) -> None:
    study = leave_distance_out(tmp_path, suggest="never")
    study.offer(remainder=True)
    again = Study.open(tmp_path)
    assert again.offer(remainder=True) == ()

    (tmp_path / "themes.yaml").write_text(study.themes_path.read_text().partition("suggestions:")[0], encoding="utf-8")

    assert Study.open(tmp_path).offer(remainder=True) == ()


def test_what_was_offered_of_the_remainder_can_be_placed_and_teaches(tmp_path: Path) -> None:
    (offered,) = leave_distance_out(tmp_path, suggest="never").offer(remainder=True)
    text = (tmp_path / "themes.yaml").read_text(encoding="utf-8").partition("suggestions:")[0]
    (tmp_path / "themes.yaml").write_text(f"{text}      - id: {offered}\n        code: Far away\n", encoding="utf-8")

    study = Study.open(tmp_path)
    study.run()

    assert not any(offered in remark for remark in study.check().remarks)
    members = find_members(study.tree, study.memory.known().candidates, study.segments)
    assert {study.segments[s].text for s in members[offered]} == {"The clinic is far away."}


def test_asking_for_the_remainder_does_not_ask_for_all_candidates(tmp_path: Path) -> None:
    study = leave_distance_out(tmp_path, suggest="after_reading")
    study.offer(remainder=True)
    offered = (tmp_path / "themes.yaml").read_text(encoding="utf-8")

    Study.open(tmp_path).run()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == offered
    assert any("of what fits no code, offered" in line for line in study.history())


def test_finding_all_candidates_after_the_remainder_keeps_ids_apart(tmp_path: Path) -> None:
    study = leave_distance_out(tmp_path, suggest="never")
    (of_remainder,) = study.offer(remainder=True)
    kept = study.memory.known().candidates[of_remainder]

    found = Study.open(tmp_path).find()

    clinic = next(c for c in found if "clinic" in study.segments[c.segment_ids[0]].text)
    assert clinic.id == of_remainder  # the same segments are the same candidate
    assert study.memory.known().candidates[of_remainder] == kept
    assert len(set(found.ids)) == len(found) > 1


def test_a_tree_without_codes_has_no_remainder(tmp_path: Path) -> None:
    study = make_study(tmp_path, tree="themes: []\n")

    with pytest.raises(StudyError, match="the tree has no codes"):
        study.offer(remainder=True)


def test_the_error_stated_in_the_settings_is_kept_or_said_not_to_be(tmp_path: Path) -> None:
    make_study(tmp_path)
    with (tmp_path / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("machine_error: 0.2\n")

    remarks = Study.open(tmp_path).code().remarks

    assert any("at most 20% of the machine's codes wrong: not calibrated yet" in remark for remark in remarks)


def test_material_that_the_packaged_model_was_not_made_for_is_told(tmp_path: Path) -> None:
    told = "the packaged model, on which candidate codes and the machine's codes rest, knows English best"
    make_study(tmp_path)
    found = {}
    for language in ("en", "de"):
        (tmp_path / "study.yaml").write_text(f"language: {language}\n", encoding="utf-8")
        found[language] = [remark for remark in Study.open(tmp_path).read().remarks if told in remark]

    assert found["en"] == []
    assert [remark.split(":")[0] for remark in found["de"]] == ["language de"]
