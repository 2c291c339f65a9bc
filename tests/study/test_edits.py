"""Every act of editing the tree has one meaning for the codings made before, and is never undone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.study.test_study import TREE, make_study, rows_of
from thematica import Study, StudyError

DISTANCE = "      - id: distance\n        code: Distance\n"
UNANSWERED = "      - id: unanswered\n        code: Messages go unanswered\n"
GONE = (
    "1 coding by ana with '{}', which is not a code of the tree (any more): kept, not counted; if you renamed it or "
    "merged it into another code, write the old name under 'aliases:' of that code"
)


def edit(study: Path, old: str, new: str, file: str = "themes.yaml") -> None:
    """Put other words into a file of the study, as she would in an editor."""
    path = study / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def count(study: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Read the study anew; give how many of her codings stand under each code of the tree, and the remarks."""
    opened = Study.open(study)
    codings = opened.human_codings
    found = Counter(coding.code_id for coding in codings if coding.code_id in {code.id for code in opened.tree.codes})
    return dict(found), codings.remarks


def told(study: Path) -> str:
    """Give the last sentence of the history, without when and who."""
    return Study.open(study).history()[-1].partition(": ")[2]


def results(study: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (study / "results").glob("*.csv")}


def place_first_suggestion(path: Path) -> str:
    """Offer what is found and move the first suggestion into the tree, as a code; give its id."""
    study = make_study(path)
    candidate_id = study.offer()[0]
    text = (path / "themes.yaml").read_text(encoding="utf-8")
    head, _, listed = text.partition("suggestions:\n")
    mine, _, rest = listed.partition("  - id: k-")[2].partition("  - id: k-")
    assert mine.startswith(candidate_id.removeprefix("k-"))
    placed = f"      - id: mails\n        code: No reply\n        from_suggestions: [{candidate_id}]\n"
    (path / "themes.yaml").write_text(f"{head}{placed}suggestions:\n  - id: k-{rest}", encoding="utf-8")
    count(path)  # it is looked at
    return candidate_id


def test_codings_count_as_they_were_made(tmp_path: Path) -> None:
    make_study(tmp_path)

    assert count(tmp_path) == ({"unanswered": 1, "distance": 1}, ())


def test_a_code_renamed_under_its_id_keeps_its_codings(tmp_path: Path) -> None:
    make_study(tmp_path)
    before = count(tmp_path)

    edit(tmp_path, "code: Distance", "code: Far away")

    assert count(tmp_path) == before
    assert told(tmp_path) == "in the tree, renamed code 'Distance' to 'Far away' (version 2 of the codebook)."


def test_the_results_show_the_new_name_of_a_renamed_code(tmp_path: Path) -> None:
    make_study(tmp_path)
    edit(tmp_path, "code: Distance", "code: Far away")

    Study.open(tmp_path).code()

    hers = [row for row in rows_of(tmp_path / "results" / "codings.csv") if row["coder"] == "ana"]
    assert [(row["code_id"], row["code"], row["final"]) for row in hers] == [
        ("unanswered", "Messages go unanswered", "yes"),
        ("distance", "Far away", "yes"),
    ]


def test_codings_made_by_name_follow_a_code_renamed_under_its_id(tmp_path: Path) -> None:
    make_study(tmp_path)
    edit(tmp_path, ",distance\n", ",Distance\n", "codings/ana.csv")
    before = count(tmp_path)

    edit(tmp_path, "code: Distance", "code: Far away")

    assert before == ({"unanswered": 1, "distance": 1}, ())
    assert count(tmp_path) == before


def test_a_coding_written_by_the_former_name_of_a_code_counts_for_it(tmp_path: Path) -> None:
    make_study(tmp_path)
    count(tmp_path)
    edit(tmp_path, "code: Distance", "code: Far away")

    edit(tmp_path, ",distance\n", ",distance\nfg1,Yeah.,Distance\n", "codings/ana.csv")

    assert count(tmp_path) == ({"unanswered": 1, "distance": 2}, ())


