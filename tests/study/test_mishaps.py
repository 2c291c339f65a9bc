"""Cases of editing and correcting in which something once went wrong."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path

import pytest

from tests.formats.test_seen_codings import OTHER, row_in
from tests.study.test_check import check, problems
from tests.study.test_edits import DISTANCE, UNANSWERED, count, edit, told
from tests.study.test_memory import CLINIC, END, START, make_coded
from tests.study.test_study import TREE, make_study, rows_of
from thematica import CodingsError, Study, StudyError
from thematica.formats.seen_codings import TEXTS, SeenCodings, fingerprint, read_words, write_seen
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.reanchor import take_words

YEAHS = "FG1A: Yeah.\nFG1B: Yeah.\nFG1C: Yeah.\nFG1A: Well.\n"


def speakers(path: Path) -> list[str]:
    """Give who said what her codings stand on."""
    study = Study.open(path)
    text = study.corpus.documents["fg1"].text
    return [text[: coding.start].rpartition("\n")[2].strip(": ") for coding in study.human_codings]


def transcribe(path: Path, text: str) -> None:
    (path / "transcripts" / "fg1.txt").write_text(text, encoding="utf-8")


def code(path: Path, *lines: str) -> None:
    (path / "codings" / "ana.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")


def test_a_quote_with_numbers_does_not_shift_to_another_speaker_who_says_the_same_there(tmp_path: Path) -> None:
    # A turn of the same length is taken out: at 18-23 stands "Yeah." again, FG1C's; taken "as written", no remark.
    make_study(tmp_path)
    transcribe(tmp_path, YEAHS)
    code(tmp_path, "document,start,end,quote,code", "fg1,18,23,Yeah.,distance")
    before = speakers(tmp_path)

    transcribe(tmp_path, YEAHS.removeprefix("FG1A: Yeah.\n"))

    assert (before, speakers(tmp_path)) == (["FG1B"], ["FG1B"])


def test_a_quote_whose_turn_was_deleted_does_not_jump_to_somebody_who_says_the_same_now(tmp_path: Path) -> None:
    make_study(tmp_path)
    rest = "FG1B: The clinic is far away.\nFG1A: She never answers e-mails.\n"
    transcribe(tmp_path, f"FG1A: Yeah.\n{rest}")
    code(tmp_path, "document,quote,code", "fg1,Yeah.,distance")
    before = speakers(tmp_path)

    transcribe(tmp_path, f"{rest}FG1B: Yeah.\n")

    assert before == ["FG1A"]
    assert speakers(tmp_path) == []
    assert "1 lost" in Study.open(tmp_path).human_codings.remarks[0]


@pytest.mark.parametrize("rows", [("distance", "unanswered"), ("unanswered",)], ids=["a second code", "another code"])
def test_another_code_on_a_span_that_was_coded_before_the_correction_stands_there_too(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    # The key of a row holds the code: a changed code makes it a new row, and old numbers are read in the new text.
    make_coded(tmp_path)
    edit(tmp_path, "How is it?", "How is it for you here?", "transcripts/fg1.txt")

    code(tmp_path, "document,start,end,code", *(f"fg1,{START},{END},{word}" for word in rows))

    assert {coding.quote for coding in Study.open(tmp_path).human_codings} == {CLINIC}


def test_a_coding_made_by_name_stays_with_its_code_when_another_code_is_given_that_name(tmp_path: Path) -> None:
    make_study(tmp_path)
    code(tmp_path, "document,quote,code", f"fg1,{CLINIC},Distance")
    assert count(tmp_path)[0] == {"distance": 1}

    edit(tmp_path, "code: Distance", "code: Far away\n      - id: emotional\n        code: Distance")

    found, remarks = count(tmp_path)
    assert found == {"distance": 1} or remarks


def test_an_alias_written_twice_is_one_alias(tmp_path: Path) -> None:
    # ana.csv:3: 'distance' is the name of several codes; write the id ('unanswered', 'unanswered')
    make_study(tmp_path)

    edit(tmp_path, DISTANCE, "        aliases: [distance, distance]\n")

    assert count(tmp_path)[0] == {"unanswered": 2}


def test_a_code_is_named_once_however_often_it_says_so() -> None:
    rota = Code(id="rota", name="Rota", aliases=("shifts", "shifts"))

    assert ThemeTree((Theme(id="a", name="A", codes=(rota,)),)).named("shifts") == (rota,)


def test_a_merge_by_the_old_name_is_a_merge_as_the_remark_promises(tmp_path: Path) -> None:
    # The remark says: write the old NAME under aliases. Codings by id still do not count, the history says "deleted".
    make_study(tmp_path, tree=TREE.replace("code: Distance", "code: Far from the clinic"))
    count(tmp_path)

    edit(
        tmp_path,
        DISTANCE.replace("code: Distance", "code: Far from the clinic"),
        "        aliases: [Far from the clinic]\n",
    )

    assert count(tmp_path) == ({"unanswered": 2}, ())
    assert told(tmp_path).startswith("in the tree, merged code 'Far from the clinic' into")


def test_a_code_without_id_renamed_with_its_old_name_as_alias_was_renamed(tmp_path: Path) -> None:
    make_study(tmp_path, tree=TREE.replace("      - id: distance\n        code: Distance", "      - code: Far off"))
    count(tmp_path)

    edit(tmp_path, "code: Far off", "code: Distance\n        aliases: [Far off]")
    count(tmp_path)

    assert "renamed code 'Far off' to 'Distance'" in told(tmp_path)


def test_a_part_of_a_split_that_is_deleted_was_not_merged_into_the_other_part(tmp_path: Path) -> None:
    shared = "        from_suggestions: [k-0000000a]\n"
    make_study(tmp_path, tree=TREE.replace(UNANSWERED + DISTANCE, UNANSWERED + shared + DISTANCE + shared))
    count(tmp_path)

    edit(tmp_path, DISTANCE + shared, "")
    count(tmp_path)

    assert "deleted code 'Distance'" in told(tmp_path)


def test_a_code_that_became_a_theme_is_not_told_as_another_order(tmp_path: Path) -> None:
    make_study(tmp_path)
    count(tmp_path)

    edit(tmp_path, DISTANCE, "    subthemes:\n      - id: distance\n        theme: Distance\n")
    count(tmp_path)

    assert "changed the order" not in told(tmp_path)


@pytest.mark.parametrize("name", ["Far \\ud83d\\ude00", "Far \\ud83d"], ids=["a pair", "half a pair"])
def test_a_name_with_escaped_surrogates_is_read_or_is_a_mistake_but_no_traceback(tmp_path: Path, name: str) -> None:
    # "\ud83d\ude00" is how JSON writes an emoji; UnicodeEncodeError in append_event.
    from thematica import ThematicaError

    study = make_study(tmp_path, tree=TREE.replace("code: Distance", f'code: "{name}"'))
    with contextlib.suppress(ThematicaError):
        study.run()


def test_an_edit_is_in_the_history_even_if_a_crash_came_between_its_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study(tmp_path)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(study.memory), "record", stop)
        with pytest.raises(KeyboardInterrupt):
            count(tmp_path)
    count(tmp_path)

    assert told(tmp_path).startswith("the tree has 1 theme and 2 codes") if study.history() else False


def test_the_line_of_a_setting_is_not_that_of_a_comment_or_of_another_key(tmp_path: Path) -> None:
    make_study(tmp_path)
    text = (tmp_path / "study.yaml").read_text().replace("by: [group]", "by: [grup]")
    (tmp_path / "study.yaml").write_text(f"# Coded by: Ana, basis: see protocol\n{text}basis: anna\n")

    assert [problem.line for problem in check(tmp_path).problems] == [8, 9]


def test_the_line_of_an_alias_is_where_it_stands_as_an_alias(tmp_path: Path) -> None:
    make_study(tmp_path)
    edit(tmp_path, "code: Distance", "code: Distance\n      - id: far\n        code: Far\n        aliases: [distance]")

    assert check(tmp_path).remarks[0].startswith("themes.yaml:10: ")


def test_a_mistake_in_study_yaml_makes_no_mistakes_elsewhere(tmp_path: Path) -> None:
    # Settings() stand in for what could not be read, so a.csv is blamed: "nobody has said which column holds …"
    make_study(tmp_path)
    for file in (tmp_path / "transcripts").iterdir():
        file.unlink()
    (tmp_path / "codings" / "ana.csv").unlink()
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.csv").write_text("good,who\nThe clinic is far.,FG1A\n")
    (tmp_path / "study.yaml").write_text("unit: turns\nanswers: {text: [good], participant: who}\n")

    assert [problem.split(":")[0] for problem in problems(tmp_path)] == ["study.yaml"]


def test_mistakes_in_codings_are_listed_beside_those_of_the_tree(tmp_path: Path) -> None:
    # What needs no tree (no such document, no such place, no column) can be said at once.
    make_study(tmp_path, tree=TREE.replace("code: Distance", "cod: Distance"))
    code(tmp_path, "document,quote,code", "fg11,Yeah.,distance", "fg1,Nowhere.,distance")

    files = [problem.split(":")[0] for problem in problems(tmp_path)]
    assert files == ["themes.yaml", "themes.yaml", "ana.csv", "ana.csv"]


def test_texts_damaged_in_any_byte_are_as_good_as_none_or_as_they_were(tmp_path: Path) -> None:
    # NotImplementedError and RuntimeError of zipfile (a flipped bit in a header) come through as tracebacks.
    write_seen(tmp_path, SeenCodings({"a": row_in(OTHER)}), {fingerprint(OTHER): take_words(OTHER)})
    whole = (tmp_path / TEXTS).read_bytes()

    for place in range(len(whole)):
        for bit in (0, 3, 6):
            raw = bytearray(whole)
            raw[place] ^= 1 << bit
            (tmp_path / TEXTS).write_bytes(bytes(raw))
            read_words(tmp_path)


def test_numbers_agree_with_their_nouns(tmp_path: Path) -> None:
    make_study(tmp_path)
    count(tmp_path)
    edit(tmp_path, "code: Distance", "code: Far")
    count(tmp_path)

    page = Study.open(tmp_path).compare_codebooks(1, 2)
    read = "; ".join(check(tmp_path).read)

    assert "1 themes" not in page + read
    assert "1 files" not in read


def test_codings_that_cannot_be_followed_are_not_said_to_have_lost_their_words(tmp_path: Path) -> None:
    make_coded(tmp_path)
    (tmp_path / ".thematica" / "texts.npz").unlink()
    edit(tmp_path, "How is it?", "How is it for you here?", "transcripts/fg1.txt")

    (remark,) = Study.open(tmp_path).human_codings.remarks

    assert "since their words are gone" not in remark  # they are there; the memory is not


def test_a_suggestion_whose_id_became_an_alias_is_still_placed(tmp_path: Path) -> None:
    # Merging as the README says (delete one, write its id under aliases) throws away the segments of a code whose id
    # is k-…: the candidate is then "removed by you" and teaches the machine no more.
    study = make_study(tmp_path)
    (candidate_id, *_) = study.offer()
    text = (tmp_path / "themes.yaml").read_text().partition("suggestions:\n")[0]
    merged = text.replace("code: Distance\n", f"code: Distance\n        aliases: [{candidate_id}]\n")
    (tmp_path / "themes.yaml").write_text(merged)

    assert candidate_id in Study.open(tmp_path).tree.codes[1].candidate_ids


def test_a_former_name_is_known_whatever_its_capitals_as_a_name_is(tmp_path: Path) -> None:
    make_study(tmp_path, tree=TREE.replace("      - id: distance\n        code:", "      - code:"))
    edit(tmp_path, ",distance\n", ",DISTANCE\n", "codings/ana.csv")
    before = count(tmp_path)

    edit(tmp_path, "code: Distance", "code: Far away\n        aliases: [Distance]")

    assert before[0] == {"unanswered": 1, "distance": 1}
    assert count(tmp_path)[0] == {"unanswered": 1, "far-away": 1}


def test_one_passage_that_had_both_codes_is_one_coding_after_the_merge(tmp_path: Path) -> None:
    make_study(tmp_path)
    rows = "document,quote,code\nfg1,The clinic is far away.,unanswered\nfg1,The clinic is far away.,distance\n"
    (tmp_path / "codings" / "ana.csv").write_text(rows)
    edit(tmp_path, DISTANCE, "        aliases: [distance]\n")

    Study.open(tmp_path).code()

    hers = [row for row in rows_of(tmp_path / "results" / "codings.csv") if row["coder"] == "ana"]
    assert len([row for row in hers if row["final"] == "yes"]) == 1


def test_looking_again_at_nothing_is_no_event(tmp_path: Path) -> None:
    make_study(tmp_path)

    Study.open(tmp_path).recode(done=["distance"])

    assert "0 codings" not in Study.open(tmp_path).history()[-1]


def test_a_segment_replaced_by_quite_other_words_does_not_stay_in_its_candidate(tmp_path: Path) -> None:
    # align_keys makes whatever stands in its place its successor, however little the two have in common.
    study = make_study(tmp_path)
    candidate = next(c for c in study.candidates if "e-mails" in c.name)
    edit(tmp_path, "She never answers e-mails at all.", "My sister sells green bicycles.", "transcripts/fg2.txt")

    later = Study.open(tmp_path)
    members = [later.segments[i].text for c in later.candidates if c.id == candidate.id for i in c.segment_ids]

    assert "My sister sells green bicycles." not in members


def test_a_sheet_of_a_text_that_was_corrected_meanwhile_codes_no_other_words(tmp_path: Path) -> None:
    make_study(tmp_path).next(tmp_path / "sheet.csv", coder="zoe", n=3)
    rows = rows_of(tmp_path / "sheet.csv")
    edit(tmp_path, "How is it?", "How is it for you here?", "transcripts/fg1.txt")
    edit(tmp_path, "And you?", "And how is it for you?", "transcripts/fg2.txt")

    code(tmp_path, "segment_id,quote,code", *(f'{row["segment_id"]},"{row["quote"]}",distance' for row in rows))

    with pytest.raises(CodingsError, match="has the text been changed since it was coded"):
        Study.open(tmp_path).look()


def test_a_coders_file_is_read_whatever_the_capitals_of_its_ending_and_a_hidden_one_is_not(tmp_path: Path) -> None:
    make_study(tmp_path)
    (tmp_path / "codings" / "ana.csv").rename(tmp_path / "codings" / "ANA.CSV")
    (tmp_path / "codings" / "._ANA.CSV").write_bytes(b"\0\0")

    assert Study.open(tmp_path).human_codings.coders == ("ANA",)


def test_a_quote_that_still_stands_there_counts_even_if_the_memory_of_its_text_is_gone(tmp_path: Path) -> None:
    make_study(tmp_path)
    code(tmp_path, "document,quote,code", f"fg1,{CLINIC},distance")
    count(tmp_path)
    (tmp_path / ".thematica" / TEXTS).unlink()

    edit(tmp_path, "How is it?", "How is it for you here?", "transcripts/fg1.txt")

    assert count(tmp_path)[0] == {"distance": 1}


def test_words_that_cannot_be_read_now_are_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_seen(tmp_path, SeenCodings({"a": row_in(OTHER)}), {fingerprint(OTHER): take_words(OTHER)})
    before = (tmp_path / TEXTS).read_bytes()

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(StudyError, match="cannot be read"):
            write_seen(tmp_path, SeenCodings({"b": row_in(OTHER)}), {})

    assert (tmp_path / TEXTS).read_bytes() == before


def test_a_suggestion_is_offered_once_even_if_a_crash_came_before_it_was_remembered(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    before = study.memory.known()
    study.offer()
    study.memory.keep(dataclasses.replace(study.memory.known(), offered=before.offered, listed=before.listed))
    Study.open(tmp_path).look()
    text = (tmp_path / "themes.yaml").read_text()

    (tmp_path / "themes.yaml").write_text(text[: text.index("suggestions:")] + "suggestions:\n")

    assert Study.open(tmp_path).offer() == ()


def test_what_thematica_adds_to_the_tree_is_no_change_of_hers_at_the_next_run(tmp_path: Path) -> None:
    make_study(tmp_path).run()
    Study.open(tmp_path).run()

    assert Study.open(tmp_path).history()[-1].endswith("no file was changed since the run before.")
