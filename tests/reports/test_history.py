"""The audit trail read back as sentences, and two versions of the codebook side by side."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from thematica.errors import StudyError
from thematica.model.codebook import CodebookVersion
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.history import MOST_NAMED, describe_changes, format_comparison, tell_history
from thematica.steps.compare_trees import compare_trees

AWAY = Code(id="away", name="Away", definition="Cannot be met.", candidate_ids=("k-0000000a",))
ROTA = Code(id="rota", name="Rota", use_when=("Hours are fixed.",))
DOOR = Code(id="door", name="Door", definition="The door is shut.")
NIGHTS = Code(id="nights", name="Nights", candidate_ids=("k-0000000a",))


def tree_of(*codes: Code, name: str = "Access") -> ThemeTree:
    return ThemeTree((Theme(id="access", name=name, codes=codes),))


def versions_of(*trees: ThemeTree) -> list[CodebookVersion]:
    return [
        CodebookVersion(number=i, at=f"2026-03-0{i}T09:00:00+00:00", who="ana", tree=tree)
        for i, tree in enumerate(trees, 1)
    ]


def describe(before: ThemeTree, after: ThemeTree) -> list[str]:
    return describe_changes(compare_trees(before, after), before, after)


def event(kind: str, **details: Any) -> dict[str, Any]:
    return {"at": "2026-03-01T09:07:05+00:00", "who": "ana", "event": kind, **details}


def edited(*trees: ThemeTree, removed: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the event that is written when the tree is found changed from the last but one of these to the last."""
    before = trees[-2] if len(trees) > 1 else ThemeTree()
    changes = [dataclasses.asdict(change) for change in compare_trees(before, trees[-1])]
    return event("edited", codebook=len(trees), changes=changes, suggestions_removed=list(removed))


def tell_one(told: dict[str, Any], *trees: ThemeTree) -> str:
    (sentence,) = tell_history([told], versions_of(*trees))
    return sentence.removeprefix("2026-03-01 09:07 ana: ")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (tree_of(AWAY), tree_of(AWAY, ROTA), "added code 'Rota'"),
        (tree_of(AWAY, ROTA), tree_of(AWAY), "deleted code 'Rota'"),
        (tree_of(ROTA), tree_of(dataclasses.replace(ROTA, name="Shifts")), "renamed code 'Rota' to 'Shifts'"),
        (tree_of(ROTA), tree_of(ROTA, name="Reach"), "renamed theme 'Access' to 'Reach'"),
        (
            tree_of(DOOR),
            tree_of(dataclasses.replace(DOOR, id="doors")),
            "gave another id to code 'Door' ('door' to 'doors')",
        ),
        (tree_of(AWAY), tree_of(AWAY, NIGHTS), "split code 'Nights' from 'Away'"),
        (
            tree_of(ROTA),
            tree_of(dataclasses.replace(ROTA, definition="Who works when.", not_when=("It is late.",))),
            "redefined code 'Rota' (definition, when not to use it)",
        ),
        (
            tree_of(ROTA),
            tree_of(dataclasses.replace(ROTA, memo="Ask.", color="#000000")),
            "annotated code 'Rota' (memo, colour)",
        ),
    ],
    ids=["added", "deleted", "renamed", "theme", "another id", "split", "redefined", "annotated"],
)
def test_each_kind_of_change_has_its_words(before: ThemeTree, after: ThemeTree, sentence: str) -> None:
    assert describe(before, after) == [sentence]


def test_a_move_says_where_to() -> None:
    before = ThemeTree((Theme(id="a", name="Contact", subthemes=tree_of(AWAY).themes), Theme(id="b", name="Rest")))
    after = ThemeTree(
        (
            Theme(id="a", name="Contact", subthemes=tree_of().themes),
            Theme(id="b", name="Rest", subthemes=(Theme(id="c", name="Other", codes=(AWAY,)),)),
        )
    )

    assert describe(before, after) == ["added theme 'Other'", "moved code 'Away' to Rest > Other"]
    assert describe(before, ThemeTree((*before.themes[1:], *tree_of(AWAY).themes, Theme(id="a", name="Contact")))) == [
        "moved theme 'Access' to the top"
    ]


