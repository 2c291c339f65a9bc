"""The conversation of a review: what is typed, and what is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.study.test_review import TREE, decided, make_study, rows_of
from thematica.cli.conversation import HELP, converse

MANY = "themes:\n" + "".join(
    f"  - theme: Theme {t}\n    codes:\n"
    + "".join(
        f"      - id: t{t}-{c}\n        code: Code {t} number {c}\n        definition: About {c}.\n" for c in range(8)
    )
    for t in range(5)
)


def talk(path: Path, *lines: str, tree: str = TREE) -> str:
    review = make_study(path, tree=tree).review("ana")
    said: list[str] = []
    waiting = iter(lines)

    def read(prompt: str) -> str:
        said.append(prompt)
        line = next(waiting, None)
        return "" if line is None else line + "\n"

    converse(review, read, said.append)
    review.close()
    return "\n".join(said)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("distance", "distance"),
        ("Distance", "distance"),
        ("2", "distance"),
        ("dist", "distance"),
        ("dist; 1", "distance; unanswered"),
        ("messages go", "unanswered"),
        ("-", ""),
        ("none", ""),
        ("=dist", "distance"),
    ],
)
def test_a_line_is_a_decision(tmp_path: Path, typed: str, code: str) -> None:
    said = talk(tmp_path, typed, "q")

    assert [given for _, given in decided(tmp_path)] == [code]
    assert "saved: " in said


def test_what_is_shown_is_the_segment_with_what_stands_around_it_and_who_said_it(tmp_path: Path) -> None:
    said = talk(tmp_path, "q")

    assert said.startswith(HELP)
    assert "24 left" in said
    assert "session FG" in said
    assert said.count("▌ The ") == 1
    assert not (tmp_path / "codings" / "ana.csv").exists()


def test_an_unclear_line_saves_nothing_and_lists_the_numbers(tmp_path: Path) -> None:
    said = talk(tmp_path, "code 1", "1 number 3; nonsense", "12", "q", tree=MANY)

    assert "   9  Code 1 number 0   (Theme 1)" in said
    assert "'code 1' may be 9 Code 1 number 0, " in said
    assert "'nonsense' is not a code of the tree; nothing was saved" in said
    assert [code for _, code in decided(tmp_path)] == ["t1-3"]


def test_a_codebook_of_forty_codes_is_shown_numbered_and_searched(tmp_path: Path) -> None:
    said = talk(tmp_path, "?", "? about 7", "?number 6", "? zzz", "q", tree=MANY)

    assert said.count("number 5: About 5.") == 5
    assert "   40  " in said
    assert "   8  Code 0 number 7   (Theme 0)\n       About 7." in said
    assert "   7  Code 0 number 6   (Theme 0)" in said
    assert "nothing in the codebook has 'zzz'" in said


def test_memos_possible_codes_skipping_and_undoing(tmp_path: Path) -> None:
    said = talk(tmp_path, "m hm", "n kindness", "m", "1", "u", "2", "s", "", "h", "u", "u", "-")

    (row,) = rows_of(tmp_path / "codings" / "ana.csv")
    assert (row["code"], row["memo"]) == ("", "hm; possible new code: kindness")
    assert said.count(HELP) == 3
    assert "write it behind the m" in said
    assert said.count("taken back") == 2
    assert "nothing to undo" in said


def test_the_tree_is_not_touched(tmp_path: Path) -> None:
    talk(tmp_path, "n kindness", "1", "q")

    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == TREE


def test_at_the_end_it_says_so(tmp_path: Path) -> None:
    assert talk(tmp_path, *["-"] * 30).endswith("Everything has been looked at.")


def test_a_code_called_like_a_command_can_be_given(tmp_path: Path) -> None:
    talk(tmp_path, "=s", "q", tree=TREE.replace("id: distance", "id: s"))

    assert [code for _, code in decided(tmp_path)] == ["s"]
