"""Captions and the JSON of speech recognition: every cue read, neighbours joined only where the speaker is known."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_cues_of_nobody_are_never_joined() -> None:
    cues = "00:01.000 --> 00:02.000\nYes.\n\n00:02.000 --> 00:03.000\nNo.\n"

    assert said(read_captions(f"WEBVTT\n\n{cues}", "a.vtt", nobody)) == [("", 1.0, "Yes."), ("", 2.0, "No.")]


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
        ('"text"', "a.json: is JSON, but no transcript of Whisper or WhisperX"),
        (
            '{"segments": [{"text": "a"}, {"start": 1}, 7]}',
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


def test_a_file_of_otranscribe_needs_its_text() -> None:
    with pytest.raises(MaterialError, match=r"a.otr: is JSON, but no file of oTranscribe: it has no 'text'"):
        read_otranscribe('{"media": "a.mp3"}', "a.otr", nobody)