def test_a_merge_says_into_what() -> None:
    after = tree_of(dataclasses.replace(AWAY, aliases=("rota",)))

    assert describe(tree_of(AWAY, ROTA), after) == [
        "merged code 'Rota' into 'Away'",
        "annotated code 'Away' (former ids and names)",
    ]


def test_many_changes_of_a_kind_are_named_in_part_and_counted() -> None:
    codes = [Code(id=f"c{i}", name=f"C{i}") for i in range(MOST_NAMED + 2)]

    (said,) = describe(tree_of(), tree_of(*codes))

    assert said.endswith(f"code 'C{MOST_NAMED - 1}' and 2 more")


def test_a_study_of_which_nothing_happened_has_no_history() -> None:
    assert tell_history([], []) == []


def test_every_sentence_says_when_and_who() -> None:
    assert tell_history([event("offer", offered=["k-0000000a"])], []) == ["2026-03-01 09:07 ana: offered k-0000000a."]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (
            event("init", settings={"name": "Mentors", "approach": "codebook", "unit": "turn"}),
            "set up the study 'Mentors' (approach codebook, unit turn).",
        ),
        (event("find", candidate_codes=1, method="axis"), "found 1 candidate code by axis."),
        (event("offer", offered=[]), "had nothing new to offer."),
        (
            event("offer", offered=["k-1", "k-2"], again=["k-2"], found_again_but_removed=["k-3"]),
            "offered k-1, k-2 (k-2 again, as asked for); found again but removed before, not offered: k-3.",
        ),
        (
            event("code", codings={"ana": 1200, "thematica": 3}, basis="people"),
            "coded with the tree (ana 1,200, thematica 3; basis people).",
        ),
        (event("code", codings={}, basis="machine"), "coded with the tree (no codings; basis machine)."),
        (
            event("recoded", codes=["away"], codings=2),
            "looked again at 2 codings under the present definition of 'away'.",
        ),
        (
            event("saturation", levels=["theme", "code", "code"], by=["", "group"]),
            "measured saturation of theme, code by group.",
        ),
        (event("saturation", levels=["code"], by=[""]), "measured saturation of code."),
        (event("report", basis="people"), "wrote the report (basis people)."),
        (event("imported", codes=2, into="themes.yaml"), "imported a codebook of 2 codes into themes.yaml."),
        (event("painted"), "painted was done."),
        ({}, "something was done."),
    ],
)
def test_each_event_is_a_sentence(told: dict[str, Any], sentence: str) -> None:
    assert tell_history([told], [])[0].endswith(f": {sentence}")


def test_a_run_says_what_it_ran_on_and_what_it_gave() -> None:
    run = event(
        "run",
        version="0.1",
        settings={"approach": "codebook", "unit": "turn", "seed": 1},
        counts={"documents": 2, "segments": 1, "candidate_codes": 3, "codings": {"ana": 2}},
        method="axis",
    )

    assert tell_one(run) == (
        "ran thematica 0.1 (approach codebook, unit turn, seed 1) on 2 documents with 1 segment: "
        "3 candidate codes by axis, codings: ana 2."
    )
    again = tell_one({**run, "reanchored": {"moved": 2, "lost": 1}})
    assert "2 moved, 1 lost" in again


def test_a_run_says_which_files_are_not_what_they_were_at_the_run_before() -> None:
    first = {"themes.yaml": "1", "transcripts/fg1.txt": "1", "codings/ana.csv": "1"}
    then = {"themes.yaml": "2", "transcripts/fg1.txt": "1", "transcripts/fg2.txt": "1"}
    runs = [event("run", inputs=first), event("offer"), event("run", inputs=then), event("run", inputs=then)]

    told = tell_history(runs, [])

    assert "files" not in told[0]
    assert told[2].endswith(
        "; files since the run before: changed: themes.yaml; new: transcripts/fg2.txt; gone: codings/ana.csv."
    )
    assert told[3].endswith("; no file was changed since the run before.")