def test_codings_of_a_code_renamed_without_an_id_are_remarked_until_the_old_name_is_an_alias(tmp_path: Path) -> None:
    make_study(tmp_path, tree=TREE.replace("      - id: distance\n        code:", "      - code:"))
    edit(tmp_path, ",distance\n", ",Distance\n", "codings/ana.csv")
    assert count(tmp_path) == ({"unanswered": 1, "distance": 1}, ())

    edit(tmp_path, "code: Distance", "code: Far away")
    renamed = count(tmp_path)
    edit(tmp_path, "code: Far away", "code: Far away\n        aliases: [Distance]")

    assert renamed == ({"unanswered": 1}, (GONE.format("Distance"),))
    assert count(tmp_path) == ({"unanswered": 1, "far-away": 1}, ())


def test_a_code_moved_to_another_theme_keeps_its_codings(tmp_path: Path) -> None:
    make_study(tmp_path)
    before = count(tmp_path)

    edit(tmp_path, DISTANCE, "  - theme: Place\n    codes:\n" + DISTANCE)

    assert count(tmp_path) == before
    assert told(tmp_path) == (
        "in the tree, added theme 'Place'; moved code 'Distance' to Place (version 2 of the codebook)."
    )


def test_a_moved_code_counts_for_the_theme_it_stands_in_now(tmp_path: Path) -> None:
    make_study(tmp_path)
    Study.open(tmp_path).code()
    before = [row["path"] for row in rows_of(tmp_path / "results" / "codings.csv") if row["coder"] == "ana"]
    edit(tmp_path, DISTANCE, "  - theme: Place\n    codes:\n" + DISTANCE)

    Study.open(tmp_path).code()

    after = [row["path"] for row in rows_of(tmp_path / "results" / "codings.csv") if row["coder"] == "ana"]
    assert (before, after) == (["Contact", "Contact"], ["Contact", "Place"])


@pytest.mark.parametrize("word", ["distance", "Distance"], ids=["by id", "by name"])
def test_codings_of_two_codes_merged_by_an_alias_count_for_the_one(tmp_path: Path, word: str) -> None:
    make_study(tmp_path)
    edit(tmp_path, ",distance\n", f",{word}\n", "codings/ana.csv")
    count(tmp_path)

    edit(tmp_path, DISTANCE, "        aliases: [distance]\n")

    assert count(tmp_path) == ({"unanswered": 2}, ())
    assert told(tmp_path).startswith("in the tree, merged code 'Distance' into 'Messages go unanswered'")


def test_merging_twice_is_merging_once(tmp_path: Path) -> None:
    merged = "        aliases: [distance]\n"
    make_study(tmp_path, suggest="never")
    edit(tmp_path, DISTANCE, merged)
    Study.open(tmp_path).run()
    once = count(tmp_path), results(tmp_path)

    edit(tmp_path, merged, merged + DISTANCE)
    count(tmp_path)
    edit(tmp_path, DISTANCE, "")
    Study.open(tmp_path).run()

    assert once[0] == ({"unanswered": 2}, ())
    assert (count(tmp_path), results(tmp_path)) == once


def test_codings_of_a_deleted_code_are_kept_and_count_again_when_it_is_pasted_back(tmp_path: Path) -> None:
    make_study(tmp_path)
    before = count(tmp_path)

    edit(tmp_path, DISTANCE, "")
    deleted = count(tmp_path)
    Study.open(tmp_path).code()
    rows = [row for row in rows_of(tmp_path / "results" / "codings.csv") if row["coder"] == "ana"]
    edit(tmp_path, UNANSWERED, DISTANCE + UNANSWERED)

    assert deleted == ({"unanswered": 1}, (GONE.format("distance"),))
    assert [(row["code_id"], row["final"]) for row in rows] == [("unanswered", "yes"), ("distance", "no")]
    assert count(tmp_path) == before
    sentences = [sentence for sentence in Study.open(tmp_path).history() if "in the tree" in sentence]
    assert "deleted code 'Distance'" in sentences[0]
    assert "added code 'Distance'" in sentences[1]


