"""Captions and the JSON of speech recognition: every cue read, neighbours joined only where the speaker is known."""

from __future__ import annotations

import html
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.conversation import FIXTURES
from thematica.errors import MaterialError
from thematica.formats.captions import read_captions
from thematica.formats.speech_json import read_otranscribe, read_speech_json
from thematica.formats.talk import Transcribed

SPEECH = st.text(st.sampled_from("abc élß.,?!😀–'&<>:"), min_size=1, max_size=20)
SPEECH = SPEECH.map(lambda words: " ".join(words.split())).filter(bool)  # line breaks and blanks are layout there
SPEAKERS = st.sampled_from(["FG1A", "Smith, Jane (Staff)", "Ana & Bo", "Moderator"])
TALK = st.lists(st.tuples(SPEAKERS, SPEECH), min_size=1, max_size=6)


def nobody(label: str) -> bool:
    return False


def clock(seconds: int, comma: str = ".") -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{comma}250"


def said(read: Transcribed) -> list[tuple[str, float | None, str]]:
    return [(turn.label, turn.time, read.text[turn.start : turn.end]) for turn in read.talk]


def srt(*cues: tuple[int, int, str]) -> str:
    return "\n".join(
        f"{n}\n{clock(start, ',')[:-3]}000 --> {clock(end, ',')[:-3]}000\n{words}\n"
        for n, (start, end, words) in enumerate(cues, 1)
    )


def merged(talk: list[tuple[str, str]], step: int = 7) -> list[tuple[str, float, str]]:
    found: list[tuple[str, float, str]] = []
    for place, (label, words) in enumerate(talk):
        if found and found[-1][0] == label:
            found[-1] = (label, found[-1][1], f"{found[-1][2]} {words}")
        else:
            found.append((label, place * step + 0.25, words))
    return found


@settings(max_examples=100)
@given(TALK)
def test_what_is_written_as_webvtt_is_read_as_it_was_said(talk: list[tuple[str, str]]) -> None:
    cues = (
        f"{place}/a-0\n{clock(place * 7)} --> {clock(place * 7 + 3)}\n"
        f"<v {html.escape(label, quote=False)}>{html.escape(words, quote=False)}</v>\n"
        for place, (label, words) in enumerate(talk)
    )

    assert said(read_captions("WEBVTT\n\n" + "\n".join(cues), "a.vtt", nobody)) == merged(talk)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["FG1A", "Ana Ruiz"]), SPEECH.map(html.escape)), min_size=1, max_size=6))
def test_what_is_written_as_subrip_is_read_as_it_was_said(talk: list[tuple[str, str]]) -> None:
    cues = (
        f"{place + 1}\n{clock(place * 7, ',')} --> {clock(place * 7 + 3, ',')}\n{label}: {words}\n"
        for place, (label, words) in enumerate(talk)
    )

    read = read_captions("\n".join(cues), "a.srt", lambda label: label in ("FG1A", "Ana Ruiz"))

    assert said(read) == merged([(label, html.unescape(words)) for label, words in talk])


@settings(max_examples=100)
@given(TALK)
def test_what_whisperx_writes_is_read_as_it_was_said(talk: list[tuple[str, str]]) -> None:
    segments = [
        {"start": place * 7 + 0.25, "end": place * 7 + 3, "text": f" {words}", "speaker": label}
        for place, (label, words) in enumerate(talk)
    ]

    assert said(read_speech_json(json.dumps({"segments": segments}), "a.json")) == merged(talk)


BEFORE = st.sampled_from(
    "|||\n|Ana: |Bo: |>> |>> Ana: |- |– Bo: |[Ana] |(Bo) |[Music] |<v Ana>|<i>|Note: |12 |NOTE |♪ ".split("|")
)
AROUND = st.sampled_from(["", "", "\n", "\n\n", "\n7\n", "\n\nid\n", "\n00:01,000 -> \n", "\n--> 00:01\n"])
CUES = st.lists(
    st.tuples(st.lists(BEFORE, min_size=1, max_size=3), AROUND, st.integers(0, 90)), min_size=1, max_size=12
)


@settings(max_examples=200)
@given(CUES)
def test_no_word_of_any_caption_is_said_twice_or_lost_without_being_named(
    cues: list[tuple[list[str], str, int]],
) -> None:
    text, written = "", []
    for befores, around, start in cues:
        text += f"\n{len(written)}\n{clock(start, ',')} --> {clock(start + 2, ',')}\n"
        for before in befores:
            written.append(f"word{chr(97 + len(written))}")
            text += f"{before}{written[-1]}{'.' * (start % 2)}\n"
        text += around

    read = read_captions(text, "a.srt", nobody)

    # A line right above a time may be the name of a caption; then it is named.
    spoken = " ".join([*(words for _, _, words in said(read)), *(r for r in read.remarks if "names of captions" in r)])
    assert sorted(re.findall(r"word[^\W\d_]", spoken)) == sorted(written)