def test_the_first_tree_is_told_by_its_size() -> None:
    first = ThemeTree((*tree_of(AWAY, ROTA).themes, Theme(id="b", name="Rest")))

    assert tell_one(edited(first), first) == "the tree has 2 themes and 2 codes (version 1 of the codebook)."


def test_an_edit_is_told_with_the_version_it_made() -> None:
    trees = (tree_of(AWAY), tree_of(AWAY, ROTA))

    assert tell_one(edited(*trees), *trees) == "in the tree, added code 'Rota' (version 2 of the codebook)."


def test_suggestions_removed_are_told_without_a_version() -> None:
    told = event("edited", codebook=1, changes=[], suggestions_removed=["k-0000000a", "k-0000000b"])

    assert tell_one(told, tree_of(AWAY)) == "in the tree, removed 2 suggestions (k-0000000a, k-0000000b)."


def test_another_order_is_told_as_such() -> None:
    trees = (tree_of(AWAY, ROTA), tree_of(ROTA, AWAY))

    assert tell_one(edited(*trees), *trees) == "changed the order of the tree (version 2 of the codebook)."


def test_a_deleted_code_is_told_by_the_name_it_had() -> None:
    trees = (tree_of(AWAY, ROTA), tree_of(AWAY))

    assert tell_one(edited(*trees), *trees) == "in the tree, deleted code 'Rota' (version 2 of the codebook)."


def test_history_can_be_told_without_the_versions_of_the_codebook() -> None:
    trees = (tree_of(AWAY, ROTA), tree_of(AWAY))

    assert "'rota'" in tell_one(edited(*trees))


def test_two_versions_are_laid_side_by_side_for_an_appendix() -> None:
    redefined = dataclasses.replace(ROTA, name="Shifts", definition="Who works when.", use_when=())
    versions = versions_of(tree_of(AWAY, ROTA, DOOR), tree_of(AWAY), tree_of(AWAY, redefined))

    page = format_comparison(versions, 1, 3)

    lines = page.splitlines()
    assert lines[0] == "# Codebook: version 1 and version 3"
    assert "found on 2026-03-01" in lines[2]
    assert "found on 2026-03-03" in lines[3]
    assert "- Renamed code 'Rota' to 'Shifts'" in lines
    assert "- Deleted code 'Door'" in lines
    assert "- Redefined code 'Shifts' (definition, when to use it)" in lines
    at = lines.index("### Shifts")
    assert lines[at + 2 : at + 6] == [
        "- definition, then: –",
        "- definition, now: Who works when.",
        "- when to use it, then: Hours are fixed.",
        "- when to use it, now: –",
    ]
    assert lines[-1] == "- Access > Door: The door is shut."
    assert page.endswith("shut.\n")


def test_a_code_given_another_id_is_compared_with_what_it_was() -> None:
    now = dataclasses.replace(ROTA, id="shifts", definition="Who works when.", aliases=("rota",))

    page = format_comparison(versions_of(tree_of(ROTA), tree_of(now)), 1, 2)

    assert "- definition, then: –\n- definition, now: Who works when." in page


def test_versions_that_say_the_same_have_nothing_to_compare() -> None:
    versions = versions_of(tree_of(AWAY), tree_of(AWAY, ROTA), tree_of(AWAY))

    for first, second in ((1, 3), (2, 2)):
        assert "Nothing was added, renamed, moved" in format_comparison(versions, first, second)


@pytest.mark.parametrize(
    ("n", "wanted", "sentence"),
    [
        (2, (1, 5), r"there is no version 5 of the codebook \(versions: 1 to 2\)"),
        (2, (0, 3), r"there is no version 0 and no version 3 of the codebook \(versions: 1 to 2\)"),
        (0, (1, 2), r"no version 2 of the codebook \(versions: none yet; a run notes the first\)"),
    ],
)
def test_a_version_that_is_not_there_is_a_sentence(n: int, wanted: tuple[int, int], sentence: str) -> None:
    with pytest.raises(StudyError, match=sentence):
        format_comparison(versions_of(*[tree_of(AWAY), tree_of(AWAY, ROTA)][:n]), *wanted)