def test_a_suggestion_moved_into_the_tree_is_not_offered_again(tmp_path: Path) -> None:
    candidate_id = place_first_suggestion(tmp_path)
    before = (tmp_path / "themes.yaml").read_bytes()

    assert Study.open(tmp_path).offer() == ()

    assert (tmp_path / "themes.yaml").read_bytes() == before
    assert candidate_id not in before.decode().partition("\nsuggestions:")[2]
    assert not [sentence for sentence in Study.open(tmp_path).history() if "removed" in sentence]


def test_a_candidate_split_into_two_codes_leaves_her_codings_where_they_are_and_lends_its_segments_to_both(
    tmp_path: Path,
) -> None:
    candidate_id = place_first_suggestion(tmp_path)
    before = count(tmp_path)

    other = f"      - id: at-all\n        code: At all\n        from_suggestions: [{candidate_id}]\n"
    edit(tmp_path, "suggestions:\n", f"{other}suggestions:\n")
    study = Study.open(tmp_path)
    assert study.offer() == ()
    study.find()

    assert count(tmp_path) == before
    assert any("split code 'At all' from 'No reply' (version 3 of the codebook)" in each for each in study.history())
    places = {row["id"]: row["place"] for row in rows_of(tmp_path / "results" / "candidate_codes.csv")}
    assert places[candidate_id].startswith("in the tree")
    assert candidate_id not in (tmp_path / "themes.yaml").read_text(encoding="utf-8").partition("suggestions:\n")[2]