def test_captions_of_nobody_become_sentences_cut_at_pauses_and_questions() -> None:
    cues = [(0, 2, "I went to the"), (2, 4, "office. It was"), (4, 5, "shut."), (5, 6, "Why?"), (6, 7, "A strike."),
            (9, 10, "Well.")]  # fmt: skip

    read = read_captions(srt(*cues), "a.srt", nobody)

    assert said(read) == [
        ("", 0.0, "I went to the office. It was shut."), ("", 5.0, "Why?"), ("", 6.0, "A strike."), ("", 9.0, "Well."),
    ]  # fmt: skip
    assert read.unnamed.startswith(
        "no caption names a speaker, so nobody knows who says what; 6 captions became 4 turns"
    )
    assert "Write the name before the caption" in read.unnamed
    assert [read.places.name(read.text.index(words)) for words in ("I went", "It was", "shut")] == [
        "line 3", "line 7", "line 11",
    ]  # fmt: skip


def test_a_minute_of_nobody_ends_with_its_sentence_and_a_recording_that_begins_anew_begins_a_turn() -> None:
    monologue = [(n * 10, n * 10 + 10, "so it went" if n % 2 else "And") for n in range(8)]
    monologue[5] = (50, 60, "so it went.")

    found = said(read_captions(srt(*monologue, (81, 82, "Oh.")), "a.srt", nobody))

    assert [words.count("And") for _, _, words in found] == [3, 1]
    assert len(said(read_captions(srt((50, 52, "One."), (52, 53, "Two."), (0, 2, "Three.")), "a.srt", nobody))) == 2


def test_a_text_without_full_stops_is_cut_at_pauses_and_after_a_minute() -> None:
    cues = [(n * 4, n * 4 + 4, f"and so on {n}") for n in range(40)]

    found = said(read_captions(srt(*cues, (170, 171, "and then")), "a.srt", nobody))

    assert [time for _, time, _ in found] == [0.0, 60.0, 120.0, 170.0]


def test_words_said_twice_are_kept_where_captions_do_not_roll() -> None:
    cues = [
        (n, n + 1, words) for n, words in enumerate(["Yes.", "Yes.", "No, I", "did not.", "Oh.", "Why", "not that?"])
    ]

    assert " ".join(words for _, _, words in said(read_captions(srt(*cues), "a.srt", nobody))) == (
        "Yes. Yes. No, I did not. Oh. Why not that?"
    )


def test_captions_that_grow_are_read_once() -> None:
    words = "it was a very cold day indeed".split()
    cues = [(n, n + 1, " ".join(words[: n + 1])) for n in range(len(words))]

    read = read_captions(srt(*cues), "a.srt", nobody)

    assert said(read) == [("", 0.0, "it was a very cold day indeed")]
    assert "captions that roll: 6 lines that repeat the caption before were read once" in read.remarks


def test_a_caption_without_a_name_is_nobodys_where_every_caption_is_named() -> None:
    named = ["Ana: One", "Ana: two.", "Bo: Three.", "Four.", "Ana: Five", "Ana: six.", "Seven.", "Bo: Eight."]

    read = read_captions(srt(*((n, n + 1, words) for n, words in enumerate(named))), "a.srt", nobody)

    assert [(label, words) for label, _, words in said(read)] == [
        ("Ana", "One two."), ("Bo", "Three."), ("", "Four."), ("Ana", "Five six."), ("", "Seven."), ("Bo", "Eight."),
    ]  # fmt: skip
    assert read.remarks == ("captions without a name among named ones, so whose they are is not known: lines 15, 27",)


def test_a_name_at_changes_only_counts_for_what_follows_and_that_is_said() -> None:
    read = read_captions((FIXTURES / "name_at_changes.srt").read_text(encoding="utf-8"), "a.srt", nobody)

    assert read.remarks == (
        "the speaker is named only where it changes; captions given to the speaker named last: 4",
        "a dash was read as the beginning of somebody else's turn in lines 27, 28",
        "captions without a name among named ones, so whose they are is not known: line 32",
    )


