"""One segment at a time: what is decided is on the disk before the next one is shown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.study.test_strands import make_strands
from tests.study.test_study import PARTICIPANTS, SETTINGS, TREE, rows_of
from thematica import AnalysisError, CodingsError, Study, StudyError
from thematica.study.review import SHOWN

KILLS = int(os.environ.get("THEMATICA_KILLS", "6"))
ROOT = Path(__file__).parents[2]
WORDS = "mail clinic rota exam bus tea desk card door phone stairs corridor".split()


def make_study(path: Path, *, tree: str = TREE, hers: str = "") -> Study:
    """Make a study of 24 turns about 12 things, said by two people a session."""
    (path / "transcripts").mkdir(parents=True)
    (path / "codings").mkdir()
    for number in (1, 2):
        lines = [
            f"FG{number}{'AB'[i % 2]}: The {word} {word} was {'late' if number == 1 else 'early'} for me."
            for i, word in enumerate(WORDS)
        ]
        text = "Moderator: How was it?\n" + "\n".join(lines) + "\n"
        (path / "transcripts" / f"fg{number}.txt").write_text(text, encoding="utf-8")
    (path / "participants.csv").write_text(PARTICIPANTS, encoding="utf-8")
    (path / "study.yaml").write_text(SETTINGS.format(suggest="never", approach="codebook"), encoding="utf-8")
    (path / "themes.yaml").write_text(tree, encoding="utf-8")
    if hers:
        (path / "codings" / "ana.csv").write_text(hers, encoding="utf-8")
    return Study.open(path)


def decided(path: Path, coder: str = "ana") -> list[tuple[str, str]]:
    return [(row["segment_id"], row["code"]) for row in rows_of(path / "codings" / f"{coder}.csv")]


def shown_id(review: object) -> str:
    current = review.current  # type: ignore[attr-defined]
    assert current is not None
    return str(current.segment.id)


def test_a_decision_is_in_the_file_before_the_next_segment_is_shown(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana")
    first = shown_id(review)

    review.give("unanswered", "Dist", memo="hm", stance="blame")

    assert shown_id(review) != first
    (row,) = rows_of(tmp_path / "codings" / "ana.csv")
    assert (row["segment_id"], row["code"], row["memo"], row["stance"]) == (
        first,
        "unanswered; distance",
        "hm",
        "blame",
    )
    assert (row["coder"], row["done"], row["chosen"]) == ("ana", "yes", "teaches most")
    assert row["made_at"].startswith("20")


def test_in_a_notebook_each_answer_shows_the_next_segment(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana", every=1)
    first = review._repr_html_()

    shown = review.give("distance")._repr_html_()

    assert shown_id(review) in shown
    assert shown_id(review) not in first
    while review.current:
        review.nothing()
    assert "Everything has been looked at." in review._repr_html_()


def test_words_of_participants_are_shown_and_never_run_in_a_notebook(tmp_path: Path) -> None:
    make_study(tmp_path)
    path = tmp_path / "transcripts" / "fg1.txt"
    said = path.read_text(encoding="utf-8").replace("late for me", "<script>alert(1)</script>")
    path.write_text(said, encoding="utf-8")
    review = Study.open(tmp_path).review("ana")
    while review.current and review.current.segment.document_id != "fg1":
        review.nothing()

    assert "&lt;script&gt;" in review._repr_html_()
    assert "<script>" not in review._repr_html_()


def test_every_fifth_is_drawn_at_random_and_the_file_says_so(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana")

    for _ in range(10):
        review.nothing()

    assert [row["chosen"] == "at random" for row in rows_of(tmp_path / "codings" / "ana.csv")] == (
        [False] * 4 + [True] + [False] * 4 + [True]
    )


def test_the_next_session_goes_on_and_at_the_end_nothing_is_left(tmp_path: Path) -> None:
    make_study(tmp_path)
    seen = []
    for _ in range(6):
        review = Study.open(tmp_path).review("ana", every=3)
        for _ in range(5):
            if review.current:
                seen.append(shown_id(review))
                review.nothing()

    assert len(seen) == len(set(seen)) == 24
    assert review.current is None
    assert review.n_left == 0
    assert [place for place, _ in decided(tmp_path)] == seen
    with pytest.raises(StudyError, match="no segment left"):
        review.nothing()


def test_what_is_read_again_is_what_was_decided(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    review = study.review("ana")
    first = shown_id(review)
    review.give("distance", memo="far; “away”\nor so")
    review.nothing()

    codings = Study.open(tmp_path).human_codings

    assert [(f"{c.document_id}:{c.start}-{c.end}", c.code_id, c.memo) for c in codings] == [
        (first, "distance", "far; “away” or so")
    ]
    assert len(codings.reviewed) == 2
    assert codings.remarks == ()


def test_what_was_skipped_comes_again_in_the_next_session(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    review = study.review("ana")
    skipped = shown_id(review)
    review.skip()
    while review.current:
        assert shown_id(review) != skipped
        review.nothing()

    assert review.n_left == 1
    assert shown_id(Study.open(tmp_path).review("ana")) == skipped


def test_undo_shows_the_segment_again_and_keeps_the_memo(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana")
    first = shown_id(review)
    review.note("hm")
    review.give("distance")
    second = shown_id(review)
    review.nothing()

    review.undo()
    assert (shown_id(review), len(decided(tmp_path))) == (second, 1)
    review.undo()

    assert shown_id(review) == first
    assert not (tmp_path / "codings" / "ana.csv").exists()
    review.nothing()
    assert rows_of(tmp_path / "codings" / "ana.csv")[0]["memo"] == "hm"
    assert shown_id(review) == second
    review.undo()
    with pytest.raises(StudyError, match="nothing to undo"):
        review.undo()


def test_a_memo_on_a_skipped_segment_is_kept_and_says_nothing_of_looking(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana")
    review.nothing()
    review.note_possible("kindness")
    review.skip()
    review.note("unsure")

    review.undo()  # of the decision before both memos
    review.close()

    rows = rows_of(tmp_path / "codings" / "ana.csv")
    assert [(row["memo"], row["done"], row["code"]) for row in rows] == [
        ("possible new code: kindness", "", ""),
        ("unsure", "", ""),
    ]
    assert Study.open(tmp_path).human_codings.reviewed == ()
    assert review.noted == ["kindness"]


def test_a_code_that_is_none_saves_nothing(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana")
    first = shown_id(review)

    with pytest.raises(AnalysisError, match="'distanse' is not a code of the tree; did you mean 'distance'"):
        review.give("unanswered", "distanse")
    with pytest.raises(StudyError, match="name a code"):
        review.give()

    assert shown_id(review) == first
    assert not (tmp_path / "codings" / "ana.csv").exists()


def test_it_is_blind_to_others_and_to_the_machine(tmp_path: Path) -> None:
    study = make_study(tmp_path / "a")
    alone = [shown_id(study.review("bea")), study.review("bea").current.segment.id]
    every = "".join(f"{s.document_id},{s.start},{s.end},distance\n" for s in study.segments)

    other = make_study(tmp_path / "b", hers="document,start,end,code\n" + every)
    review = other.review("bea")

    assert shown_id(review) == alone[0]
    assert review.current is not None
    assert review.current.machine is None
    assert "distance" not in review._repr_html_().casefold()


def test_the_machine_is_shown_when_asked_for_and_the_row_says_so(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana", show_machine=True)
    assert review.current is not None
    assert "the machine: " in review.current.describe_machine()
    assert review.current.describe_machine() in review._repr_html_()

    while review.current:
        review.give("distance")

    assert {row["chosen"] for row in rows_of(tmp_path / "codings" / "ana.csv")} == {SHOWN}


HERS = "document,quote,code\nfg1,The mail mail was late for me.,unanswered\n"


def test_a_file_made_by_hand_is_never_rewritten_and_counts(tmp_path: Path) -> None:
    study = make_study(tmp_path, hers=HERS)
    review = study.review("ana")

    while review.current:
        assert "mail mail was late" not in review.current.segment.text
        review.nothing()

    assert (tmp_path / "codings" / "ana.csv").read_text(encoding="utf-8") == HERS
    assert review.file.name == "ana-reviewed.csv"
    codings = Study.open(tmp_path).human_codings
    assert codings.coders == ("ana",)
    assert len(codings.reviewed) == 24


def test_rounds_are_kept_apart(tmp_path: Path) -> None:
    make_study(tmp_path)
    first = Study.open(tmp_path).review("ana", round="1")
    while first.current:
        first.nothing()

    second = Study.open(tmp_path).review("ana", round="2")
    assert second.n_left == 24
    second.give("distance")

    assert [row["round"] for row in rows_of(tmp_path / "codings" / "ana.csv")] == ["1"] * 24 + ["2"]
    assert Study.open(tmp_path).review("ana").current is None


def test_a_code_written_into_the_tree_meanwhile_can_be_given_and_a_broken_tree_does_not_stop(tmp_path: Path) -> None:
    review = make_study(tmp_path).review("ana")
    tree = tmp_path / "themes.yaml"

    tree.write_text(
        TREE.replace("      - id: distance", "      - code: Kindness\n      - id: distance"), encoding="utf-8"
    )
    review.give("kindness")
    tree.write_text("themes: [", encoding="utf-8")
    review.give("kindness")

    assert [code for _, code in decided(tmp_path)] == ["kindness", "kindness"]


def test_a_sheet_is_gone_through_in_its_order(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.next(tmp_path / "next.xlsx", coder="ana", n=6)
    review = study.review("ana", sheet=tmp_path / "next.xlsx", every=2)
    assert review.n_left == 6

    seen = []
    while review.current:
        seen.append((shown_id(review), review.current.chosen))
        review.nothing()

    assert [(row["segment_id"], row["chosen"]) for row in rows_of(tmp_path / "codings" / "ana.csv")] == seen
    assert [why for _, why in seen].count("at random") == 1
    assert Study.open(tmp_path).review("ana", sheet=tmp_path / "next.xlsx").current is None


def test_a_sheet_of_another_study_is_refused_row_by_row(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    one, two = list(study.segments)[:2]
    sheet = tmp_path / "s.csv"
    sheet.write_text(
        f"segment_id,quote,code,coder\nfg7:1-5,x,,\n{one.id},{two.text},,\n{one.id},,,bea\n,,,\n", encoding="utf-8"
    )

    with pytest.raises(CodingsError) as caught:
        study.review("ana", sheet=sheet)

    assert [str(problem).partition(";")[0] for problem in caught.value.problems] == [
        "s.csv:2: 'fg7:1-5' is not a segment of this study",
        f"s.csv:3: '{one.id}' is “{one.text}”, not “{two.text}”",
        "s.csv:4: this row is for bea, not for ana",
    ]


def test_somebody_elses_sheet_is_refused_once(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.next(tmp_path / "next.csv", coder="bea", n=3)

    with pytest.raises(CodingsError) as caught:
        study.review("ana", sheet=tmp_path / "next.csv")

    assert str(caught.value) == "next.csv: this sheet is for bea, not for ana"


@pytest.mark.parametrize("name", ["thematica", "a/b", ""])
def test_a_coder_needs_a_name_of_their_own(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudyError, match="name"):
        make_study(tmp_path).review(name)


def test_without_a_code_there_is_nothing_to_decide(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no codes yet"):
        make_study(tmp_path, tree="themes:\n").review("ana")


def test_the_audit_trail_knows_who_decided_how_much_and_no_words(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    review = study.review("ana")
    review.give("distance", memo="secret words")
    review.nothing()
    review.close()
    review.close()

    assert [line.partition(": ")[2] for line in study.history()[1:]] == [
        "ana began to decide one segment at a time, blind.",
        "ana decided on 2 segments.",
    ]
    trail = (tmp_path / ".thematica" / "audit_trail.jsonl").read_text(encoding="utf-8")
    assert "secret" not in trail
    assert "late for me" not in trail


# --- In the terminal, through a pipe


def start(study: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "thematica", "review", str(study), "--coder", "ana", *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_a_session_killed_at_any_moment_loses_at_most_the_segment_without_an_answer(tmp_path: Path) -> None:
    make_study(tmp_path)
    said: list[str] = []
    for number in range(KILLS):
        session = start(tmp_path, "--every", "2")
        assert session.stdin is not None
        assert session.stdout is not None
        answers = 0
        for line in session.stdout:
            if line.startswith("── ") or (line.startswith("> ") and "──" in line):
                session.stdin.write("distance\n" if number % 2 else "-\n")
                session.stdin.flush()
            if "saved: " in line:
                answers += 1
                said.append("distance" if number % 2 else "")
            if answers == 1 + number % 2:
                break
        time.sleep(0.002 * number)  # somewhere between the next line typed and the next row saved
        session.send_signal(signal.SIGKILL)
        session.communicate()

        codings = Study.open(tmp_path).human_codings
        saved = [code for _, code in decided(tmp_path)]
        assert saved[: len(said)] == said
        assert len(saved) - len(said) <= 1  # the one that was saved before the terminal heard of it
        said = saved
        assert len(codings.reviewed) == len(saved)
        if len(saved) == 24:
            break

    places = [place for place, _ in decided(tmp_path)]
    assert len(places) == len(set(places)) >= KILLS


def test_a_closed_pipe_and_an_interrupt_end_the_session_with_all_saved(tmp_path: Path) -> None:
    make_study(tmp_path)
    piped = start(tmp_path)
    out, err = piped.communicate("1\nm kept\n")
    assert piped.returncode == 0, err
    assert "saved: Messages go unanswered" in out
    assert "1 decided, 23 not yet looked at" in err

    session = start(tmp_path)
    assert session.stdout is not None
    for line in session.stdout:
        if line.startswith("── "):
            break
    session.send_signal(signal.SIGINT)
    _, err = session.communicate()

    assert session.returncode == 130
    assert "Traceback" not in err
    rows = rows_of(tmp_path / "codings" / "ana.csv")
    assert [(row["code"], row["memo"], row["done"]) for row in rows] == [("unanswered", "", "yes"), ("", "kept", "")]


# --- Rounds and strands


def set_round(study: Study) -> Study:
    with (study.path / "study.yaml").open("a", encoding="utf-8") as file:
        file.write('round: "2"\n')
    return Study.open(study.path)


def test_decisions_belong_to_the_round_of_study_yaml_unless_another_is_named(tmp_path: Path) -> None:
    study = set_round(make_study(tmp_path))

    study.review("ana").nothing()
    study.review("bea", round="3").nothing()

    assert [row["round"] for row in rows_of(tmp_path / "codings" / "ana.csv")] == ["2"]
    assert [row["round"] for row in rows_of(tmp_path / "codings" / "bea.csv")] == ["3"]


def test_a_sheet_without_rounds_is_decided_in_the_round_that_is_named(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    sheet = tmp_path / "next.csv"
    study.next(sheet, coder="ana", n=2)

    study.review("ana", sheet=sheet, round="2").nothing()

    assert [row["round"] for row in rows_of(tmp_path / "codings" / "ana.csv")] == ["2"]


@pytest.mark.parametrize("round", ["", "3"])
def test_the_machine_can_be_shown_in_a_round_in_which_nobody_has_decided_yet(tmp_path: Path, round: str) -> None:
    study = set_round(make_study(tmp_path))

    review = study.review("ana", show_machine=True, round=round)

    assert review.current is not None
    assert review.current.machine is not None


def test_reviews_of_two_strands_wait_for_each_other(tmp_path: Path) -> None:
    study = make_strands(tmp_path)
    one, other = (strand.review("ana") for strand in study.strands)

    assert one._file._lock.lock_file == other._file._lock.lock_file