def test_a_candidate_whose_code_is_deleted_stays_removed(tmp_path: Path) -> None:
    candidate_id = place_first_suggestion(tmp_path)

    edit(tmp_path, f"      - id: mails\n        code: No reply\n        from_suggestions: [{candidate_id}]\n", "")
    assert Study.open(tmp_path).offer() == ()

    assert candidate_id not in (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    assert "in the tree, deleted code 'No reply'" in " ".join(Study.open(tmp_path).history())


def test_two_candidates_merged_by_hand_are_one_code_and_none_of_them_is_offered_again(tmp_path: Path) -> None:
    candidate_id = place_first_suggestion(tmp_path)
    text = (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    other = next(c.id for c in Study.open(tmp_path).candidates if c.id != candidate_id)
    head = text.partition("suggestions:\n")[0].replace(f"[{candidate_id}]", f"[{candidate_id}, {other}]")
    (tmp_path / "themes.yaml").write_text(f"{head}suggestions:\n", encoding="utf-8")

    again = Study.open(tmp_path)
    assert again.offer() == ()
    again.find()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == f"{head}suggestions:\n"
    places = {row["place"] for row in rows_of(tmp_path / "results" / "candidate_codes.csv")}
    assert places == {"in the tree, under No reply"}


def test_a_suggestion_she_removed_can_be_asked_for_again(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.offer()
    candidate_id = next(iter(study.candidates)).id
    first = (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")
    Study.open(tmp_path).offer()

    again = Study.open(tmp_path).offer(again=[candidate_id])

    text = (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    assert again == (candidate_id,)
    assert text.startswith(TREE)
    assert text.count("- id: k-") == 1
    assert text.removeprefix(TREE) in first  # with the same name, counts and quotes
    assert f"({candidate_id} again, as asked for)" in told(tmp_path)
    assert Study.open(tmp_path).offer() == ()


def test_a_suggestion_removed_twice_stays_removed_the_second_time_too(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.offer()
    candidate_id = next(iter(study.candidates)).id
    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")
    Study.open(tmp_path).offer(again=[candidate_id])
    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")

    assert Study.open(tmp_path).offer() == ()

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == TREE


def test_a_suggestion_this_run_finds_no_more_is_offered_again_with_the_segments_that_are_left(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.offer()
    candidate = next(c for c in study.candidates if "e-mails" in c.name)
    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")
    edit(tmp_path, "FG2A: She never answers e-mails at all.\n", "", "transcripts/fg2.txt")
    later = Study.open(tmp_path)
    assert candidate.id not in later.candidates

    later.offer(again=[candidate.id])

    text = (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    assert (
        f'- id: {candidate.id}\n    code: "never answers e-mails"\n    seen: 1 segment, 1 participant, 1 session'
        in text
    )


@pytest.mark.parametrize("case", ["unknown", "misspelt", "in the tree", "under suggestions"])
def test_what_cannot_be_offered_again_is_a_sentence_and_nothing_is_written(tmp_path: Path, case: str) -> None:
    placed = place_first_suggestion(tmp_path)
    listed = next(c.id for c in Study.open(tmp_path).candidates if c.id != placed)
    asked, sentence = {
        "unknown": ("k-ffffffff", "there never was a candidate code 'k-ffffffff'"),
        "misspelt": (f"{listed[:-1]}x", f"there never was a candidate code '{listed[:-1]}x'; did you mean '{listed}'?"),
        "in the tree": (placed, f"'{placed}' is in the tree, under 'No reply'"),
        "under suggestions": (listed, f"'{listed}' stands under suggestions"),
    }[case]
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    with pytest.raises(StudyError) as caught:
        Study.open(tmp_path).offer(again=[asked])

    assert str(caught.value) == f"nothing was offered again: {sentence}"
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_everything_that_cannot_be_offered_again_is_named_at_once(tmp_path: Path) -> None:
    placed = place_first_suggestion(tmp_path)

    with pytest.raises(StudyError) as caught:
        Study.open(tmp_path).offer(again=["k-00000000", placed])

    assert str(caught.value).count("; '") == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (UNANSWERED, "      # Is this about e-mail only?\n" + UNANSWERED),
        ("themes:\n", "# Mine since March.\n\nthemes:  # all\n"),
        (TREE, TREE.replace("      - ", "          - ").replace("        code", "            code")),
        (DISTANCE, "      - {id: distance, code: 'Distance'}\n"),
        ("      - id: distance\n        code: Distance\n", "      - code: Distance\n        id: distance\n"),
    ],
    ids=["a comment", "comments at the top", "another indentation", "another style", "fields in another order"],
)
def test_what_changes_the_looks_of_the_file_changes_no_number_and_makes_no_version(
    tmp_path: Path, old: str, new: str
) -> None:
    study = make_study(tmp_path, suggest="never")
    study.run()
    before = results(tmp_path), count(tmp_path)

    edit(tmp_path, old, new)
    Study.open(tmp_path).run()

    assert (results(tmp_path), count(tmp_path)) == before
    assert len(study.memory.versions()) == 1
    assert "in the tree" not in " ".join(study.history())


def test_another_order_of_the_codes_changes_no_coding_and_no_number(tmp_path: Path) -> None:
    study = make_study(tmp_path, suggest="never")
    study.run()
    before, counted = results(tmp_path), count(tmp_path)

    edit(tmp_path, UNANSWERED + DISTANCE, DISTANCE + UNANSWERED)
    Study.open(tmp_path).run()

    after = results(tmp_path)
    assert count(tmp_path) == counted
    assert after.keys() == before.keys()
    pairs = [  # which code of a pair comes first is the order of the tree
        sorted(sorted(line.split(b",")) for line in tables.pop("cooccurrence.csv").splitlines())
        for tables in (before, after)
    ]
    assert pairs[0] == pairs[1]
    for name in before:
        assert sorted(after[name].splitlines()) == sorted(before[name].splitlines()), name
    assert any("changed the order of the tree (version 2 of the codebook)" in each for each in study.history())


def test_a_removed_suggestion_is_told_once(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.run()
    ids = [candidate.id for candidate in study.candidates]
    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")

    for _ in range(2):
        Study.open(tmp_path).run()

    told_of = [sentence for sentence in study.history() if "removed 2 suggestions" in sentence]
    assert len(told_of) == 1
    assert all(candidate_id in told_of[0] for candidate_id in ids)
