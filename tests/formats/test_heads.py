"""Labels that stand once, or with another mark: read where all is turns, named where not, never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.formats.labels import could_be_a_person, looks_like_a_name
from thematica.formats.plain_text import read_plain_text
from thematica.formats.speakers import Speakers, read_speakers
from thematica.formats.talk import Transcribed
from thematica.formats.transcripts import read_transcripts
from thematica.model.settings import PARTICIPANT_ID

RULES = Speakers.build({}, [], PARTICIPANT_ID)
SAID = (("Moderator", "Why?"), ("P1", "The rota."), ("P2", "Her."), ("Moderator", "And?"), ("P1", "No."), ("P2", "So."))


def read(text: str) -> Transcribed:
    return read_plain_text(text, lambda label: RULES.is_known("talk", label))


def said(text: str) -> list[tuple[str, str]]:
    return [(turn.label, text[turn.start : turn.end]) for turn in read(text).talk]


@pytest.mark.parametrize(
    "mark",
    ["P1;", "P1.", "P1 –", "P1 -", "P1-", "P1>", "P1 |", "P1=", "[P1]", "[P1]:", "(P1)", "<P1>", "**P1**", "**P1**:",
     "P1 (00:12):", "P1 [00:12]", "P1  ", "  P1:", "\u200bP1:", "P1 :", "P1：", "P1﹕", "p1;"],
)  # fmt: skip
def test_a_label_in_use_is_read_with_any_mark_where_all_is_turns(mark: str) -> None:
    text = f"Moderator: Why?\nP1: The rota.\nModerator: And?\n{mark} Her.\nModerator: So?\nP1: No.\n"

    assert [words for _, words in said(text)] == ["Why?", "The rota.", "And?", "Her.", "So?", "No."]


@pytest.mark.parametrize("mark", ["P1;", "P1.", "P1 –", "[P1]", "<P1>", "P1>"])
def test_a_label_in_use_with_another_mark_is_named_where_lines_are_no_turns(mark: str) -> None:
    text = f"Moderator: Why\nwas it\nso\nthen?\nP1: The rota\nwas\nbad.\n{mark} Her\ntoo\nwas.\nModerator: So?\n"

    found = read(text)

    assert [turn.label for turn in found.talk] == ["Moderator", "P1", "Moderator"]
    assert found.unsure == (("P1", text.index(mark)),)


@pytest.mark.parametrize(
    "form", ["{};", "{}.", "{} –", "{} -", "{}>", "{} |", "[{}]", "({})", "<{}>", "**{}**", "{}  "]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_transcript_with_another_mark_throughout_is_read(form: str, gap: str) -> None:
    text = gap.join(f"{form.format(label)} {words}" for label, words in SAID) + "\n"

    assert said(text) == list(SAID)


@pytest.mark.parametrize(
    "text",
    [
        "1. The rota.\n2. Her.\n1. So.\n",
        "Well. She came.\nWell. She left.\nThen. No.\nThen. Yes.\n",
        "- The rota\n- Her\n- The bus\n",
        "[laughs] So.\n[pause] No.\n(Tutor) Yes\nand so on it went, for the whole of the year.\nAnd then.\nSo.\n",
    ],
)
def test_what_a_list_or_prose_begins_with_is_no_speaker(text: str) -> None:
    assert {label for label, _ in said(text)} == {""}


def test_a_round_in_which_everybody_speaks_once_is_a_transcript() -> None:
    people = ["Sara", "Maria", "Dr Khan", "Tom"]
    text = "".join(f"{name}: I am {name}, a nurse.\n" for name in people)

    assert said(text) == [(name, f"I am {name}, a nurse.") for name in people]
    assert read(text).remarks[0].startswith("taken for speakers though they stand once: 'Sara' (line 1), 'Maria'")


@pytest.mark.parametrize("opening", ["Nadia: Welcome to all of you.", "CONFIDENTIAL: do not share this with others."])
def test_what_stands_once_above_the_first_speaker_is_named_and_may_be_the_head_of_a_file(opening: str) -> None:
    text = f"INVENTED\n\n{opening}\nP1: The rota.\nP2: Her.\nP1: No.\nP2: So.\n"

    assert {label for label, _ in said(text)} == {"P1", "P2"}
    assert [label for label, _ in read(text).unsure] == [opening.partition(":")[0]]


def test_a_form_is_no_transcript() -> None:
    text = "Name: Sara\nAge: 42\nWard: Elm\nShift: nights\n"

    assert {label for label, _ in said(text)} == {""}


@pytest.mark.parametrize("label", ["Lösung", "Question", "Lecture 3", "Yes", "Gender", "First", "Participation"])
def test_a_word_that_opens_a_line_is_named_but_no_speaker(label: str) -> None:
    text = f"Moderator: Why?\nP1: The rota.\n{label}: her.\nModerator: And?\nP1: No.\n"

    assert [turn.label for turn in read(text).talk] == ["Moderator", "P1", "Moderator", "P1"]
    assert [name for name, _ in read(text).unsure] == [label]


def test_what_somebody_counts_up_is_no_speaker() -> None:
    text = "Moderator: Why?\nP1: Two things:\nMoney: little.\nModerator: And?\nP1: No.\nModerator: So?\n"

    assert [turn.label for turn in read(text).talk] == ["Moderator", "P1", "Moderator", "P1", "Moderator"]


def test_one_of_a_series_counts_even_where_lines_are_no_turns() -> None:
    text = "Nurse 1: It\nwas\nbad.\nNurse 2: So\nit\nwas.\nNurse 1: Yes.\nNurse 3: No,\nit\nwas not.\nNurse 2: No.\n"

    assert [turn.label for turn in read(text).talk] == ["Nurse 1", "Nurse 2", "Nurse 1", "Nurse 3", "Nurse 2"]


def test_in_a_long_prose_part_a_label_between_turns_is_read_and_the_other_named() -> None:
    turns = "Moderator: Why?\nP1: Her.\nModerator: So?\nJo: The rota.\nModerator: And?\nP1: No.\nModerator: Thanks.\n"
    text = turns + "and so on\n" * 30 + "Kim: no\n" + "and so on\n" * 5

    found = read(text)

    assert "Jo" in {turn.label for turn in found.talk}
    assert [label for label, _ in found.unsure] == ["Kim"]


@pytest.mark.parametrize(
    "label", ["Maria del Carmen", "Novak, Jana [External]", "Hon. Jo Lee", "Chris d'Entremont", "Omar (he/him)", "?"]
)
def test_names_in_many_forms_may_be_speakers(label: str) -> None:
    assert looks_like_a_name(label)
    assert could_be_a_person(label)


def test_she_can_say_that_a_label_is_no_speaker(tmp_path: Path) -> None:
    text = "Moderator: Why?\nP1: The rota.\nStorm: her word.\nStorm: twice.\nModerator: And?\nP1: No.\n"
    (tmp_path / "talk.txt").write_text(text, encoding="utf-8")
    path = tmp_path / "speakers.yaml"
    path.write_text('documents:\n  talk.txt:\n    "Storm": {role: none}\n', encoding="utf-8")

    corpus, labels = read_transcripts(tmp_path / "talk.txt", speakers=path)

    assert [turn.speaker for turn in corpus.turns] == ["Moderator", "P1", "Moderator", "P1"]
    assert corpus.speech(corpus.turns["talk:t2"]) == "The rota.\nStorm: her word.\nStorm: twice."
    assert "Storm" not in labels["talk.txt"]
    assert not any("Storm" in remark for remark in corpus.remarks)
    assert not read_speakers(path)["talk", "Storm"].is_speaker


def test_a_turn_in_which_somebody_is_perhaps_missing_is_named(tmp_path: Path) -> None:
    long = "word " * 400
    (tmp_path / "a.txt").write_text(f"Moderator: Why?\nP1: {long}\nModerator: So?\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("word " * 5000, encoding="utf-8")
    many = "P1: Why?\nP2: So.\n" * 6 + "P3: No.\n"
    (tmp_path / "c.txt").write_text(many, encoding="utf-8")

    remarks = "\n".join(read_transcripts(tmp_path)[0].remarks)

    assert "a.txt: turns so long that somebody may be missing in them: 400 words (line 2)" in remarks
    assert "b.txt: turns so long that somebody may be missing in them: 5000 words (line 1)" in remarks
    assert "c.txt: with one turn only, so perhaps misspelt: 'P3' (line 13)" in remarks
    assert "c.txt: nobody is the moderator" in remarks


def test_who_speaks_once_in_brackets_with_a_colon_is_nobody_else_s_words() -> None:
    text = (
        "[Mod]: Why?\n[P1]: The rota.\n[Unidentified male]: Hm.\n[P1 and P2]: Her.\n[laughs]\n[Mod]: So?\n[P1]: No.\n"
    )

    assert said(text) == [
        ("Mod", "Why?"), ("P1", "The rota."), ("Unidentified male", "Hm."), ("P1 and P2", "Her.\n[laughs]"),
        ("Mod", "So?"), ("P1", "No."),
    ]  # fmt: skip
    assert any("'Unidentified male' (line 3), 'P1 and P2' (line 4)" in remark for remark in read(text).remarks)


def test_a_bracket_with_a_colon_among_other_labels_is_named() -> None:
    text = "Mod: Why?\nP1: The rota.\n[Unidentified male]: Hm.\nMod: So?\nP1: No.\n"

    assert "Unidentified male" in [label for label, _ in read(text).unsure]


@pytest.mark.parametrize(
    "text",
    [
        "[13:02] Hartley, Ruth\nWhy?\n[13:03] Nowak, Ana\nI said: no.\n[13:04] Hartley, Ruth\nSo.\n",
        "Hartley, Ruth (0:02)\nWhy?\nNowak, Ana (0:03)\nI said: no.\nHartley, Ruth (0:04)\nSo.\n",
        "Hartley, Ruth - 00:02\nWhy?\n\nNowak, Ana - 00:03\nI said: no.\n\nHartley, Ruth - 00:04\nSo.\n",
        "0:0:2.1 --> 0:0:3.0\nHartley, Ruth\nWhy?\n0:0:3.1 --> 0:0:4.0\nNowak, Ana\nI said: no.\n"
        "0:0:4.1 --> 0:0:5.0\nHartley, Ruth\nSo.\n",
    ],
)
def test_who_speaks_once_beside_a_time_like_all_the_others_is_a_speaker(text: str) -> None:
    assert said(text) == [("Hartley, Ruth", "Why?"), ("Nowak, Ana", "I said: no."), ("Hartley, Ruth", "So.")]


def test_captions_in_a_text_that_name_nobody_have_no_speakers() -> None:
    text = "".join(
        f"00:00:0{n}.000 --> 00:00:0{n}.900\n{words}.\n\n" for n, words in enumerate(("So Why", "Her", "A rota"))
    )

    assert {label for label, _ in said(text)} == {""}


def test_a_wide_colon_needs_no_blank() -> None:
    text = "访谈者：你怎么开始的？\n受访者1：五月。他说：好。\n访谈者：然后呢？\n受访者1：没有。\n"

    assert said(text) == [
        ("访谈者", "你怎么开始的？"), ("受访者1", "五月。他说：好。"), ("访谈者", "然后呢？"), ("受访者1", "没有。"),
    ]  # fmt: skip


def test_what_google_meet_writes_below_the_last_turn_is_nobody_s() -> None:
    text = (
        "Ruth: Why?\nAna: No.\nRuth: So.\nAna: Yes.\nTranscription ended after 00:42:10\n\n"
        "This editable transcript was computer generated and might contain errors.\n"
    )

    assert said(text)[-1] == ("Ana", "Yes.")


@pytest.mark.parametrize(
    "label", ["Enquêtrice", "Intervieweur 2", "Entrevistadora", "Intervistatore", "访谈者", "Mod (RH)"]
)
def test_an_interviewer_is_a_moderator_in_other_languages_too(label: str) -> None:
    assert RULES.identify("talk", label).role == "moderator"


@pytest.mark.parametrize("label", ["I (for one)", "Entrevistada", "Intervistata", "Interviewée"])
def test_who_is_interviewed_is_no_moderator(label: str) -> None:
    assert RULES.identify("talk", label).role == "unknown"


def test_a_typist_s_note_between_turns_is_named_and_the_head_of_a_file_is_not() -> None:
    text = "Date: May\nMod: Why?\nP1: The rota.\nNote: P1 was tired.\nMod: So?\nP1: No.\nTime: 15:00\n"

    assert [label for label, _ in read(text).unsure] == ["Note", "Time"]


def test_one_line_with_a_dash_and_a_time_is_no_speaker() -> None:
    text = "Mod: Why?\nP1: The rota.\n\nLunch - 12:30\n\nMod: So?\nP1: No.\n"

    assert [label for label, _ in said(text)] == ["Mod", "P1", "Mod", "P1"]