def test_a_name_is_not_carried_on_where_only_one_is_marked_or_where_it_is_no_name() -> None:
    asked = ["I: How?", "I was", "late.", "I: Why?", "The bus", "stood."]
    told = [
        "She said: go.",
        "I went",
        "there.",
        "He said: stay.",
        "She said: go.",
        "He said: no.",
        "I left",
        "at noon.",
    ]

    for lines in (asked, told):
        read = read_captions(srt(*((n, n + 1, words) for n, words in enumerate(lines))), "a.srt", nobody)
        assert [
            label for label, _, words in said(read) if words in ("I was late.", "I went there.", "I left at noon.")
        ] == ([""] if lines is asked else ["", ""])


def test_marks_alone_do_not_make_names_stand_at_changes_only() -> None:
    lines = ["Ana: One.", "[laughs]", "Bo: Two.", "[Music]", "Ana: Three.", "Bo: Four."]

    found = said(read_captions(srt(*((n, n + 1, words) for n, words in enumerate(lines))), "a.srt", nobody))

    assert [label for label, _, _ in found] == ["Ana", "", "Bo", "", "Ana", "Bo"]


def test_speakers_as_whisperx_writes_them_into_captions_are_read_even_once() -> None:
    read = read_captions(srt((0, 1, "[SPEAKER_00]: How was it?"), (1, 2, "[SPEAKER_01]: Fine.")), "a.srt", nobody)

    assert said(read) == [("SPEAKER_00", 0.0, "How was it?"), ("SPEAKER_01", 1.0, "Fine.")]


def test_an_arrow_among_words_is_no_change_of_speaker_unless_lines_begin_so() -> None:
    cues = [(0, 1, "Ana: Open Settings >> Audio."), (1, 2, "Bo: Where?"), (2, 3, "Ana: There."), (3, 4, "Bo: Ah.")]
    marked = [(0, 1, "How was it? >>"), (1, 2, ">>\nFine."), (2, 3, "It was. >> Good.")]

    assert said(read_captions(srt(*cues), "a.srt", nobody))[0] == ("Ana", 0.0, "Open Settings >> Audio.")
    assert [words for _, _, words in said(read_captions(srt(*marked), "a.srt", nobody))] == [
        "How was it?", "Fine. It was.", "Good.",
    ]  # fmt: skip


def test_lines_that_are_no_captions_and_times_that_are_none_are_named() -> None:
    odd = read_captions((FIXTURES / "odd_times.srt").read_text(encoding="utf-8"), "a.srt", nobody)
    marked = read_captions((FIXTURES / "marked_up.vtt").read_text(encoding="utf-8-sig"), "a.vtt", nobody)
    words = "Our talk\n\n1\n00:00:01,000 --> 00:00:02,000\nYes.\n\nsome name\n00:00:03,000 --> 00:00:04,000\nNo.\n"

    assert odd.remarks == (
        "times that are not written like 00:00:01.000 --> 00:00:04.000, in lines 2, 6; the words are read, the "
        "time is not",
        "captions that end before they begin: line 18; the beginning was taken",
        "captions that begin before the one above them: line 22; the order of the file was kept",
    )
    assert marked.remarks[:1] == ("notes and styles that are no captions were left out: lines 3, 6",)
    assert read_captions(words, "a.srt", nobody).remarks == (
        "taken for names of captions, not for words: 'some name' (line 7)",
        "stands above the first caption and was left out: 'Our talk' (line 1)",
    )


@pytest.mark.parametrize("words", ["[Tutor 1] left.", "[Music] left.", "(laughs) left.", "[Applause]"])
def test_what_stands_in_brackets_is_no_speaker_where_it_can_be_something_else(words: str) -> None:
    cues = [(0, 1, words), (1, 2, "She did."), (2, 3, words), (3, 4, "I saw [Tutor 1].")]

    assert {label for label, _, _ in said(read_captions(srt(*cues), "a.srt", nobody))} == {""}


def test_a_name_said_once_without_a_tag_is_words_and_named_as_unsure() -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\nMaria: Yes.\n\n2\n00:00:02,000 --> 00:00:03,000\nNo.\n"

    read = read_captions(cues, "a.srt", nobody)

    assert said(read) == [("", 1.0, "Maria: Yes."), ("", 2.0, "No.")]
    assert [(label, read.places.name(at)) for label, at in read.unsure] == [("Maria", "line 3")]


def test_words_before_and_behind_a_voice_are_not_lost() -> None:
    cue = "00:01.000 --> 00:02.000\nwell <v Ana>yes</v> indeed\n"

    assert said(read_captions(f"WEBVTT\n\n{cue}", "a.vtt", nobody)) == [("", 1.0, "well"), ("Ana", 1.0, "yes indeed")]


