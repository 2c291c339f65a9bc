"""Every layout of a transcript that we know, in a file of its own: not one turn is lost, merged or cut."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.formats.conversation import FIXTURES, NEVER, TIMES, WORDS, Turns, read, talk, turns
from tests.formats.office_layouts import LAYOUTS
from thematica.api.making import make_splitter
from thematica.formats.transcripts import read_transcripts
from thematica.model.settings import TranscriptColumns
from thematica.steps.segment import segment

F4_ENDS = (None, 1.5, 5.5, 12.5, 20.5, 31.5)  # a mark behind a turn is its end, and so the next one's beginning
INTERVIEW = ("I", "R1", "R2", "I", "R1", "R2")
BREAKS = ("How was\nyour first year?", "Fine [laughs].\nYes. So: fine.",
          "Me too. [inaudible 00:12:44]\n\nAt 10:30: we left.", "And\n[Tutor 1]?",
          "Très busy 😀\n(pause), I waited.", "My advice: ask.")  # fmt: skip


def asked(who: str, other: str) -> Turns:
    return [(who, 0.0, "How was it?"), (other, 2.5, "Fine. At first.")]


EXPECTED: dict[str, Turns] = {
    "colon.txt": talk(),
    "colon_blank_lines.md": talk(),
    "colon_bold_outside.md": talk(),
    "dashes.txt": talk(),
    "full_width_colon.txt": talk(),
    "own_line.txt": talk(),
    "wrapped.txt": talk(words=BREAKS),
    "time_before.txt": talk(TIMES),
    "time_before_bare.txt": talk(TIMES),
    "time_before_dash.txt": talk(TIMES),
    "time_between.txt": talk(TIMES),
    "time_after.txt": talk(TIMES),
    "time_own_line.txt": talk(TIMES),
    "time_range.txt": talk(TIMES),
    "time_first.txt": talk(TIMES),
    "interview_i_r1.txt": talk(labels=INTERVIEW),
    "f4_behind.txt": talk(F4_ENDS),
    "f4_before.txt": talk(TIMES),
    "f4_german.txt": [
        ("I", None, "Wie war es?"),
        ("B1", None, "Gut (lacht) // mhm // und dann (.) war (...) es (unv.) vorbei."),
        ("I", 100.0, "Aha."),
        ("B1", 104.2, "((seufzt)) Ja."),
    ],
    "otter.txt": talk(TIMES),
    "otter_names.txt": [
        ("Sara M", 12.0, "How was it?"),
        ("Jo", 15.0, "Fine. See you at 10:30\nthey said."),
        ("Sara M", 20.0, "And then?"),
        ("Amal", 22.0, "Note: I was tired."),
        ("Sara M", 3738.0, "Thank you."),
    ],
    "teams.txt": talk(TIMES),
    "rev.txt": talk(TIMES),
    "zoom_saved_captions.txt": talk(),  # times of day: nobody knows when the recording began
    "columns.txt": talk(),
    "columns_time.txt": talk(TIMES),
    "columns_words_first.txt": talk(TIMES),
    "lone_labels.txt": talk(),
    "numbered_lines.txt": talk(),
    "prose.txt": [
        ("", None, "INVENTED field diary."),
        ("", None, "She was kind, mostly: at 10:30 she came\nand stayed."),
        ("", None, "Then she left."),
    ],
    "utf16.txt": talk(),
    "windows_1252.txt": talk(words=tuple(words.replace("😀", "–") for words in WORDS)),
    "bom_crlf.txt": talk(),
    "two_sessions.txt": [
        ("Moderator", None, "Why?"),
        ("FG1A", None, "The rota."),
        ("Moderator", None, "Why?"),
        ("FG2A", None, "The bus."),
    ],
    "observer_notes.txt": [
        ("Moderator", None, "Why?"),
        ("FG1A", None, "The rota."),
        ("FG1B", None, "The bus."),
        ("Moderator", None, "And?"),
        ("FG1A", None, "Note: I was tired."),
    ],
    "marks.txt": [
        ("Moderator", None, "Why?"),
        ("FG1A", None, "The rota.\n[laughs]\n(pause)"),
        ("FG1B", None, "[crosstalk] The bus.\n(FG1C: mhm)\n[phone rings]: a while"),
        ("Moderator", None, "[data science unit]: which?"),
        ("FG1A", None, "hm"),
        ("FG1C", None, "(.) [Tutor 1] (...)"),
    ],
    "one_speaks_once.txt": [
        ("Interviewer", None, "Why?"),
        ("Participant 3", None, "The rota."),
        ("Dr Khan", None, "And the bus."),
        ("Interviewer", None, "And?"),
        ("Participant 3", None, "Her."),
        ("Dr. Khan", None, "Nothing: really."),
        ("Dr Khan", None, "So it is."),
    ],
    "everybody_once.txt": [
        ("Moderator", None, "Who are you?"),
        ("Maria", None, "I am Maria, a nurse on nights."),
        ("Novak, Jana", None, "Jana, on days."),
        ("Dr. O'Neill (she/her)", None, "A doctor here."),
        ("Moderator", None, "And what is hard?"),
        ("Interpreter", None, "She says that it is the rota.\nNote: I was late."),
        ("Moderator", None, "Thank you."),
    ],
    "odd_marks.txt": [
        ("Moderator", None, "Why?"),
        ("P1", None, "The rota."),
        ("P2", None, "Her."),
        ("P1", None, "And the bus."),
        ("P2", None, "So it is."),
        ("Moderator", None, "And?"),
        ("P1", None, "No."),
        ("P2", 70.0, "Yes."),
        ("Moderator", None, "Thank you."),
    ],
    "square_brackets.txt": [
        ("Moderator", None, "How was\nyour first year?"),
        ("FG5C", None, "Fine [laughs]. Yes. So: fine."),
        ("FG5D", None, "Me too."),
        ("Moderator", None, "And?"),
        ("FG5C", None, "My advice: ask."),
    ],
    "numbers.txt": [
        ("INT", None, "Why?"),
        ("001", None, "The rota."),
        ("002", None, "Her."),
        ("INT", None, "And?"),
        ("002", None, "Yes."),
        ("001", None, "No."),
    ],
    "only_the_interviewer.txt": [
        ("", None, "1 The first year"),
        ("", None, "It was fine: mostly.\nShe helped me."),
        ("MODERATOR", None, "And then?"),
        ("", None, "Then she left."),
        ("", None, "I: never saw her again."),
        ("MODERATOR", None, "Thank you."),
    ],
    "zoom.vtt": talk(TIMES),
    "zoom_continued.vtt": [
        ("Moderator (Dr. A. Müller)", 2.22, "Okay, so let's start: how was your first year?"),
        ("FG5C", 7.5, "Fine."),
        ("", 9.0, "Really fine."),
    ],
    "teams.vtt": talk(TIMES),
    "teams_voices.vtt": [
        ("Smith, Jane (Staff)", 3.0, "Hi & welcome to all of you <3"),
        ("FG5C", 5.0, "Yes."),
        ("FG5D", 5.0, "No. Never."),
    ],
    "nobody.vtt": [("", 1.0, "How was it?"), ("", 2.0, "Fine, at 10:30: fine.")],
    "zoom.srt": [("", 0.0, "INVENTED."), *talk(TIMES)],
    "dashes.srt": [("", 1.5, "INVENTED."), ("P1", 3.0, "Fine."), ("P2", 3.0, "Not fine, not at all. No.")],
    "broadcast.srt": [
        ("", 0.0, "[INVENTED]"),
        ("ANNA BECKER", 2.0, "How did it go at first?"),
        ("", 7.0, "Badly, to be honest. It rained."),
        ("ANNA BECKER", 12.0, "Oh."),
        ("", 12.0, "And then we left."),
        ("", 14.0, "When?"),
    ],
    "sentences.srt": [
        ("", 0.0, "INVENTED. How did you come to work nights?"),
        (
            "",
            4.0,
            "I was a student, so I needed the money, and Dr. Khan told me to. It fitted with lectures [laughs] mostly.",
        ),
        ("", 20.0, "The lifts do not work... at night, so we carry things."),
        ("", 25.0, "Really?"),
        ("", 27.0, "Every night."),
    ],
    "no_stops.srt": [
        ("", 0.0, "INVENTED so we began with the lifts which do not work"),
        ("", 9.0, "and the kitchen is shut at night"),
    ],
    "name_at_changes.srt": [
        ("Interviewer", 0.0, "INVENTED. How did you come to work nights?"),
        ("Grace Lin", 5.0, "Through an agency. They called me on a Friday, and on Monday I began."),
        ("Interviewer", 14.0, "And then?"),
        ("", 16.0, "It was quiet."),
        ("", 16.0, "Was it?"),
        ("", 18.0, "I think so."),
        ("Grace Lin", 20.0, "Note: the lifts do not work."),
    ],
    "brackets.srt": [
        ("Anna", 0.0, "How was it? INVENTED."),
        ("Ben", 2.0, "Fine. It was [Tutor 1] who helped. [Music]"),
        ("Anna", 9.0, "Good."),
        ("Ben", 11.0, "Bye."),
    ],
    "two_in_a_cue.srt": [
        ("", 0.0, "INVENTED."),
        ("", 2.0, "Was she there?"),
        ("", 2.0, "Never."),
        ("", 4.0, "I waited for an hour."),
        ("", 8.0, "Really?"),
        ("", 8.0, "Yes."),
    ],
    "odd_times.srt": [
        ("Anna", 1.0, "One, INVENTED."),
        ("Ben", None, "Two."),
        ("Anna", 5.0, "Three."),
        ("Ben", 7.5, "Four."),
        ("Anna", 10.5, "Five."),
        ("Ben", 9.25, "Six. And after an empty line."),
        ("Anna", 12.0, "Seven."),
        ("Ben", 74.0, "Eight."),
    ],
    "youtube.vtt": [("", 0.16, "well hello and welcome to you [Music]"), ("", 6.56, "yes yes")],
    "named_ids.vtt": [("Ana INVENTED", 1.0, "How was it?"), ("Bo", 3.0, "Fine: at first.")],
    "marked_up.vtt": [
        ("Anna", 1.0, "Was it fine & dry?"),
        ("Ben", 2.5, "It was <10 °C. Not fine."),
        ("Anna", 65.0, "Oh."),
    ],
    "whisper.json": [("", 0.0, "How was it?"), ("", 2.5, "Fine.")],
    "whisperx.json": [
        ("SPEAKER_00", 0.5, "How was it?"),
        ("SPEAKER_01", 2.6, "Fine. Really fine."),
        ("", 4.0, "Mhm."),
        ("SPEAKER_00", 5.0, "Good."),
    ],
    "whisper_cpp.json": [("", 0.0, "How was it?"), ("", 2.5, "Fine.")],
    "faster_whisper.json": [("", 0.0, "How was it?"), ("", 2.5, "Fine.")],
    "faster_whisper_lines.json": [("", 0.0, "How was it?"), ("", 2.5, "Fine.")],
    "transformers.json": [("", 0.0, "How was it?"), ("", 2.5, "Fine.")],
    "whisperx_words.json": [
        ("SPEAKER_00", 0.5, "How was it?"),
        ("SPEAKER_01", 1.5, "Fine, at first. Then no more."),
        ("", 6.0, "Mhm."),
    ],
    "whisper_odd_times.json": [("", 0.0, "How was it then?"), ("", None, "Fine, at first.")],
    "whisper_cpp_turns.json": [("", 0.0, "How was it."), ("", 2.0, "Fine. I left.")],
    "whisper_cpp_stereo.json": [("Speaker 0", 0.0, "How was it?"), ("Speaker 1", 2.0, "Fine."), ("", 3.0, "Mhm.")],
    "openai_words.json": [("", 0.0, "How was it?"), ("", 2.5, "Fine, at first.")],
    "openai_diarized.json": [("A", 0.0, "How was it?"), ("B", 2.5, "Fine.")],
    "assemblyai.json": [("A", 0.25, "How was it?"), ("B", 2.5, "Fine. At first.")],
    "deepgram.json": asked("Speaker 0", "Speaker 1"),
    "deepgram_utterances.json": asked("Speaker 0", "Speaker 1"),
    "rev_ai.json": asked("Speaker 0", "Speaker 1"),
    "amazon_transcribe.json": asked("spk_0", "spk_1"),
    "amazon_transcribe_older.json": asked("spk_0", "spk_1"),
    "google_speech.json": asked("Speaker 1", "Speaker 2"),
    "elevenlabs.json": asked("speaker_0", "speaker_1"),
    "otranscribe.otr": talk(TIMES),
    "page.html": talk(),
    "page_table.htm": talk(),
    "table.csv": talk(),
}
OF_TEXT = (".txt", ".md")
UNITS = ("turn", "sentence", "paragraph")


def read_spans() -> dict[str, list[dict[str, str]]]:
    """Where each segment of each fixture stands, written down once and read against the files."""
    spans: dict[str, list[dict[str, str]]] = {}
    with (FIXTURES.parent / "segments.csv").open(encoding="utf-8", newline="") as file:
        file.readline()  # says that all is invented
        for row in csv.DictReader(file):
            spans.setdefault(row["file"], []).append(row)
    return spans


SPANS = read_spans()


def test_every_fixture_is_expected_and_there_are_enough_of_them() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in FIXTURES.iterdir())
    assert sorted(SPANS) == sorted([*EXPECTED, *LAYOUTS])
    assert len(EXPECTED) >= 30


@pytest.mark.parametrize("name", EXPECTED)
def test_the_turns_of_every_layout_are_exactly_those_of_the_talk(name: str) -> None:
    assert turns(read(FIXTURES / name)) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_fixture_says_near_its_beginning_that_it_is_invented(name: str) -> None:
    raw = (FIXTURES / name).read_bytes()

    assert "INVENTED" in raw.decode("utf-16" if raw.startswith(b"\xff\xfe") else "latin-1")[:80]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(OF_TEXT) and name != "two_sessions.txt"])
def test_the_text_of_a_text_file_is_the_file_whatever_its_layout(name: str) -> None:
    raw = (FIXTURES / name).read_bytes()
    encoding = {"utf16.txt": "utf-16", "windows_1252.txt": "cp1252"}.get(name, "utf-8-sig")

    assert read(FIXTURES / name)[0].text == raw.decode(encoding).replace("\r\n", "\n")


def test_the_parts_of_a_file_of_several_sessions_are_the_whole_file() -> None:
    parts = read(FIXTURES / "two_sessions.txt")

    assert [part.id for part in parts] == ["two_sessions-FG1", "two_sessions-FG2"]
    assert "".join(part.text for part in parts) == (FIXTURES / "two_sessions.txt").read_text(encoding="utf-8")
    assert parts[1].places.name(parts[1].text.index("The bus.")) == "line 12"


@pytest.mark.parametrize("name", EXPECTED)
def test_turns_follow_each_other_and_none_begins_or_ends_with_a_blank(name: str) -> None:
    for transcript in read(FIXTURES / name):
        at = 0
        for turn in transcript.talk:
            words = transcript.text[turn.start : turn.end]
            assert at <= turn.start <= turn.end <= len(transcript.text)
            assert words == words.strip() != ""
            at = turn.end


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_turns_of_every_layout_of_word_and_pdf_are_exactly_those_of_the_talk(layout: str, tmp_path: Path) -> None:
    write, expected = LAYOUTS[layout]

    assert turns(read(write(tmp_path / layout))) == expected


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", [*EXPECTED, *LAYOUTS])
def test_every_segment_stands_exactly_where_it_should(name: str, unit: str, tmp_path: Path) -> None:
    path = LAYOUTS[name][0](tmp_path / name) if name in LAYOUTS else FIXTURES / name
    language = "de" if "german" in name else "en"
    corpus, _ = read_transcripts(path, columns=TranscriptColumns(speaker="speaker"), language=language)

    segments = segment(corpus, unit, make_splitter(language))

    expected = [row for row in SPANS[name] if unit in row["units"].split()]
    assert [(each.document_id, each.start, each.end, each.text) for each in segments] == [
        (row["document"] or path.stem, int(row["start"]), int(row["end"]), row["words"]) for row in expected
    ]
    for each in segments:
        turn = corpus.turns[each.turn_id]
        assert corpus.documents[each.document_id].text[each.start : each.end] == each.text
        assert turn.start <= each.start < each.end <= turn.end
    words = " ".join(corpus.speech(turn) for turn in corpus.turns if turn.role != "moderator").split()
    assert " ".join(each.text for each in segments).split() == words


def test_a_turn_of_the_corpus_keeps_its_time(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(FIXTURES / "teams.vtt")

    assert tuple(turn.time for turn in corpus.turns) == TIMES
    assert tuple(turn.time for turn in read_transcripts(FIXTURES / "colon.txt")[0].turns) == NEVER


def test_the_line_of_a_turn_is_that_of_the_file() -> None:
    for name, lines in {"colon.txt": "line 4", "zoom.vtt": "line 13", "teams.vtt": "line 15"}.items():
        transcript = read(FIXTURES / name)[0]

        assert transcript.places.name(transcript.talk[2].start) == lines