@pytest.mark.parametrize("text", ["WEBVTT\n", "1\n\nYes.\n", "Ana: Yes.\n"])
def test_captions_without_a_cue_are_refused_with_what_one_looks_like(text: str) -> None:
    with pytest.raises(MaterialError, match=r"a.vtt: has no captions in it; each begins with a line such as 00:00:01"):
        read_captions(text, "a.vtt", nobody)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"segments": [', "a.json: is not JSON|a.json:1: is not JSON"),
        ("[" * 100_000, "a.json.*is"),
        ('{"data": []}', "a.json: is JSON, but no transcript of Whisper or WhisperX"),
        (
            '[[1, 0, 0.0, 2.5, "Hello"]]',
            "nor one of AssemblyAI, Deepgram, Amazon Transcribe, Google or Rev AI; export it as",
        ),
        ('{"results": {"channels": 7, "items": [1]}, "words": {}}', "a.json: is JSON, but no transcript"),
        ('"text"', "a.json: is JSON, but no transcript of Whisper or WhisperX"),
        (
            '{"segments": [{"text": "a"}, {"text": 1}, 7]}',
            r"a.json: segment 2 has no 'text'\na.json: segment 3 has no",
        ),
    ],
)
def test_other_json_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(MaterialError, match=sentence):
        read_speech_json(text, "a.json")


@pytest.mark.parametrize("start", ["null", '"1"', "true", "-1", "NaN", "1e999"])
def test_a_time_that_is_none_is_none(start: str) -> None:
    read = read_speech_json('{"segments": [{"text": "Yes.", "start": ' + start + "}]}", "a.json")

    assert said(read) == [("", None, "Yes.")]


def test_times_that_are_none_and_segments_without_words_are_named() -> None:
    text = (FIXTURES / "whisper_odd_times.json").read_text(encoding="utf-8")

    assert read_speech_json(text, "a.json").remarks == (
        "times that are missing or no times, in segments 2, 3, 4; the words are read, without a time",
        "times that end before they begin, in segment 5; the beginning was taken",
        "nothing is said in segment 6",
    )
    assert read_speech_json('{"segments": [{"text": "Yes."}]}', "a.json").remarks == (
        "no segment says when it was said; the words are read, without times",
    )


def test_a_segment_is_cut_where_its_words_name_another_speaker_and_only_where_they_are_its_words() -> None:
    text = (FIXTURES / "whisperx_words.json").read_text(encoding="utf-8")

    assert "words of several speakers in segment 1; cut where the words name another speaker" in (
        read_speech_json(text, "a.json").remarks
    )
    other = read_speech_json(text.replace('"word": "Fine,"', '"word": "Well"'), "a.json")
    assert said(other)[0] == ("SPEAKER_00", 0.5, "How was it? Fine, at first.")
    assert "the words of segment 1 name several speakers but are not its text; it was not cut" in other.remarks


def test_recognised_speech_without_speakers_says_what_to_do() -> None:
    text = (FIXTURES / "whisper.json").read_text(encoding="utf-8")

    unnamed = read_speech_json(text, "a.json").unnamed

    assert unnamed.startswith("no segment names a speaker, so nobody knows who says what; 2 segments became 2 turns")
    assert "WhisperX does so with --diarize" in unnamed


def test_two_channels_are_two_speakers_in_the_order_of_time() -> None:
    def channel(*words: tuple[str, float]) -> dict[str, object]:
        return {"alternatives": [{"words": [{"word": w, "start": s, "end": s + 0.4} for w, s in words]}]}

    channels = [channel(("How?", 0.0), ("Why?", 5.0)), channel(("Fine.", 2.0))]

    assert said(read_speech_json(json.dumps({"results": {"channels": channels}}), "a.json")) == [
        ("Channel 1", 0.0, "How?"), ("Channel 2", 2.0, "Fine."), ("Channel 1", 5.0, "Why?"),
    ]  # fmt: skip


def test_a_file_of_otranscribe_needs_its_text() -> None:
    with pytest.raises(MaterialError, match=r"a.otr: is JSON, but no file of oTranscribe: it has no 'text'"):
        read_otranscribe('{"media": "a.mp3"}', "a.otr", nobody)


def test_a_title_before_a_name_ends_no_sentence_of_recognised_words() -> None:
    words = [
        {"text": word, "start": place * 0.4, "end": place * 0.4 + 0.3, "speaker_id": "speaker_0", "type": "word"}
        for place, word in enumerate("I met Dr. Hart. She listened.".split())
    ]

    read = read_speech_json(json.dumps({"text": "I met Dr. Hart. She listened.", "words": words}), "a.json")

    assert [turn for _, _, turn in said(read)] == ["I met Dr. Hart. She listened."]
    assert [read.places.name(read.text.index(word)) for word in ("Hart", "She")] == ["segment 1", "segment 2"]
