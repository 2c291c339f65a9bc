"""A folder of transcripts becomes a corpus: turns, speakers, sessions, participants."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.errors import MaterialError
from thematica.formats.speakers import Speaker
from thematica.formats.transcripts import natural_key, read_transcripts
from thematica.model.corpus import Corpus, Participant
from thematica.model.settings import TranscriptColumns

FG1 = "FG1A: She is away. 😀\nModerator: Why?\nFG1B: The rota.\nFG1A: Yes.\n"
FG2 = "FG2A: She wrote.\nModerator: Go on.\n"


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return folder


def speeches(corpus: Corpus) -> list[str]:
    return [corpus.speech(turn) for turn in corpus.turns]


def test_a_folder_becomes_turns_sessions_and_participants(tmp_path: Path) -> None:
    folder = write(tmp_path, fg10_txt="FG10A: Late.\n", fg2_md=FG2, fg1_txt=FG1)

    corpus, labels = read_transcripts(folder, language="de")

    assert [(d.id, d.session_id, d.source, d.language) for d in corpus] == [
        ("fg1", "FG1", "fg1.txt", "de"),
        ("fg2", "FG2", "fg2.md", "de"),
        ("fg10", "FG10", "fg10.txt", "de"),
    ]
    assert [(turn.id, turn.role, turn.participant_id) for turn in corpus.turns_of("fg1")] == [
        ("fg1:t1", "participant", "FG1A"),
        ("fg1:t2", "moderator", None),
        ("fg1:t3", "participant", "FG1B"),
        ("fg1:t4", "participant", "FG1A"),
    ]
    assert speeches(corpus)[:4] == ["She is away. 😀", "Why?", "The rota.", "Yes."]
    assert corpus.participants["FG1A"] == Participant(id="FG1A", session_ids=("FG1",))
    assert corpus.participants.ids == ("FG1A", "FG1B", "FG2A", "FG10A")
    assert labels["fg2.md"] == {"FG2A": Speaker("participant", "FG2A", "FG2"), "Moderator": Speaker("moderator")}
    assert (corpus.order_source, corpus.remarks) == ("the file names, which nobody has confirmed", ())


def test_the_text_of_a_document_is_the_text_of_its_file(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(write(tmp_path, fg1_txt="# invented\n\n" + FG1))

    assert corpus.documents["fg1"].text == "# invented\n\n" + FG1


def test_one_file_can_be_read_alone(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(write(tmp_path, fg1_txt=FG1, fg2_txt=FG2) / "fg2.txt")

    assert corpus.documents.ids == ("fg2",)


def test_sessions_and_participants_get_their_order_and_attributes(tmp_path: Path) -> None:
    tables = write(
        tmp_path / "tables",
        sessions_csv="session,order,site\nFG2,1,north\nFG1,2,south\n",
        participants_csv="participant,session,year\nFG1A,FG1,2\nFG1B,FG1,3\nfg2-a,FG2,4\n",
    )

    corpus, _ = read_transcripts(
        write(tmp_path / "t", fg1_txt=FG1, fg2_txt=FG2),
        participants=tables / "participants.csv",
        sessions=tables / "sessions.csv",
    )

    assert corpus.sessions.ids == ("FG2", "FG1")
    assert corpus.sessions["FG2"].attributes == {"site": "north"}
    assert corpus.order_source == "the column 'order' of sessions.csv"
    assert corpus.participants["fg2-a"] == Participant(id="fg2-a", session_ids=("FG2",), attributes={"year": "4"})
    assert [turn.participant_id for turn in corpus.turns_of("fg2")] == ["fg2-a", None]
    assert corpus.remarks == ()


def test_speakers_yaml_goes_before_the_rules(tmp_path: Path) -> None:
    speakers = write(tmp_path / "s", speakers_yaml="documents:\n  talk.txt:\n    Ana: {participant: P9}\n")
    folder = write(tmp_path / "t", talk_txt="Ana: She is away.\nBo: Hm.\nBo: The rota.\n")

    corpus, labels = read_transcripts(folder, speakers=speakers / "speakers.yaml")

    assert [(turn.speaker, turn.role, turn.participant_id) for turn in corpus.turns] == [
        ("Ana", "participant", "P9"),
        ("Bo", "unknown", None),
        ("Bo", "unknown", None),
    ]
    assert labels == {"talk.txt": {"Ana": Speaker("participant", "P9"), "Bo": Speaker("unknown")}}
    assert corpus.remarks == (
        "talk.txt: not in speakers.yaml, and no rule knows them (turns, first in): 'Bo' (2, line 2); until a line "
        "there says who they are, their words count for the session, not for a participant",
    )


def test_sessions_csv_says_which_document_belongs_to_which_session(tmp_path: Path) -> None:
    sessions = write(tmp_path / "s", sessions_csv="session,document\nMonday,fg1.txt\nFriday,fg2\n")

    corpus, _ = read_transcripts(write(tmp_path / "t", fg1_txt=FG1, fg2_txt=FG2), sessions=sessions / "sessions.csv")

    assert [document.session_id for document in corpus] == ["Monday", "Friday"]


def test_a_document_that_names_several_sessions_is_one_session_and_that_is_said(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(write(tmp_path, both_txt="FG1A: Yes.\nFG2A: No.\n"))

    assert corpus.documents["both"].session_id == "both"
    assert corpus.remarks == (
        "both.txt: its participants' ids name several sessions (FG1, FG2); taken as one session, 'both'; "
        "a column 'document' in sessions.csv can say otherwise, and a line such as '# FG1' before each of them makes "
        "them several",
    )


def test_prose_without_speakers_is_read_as_paragraphs_and_that_is_said(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(write(tmp_path, diary_txt="She was kind.\n\nThen she left.\n"))

    assert speeches(corpus) == ["She was kind.", "Then she left."]
    assert [turn.role for turn in corpus.turns] == ["unknown", "unknown"]
    assert corpus.remarks == ("diary.txt: no speakers are marked; read as prose, which counts for its session only",)


def test_a_file_without_words_is_named(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(write(tmp_path, fg1_txt=" \n"))

    assert corpus.remarks == ("fg1.txt: no words in it",)


def test_other_files_are_passed_over_and_named_hidden_ones_silently(tmp_path: Path) -> None:
    folder = write(tmp_path, fg1_TXT=FG1, fg2_odt="x", fg3_mp3="x")
    write(tmp_path, **{".hidden_txt": "FG9A: no\n", "~$fg2_docx": "x"})
    (folder / "old").mkdir()

    corpus, _ = read_transcripts(folder)

    assert corpus.documents.ids == ("fg1",)
    assert corpus.remarks == (
        "fg2.odt: not read; save it as .docx",
        "fg3.mp3: not read; transcripts are .txt, .md, .csv, .docx, .pdf, .vtt, .srt, .json, .otr or .html files",
    )


def test_a_table_is_a_transcript_with_a_row_a_turn(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        fg1_csv='who,words,guide\nModerator,Why?,Q1\nFG1A," She is away.\nOften. ",Q1\nFG1A,,Q2\nFG1B,😀 Rota.,Q2\n',
    )

    corpus, _ = read_transcripts(folder, columns=TranscriptColumns(text="words", speaker="who", question="guide"))

    assert corpus.documents["fg1"].text == "Why?\nShe is away.\nOften.\n😀 Rota."
    assert speeches(corpus) == ["Why?", "She is away.\nOften.", "😀 Rota."]
    assert [(turn.participant_id, turn.question_id) for turn in corpus.turns] == [
        (None, "Q1"),
        ("FG1A", "Q1"),
        ("FG1B", "Q2"),
    ]


def test_a_table_without_its_columns_is_refused_with_what_to_do(tmp_path: Path) -> None:
    folder = write(tmp_path, fg1_csv="speaker,txt\nFG1A,Yes.\n")

    with pytest.raises(MaterialError) as caught:
        read_transcripts(folder)

    assert str(caught.value) == (
        "fg1.csv: no column 'text'; did you mean 'txt'? (columns: 'speaker', 'txt'); "
        "study.yaml says which column is which, under 'transcripts:'"
    )


def test_every_problem_of_every_file_is_listed(tmp_path: Path) -> None:
    tables = write(
        tmp_path / "tables",
        sessions_csv="session,order\nFG1,soon\n",
        participants_csv="participant,year\n,2\n",
        speakers_yaml="documents:\n  fg1.txt:\n    Ana: {role: x}\n",
    )
    folder = write(tmp_path / "t", fg1_txt=FG1, fg1_md=FG1, fg2_csv="text,speaker\nYes.\n")
    (folder / "fg3.txt").write_bytes(b"a\0b")

    with pytest.raises(MaterialError) as caught:
        read_transcripts(
            folder,
            speakers=tables / "speakers.yaml",
            participants=tables / "participants.csv",
            sessions=tables / "sessions.csv",
        )

    assert str(caught.value).split("\n") == [
        "participants.csv:2: 'participant' is empty",
        "sessions.csv:2: order 'soon' of session 'FG1' is not a number",
        "speakers.yaml:3: 'role: x' is not a role (participant, moderator, unknown, none)",
        "fg1.txt: has the same name as fg1.md; rename one of them",
        "fg2.csv:2: 1 cells, but the first line names 2 columns",
        "fg3.txt: holds NUL bytes, so it is not a text file; save it as text in UTF-8",
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MaterialError) as caught:
        read_transcripts(tmp_path / "nowhere")

    assert str(caught.value) == f"{tmp_path / 'nowhere'}: there is no such file or folder"


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    corpus, labels = read_transcripts(tmp_path)

    assert (len(corpus), labels) == (0, {})


def test_names_are_sorted_as_people_count() -> None:
    assert sorted(["fg10", "FG2", "fg1b", "fg1"], key=natural_key) == ["fg1", "fg1b", "FG2", "fg10"]


def test_the_transcripts_of_the_example_can_be_read(example: Path) -> None:
    corpus, _ = read_transcripts(
        example / "transcripts", participants=example / "participants.csv", sessions=example / "sessions.csv"
    )

    assert corpus.sessions.ids == ("FG1", "FG2", "FG3", "FG4", "FG5", "FG6")
    assert {turn.role for turn in corpus.turns} == {"participant", "moderator"}


def transcribe(folder: Path, **files: str) -> Corpus:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return read_transcripts(folder)[0]


def test_a_bare_participant_is_a_speaker(tmp_path: Path) -> None:
    corpus = transcribe(
        tmp_path, one="Interviewer: Why?\nParticipant: The rota.\nInterviewer: And?\nParticipant: Her.\n"
    )

    assert [turn.speaker for turn in corpus.turns] == ["Interviewer", "Participant", "Interviewer", "Participant"]
    assert len(corpus.participants) == 1


def test_numbers_for_men_and_women_are_not_moderators(tmp_path: Path) -> None:
    corpus = transcribe(tmp_path, one="Moderator: Why?\nM1: The rota.\nF2: Her.\nM1: Yes.\nF2: Well.\n")

    assert [turn.role for turn in corpus.turns] == ["moderator", "unknown", "unknown", "unknown", "unknown"]
    assert "'M1' (2, line 2), 'F2' (2, line 3)" in corpus.remarks[0]


def test_the_same_short_id_in_two_focus_groups_is_two_people_and_is_said_to_be(tmp_path: Path) -> None:
    corpus = transcribe(tmp_path, one="Moderator: Why?\nP1: The rota.\n", two="Moderator: Why?\nP1: The bus.\n")

    assert corpus.participants.ids == ("one:P1", "two:P1")
    assert "'P1' speaks in 2 documents (one.txt, two.txt); taken for as many people" in corpus.remarks[0]


def test_the_same_id_in_other_writing_is_one_person(tmp_path: Path) -> None:
    corpus = transcribe(tmp_path, one="Moderator: Why?\nFG1A: The rota.\nfg1a: And her.\nFG1 A: And the bus.\n")

    assert corpus.participants.ids == ("FG1A",)
    assert corpus.sessions.ids == ("FG1",)


def test_a_speaker_who_speaks_once_and_words_before_the_first_are_remarked(tmp_path: Path) -> None:
    corpus = transcribe(
        tmp_path, one="Recorded on a wet day.\n\nModerator: Why?\nMaria: I disagree.\nModerator: Do you?\n"
    )

    assert corpus.remarks[:2] == (
        "one.txt: taken for speakers though they stand once: 'Maria' (line 4); if one is none, say {role: none} in "
        "speakers.yaml",
        "one.txt: 5 words before the first speaker belong to no turn",
    )


def test_a_later_transcript_with_a_label_that_speakers_yaml_lacks_is_reported_with_its_line(tmp_path: Path) -> None:
    speakers = write(tmp_path / "s", speakers_yaml="documents:\n  one.txt:\n    Bo: {participant: P1}\n")
    texts = {
        "one_txt": "Bo: The rota.\nBo: Her.\n",
        "two_txt": "Moderator: Why?\nDr Khan: No.\nDr Khan: Yes.\nP7: Her.\n",
    }

    corpus, _ = read_transcripts(write(tmp_path / "t", **texts), speakers=speakers / "speakers.yaml")

    assert corpus.remarks == (
        "two.txt: not in speakers.yaml, and no rule knows them (turns, first in): 'Dr Khan' (2, line 2); until a line "
        "there says who they are, their words count for the session, not for a participant",
    )


def test_a_label_that_she_left_unknown_is_not_said_to_be_missing(tmp_path: Path) -> None:
    speakers = write(tmp_path / "s", speakers_yaml="documents:\n  one.txt:\n    Bo: {role: unknown}\n")

    corpus, _ = read_transcripts(
        write(tmp_path / "t", one_txt="Bo: The rota.\nBo: Her.\n"), speakers=speakers / "speakers.yaml"
    )

    assert "nobody has said who these speakers are (turns, first in): 'Bo' (2, line 1)" in corpus.remarks[0]


def test_two_documents_of_one_session_are_one_session_and_its_people_one(tmp_path: Path) -> None:
    sessions = write(tmp_path / "s", sessions_csv="session,document\nFG1,fg1-a.vtt\nFG1,fg1-b\n")
    cue = "00:01.000 --> 00:02.000\n<v FG1A>Yes.</v>\n"

    folder = write(tmp_path / "t", **{"fg1-a_vtt": f"WEBVTT\n\n{cue}", "fg1-b_txt": "FG1A: No.\n"})
    corpus, _ = read_transcripts(folder, sessions=sessions / "sessions.csv")

    assert [(document.id, document.session_id) for document in corpus] == [("fg1-a", "FG1"), ("fg1-b", "FG1")]
    assert corpus.participants.ids == ("FG1A",)


TWO = "# FG1\n\nModerator: Why?\nP1: The rota.\nP1: Her.\n\n# FG2, in May\n\nModerator: Why?\nP1: The bus.\nP1: It.\n"


def test_sessions_of_one_file_are_documents_and_their_short_ids_different_people(tmp_path: Path) -> None:
    corpus, labels = read_transcripts(write(tmp_path, both_txt=TWO))

    assert [(d.id, d.session_id, d.source) for d in corpus] == [
        ("both-FG1", "FG1", "both.txt"),
        ("both-FG2", "FG2", "both.txt"),
    ]
    assert corpus.participants.ids == ("both-FG1:P1", "both-FG2:P1")
    assert list(labels) == ["both-FG1", "both-FG2"]
    assert corpus.remarks[1] == (
        "both.txt: holds 2 sessions, read as so many documents: 'both-FG1' from line 1, 'both-FG2' from line 7"
    )
    assert speeches(corpus) == ["Why?", "The rota.", "Her.", "Why?", "The bus.", "It."]


def test_what_she_says_of_the_sessions_of_one_file_counts(tmp_path: Path) -> None:
    said = "documents:\n  both-FG2:\n    P1: {participant: P9}\n"
    speakers = write(tmp_path / "s", speakers_yaml=said)

    corpus, _ = read_transcripts(write(tmp_path / "t", both_txt=TWO), speakers=speakers / "speakers.yaml")

    assert corpus.participants.ids == ("P1", "P9")


@pytest.mark.parametrize(
    "text",
    [
        "Moderator: Why?\nFG1A: One\nGroup 2\nand three.\nGroup 3\nFG1B: No.\n",
        "# FG1\n\nModerator: Why?\nFG1A: Yes.\n\n# FG1\n\nFG1B: No.\n",
        "# FG1\n\nModerator: Why?\nFG1A: Yes.\n\n# FG2\n\n",
        "Moderator: Why?\n\n# FG1\n\nFG1A: Yes.\n\n# FG2\n\nFG1B: No.\n",
    ],
)
def test_what_only_looks_like_several_sessions_is_one_document(tmp_path: Path, text: str) -> None:
    corpus, _ = read_transcripts(write(tmp_path, one_txt=text))

    assert corpus.documents.ids == ("one",)


def test_turns_without_words_are_named_with_their_lines(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(write(tmp_path, one_txt="Moderator: Why?\nFG1A:\nModerator: And?\n"))

    assert corpus.remarks == ("one.txt: turns without words: line 2",)


def test_she_can_say_whose_the_turns_without_a_label_are(tmp_path: Path) -> None:
    said = 'documents:\n  one.txt:\n    "": {participant: P1}\n  diary.txt:\n    "": {participant: P2}\n'
    speakers = write(tmp_path / "s", speakers_yaml=said)
    texts = {"one_txt": "Moderator: Why?\n\nThe rota.\n\nModerator: And?\n", "diary_txt": "She left.\n"}

    corpus, _ = read_transcripts(write(tmp_path / "t", **texts), speakers=speakers / "speakers.yaml")

    assert [(turn.role, turn.participant_id) for turn in corpus.turns] == [
        ("participant", "P2"),
        ("moderator", None),
        ("participant", "P1"),
        ("moderator", None),
    ]
    assert corpus.remarks == (
        "one.txt: only 'Moderator' is marked as a speaker; 1 paragraphs without a label are somebody else's",
    )


def test_names_that_stand_once_in_captions_are_named_and_count_once_they_are_declared(tmp_path: Path) -> None:
    cues = enumerate(["Anna: How was it?", "It was said", "to be cold.", "Ben: Fine.", "I froze."])
    text = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{words}\n\n" for n, words in cues)
    (tmp_path / "a.srt").write_text(text, encoding="utf-8")
    speakers = tmp_path / "speakers.yaml"
    speakers.write_text("documents:\n  a.srt:\n    Anna: {role: moderator}\n    Ben: {participant: P1}\n")

    unread, _ = read_transcripts(tmp_path / "a.srt")
    known, _ = read_transcripts(tmp_path / "a.srt", speakers=speakers)

    assert unread.remarks[0] == (
        "a.srt: these look like speakers, and were read as words, not as speakers: 'Anna' (line 3), "
        "'Ben' (line 15); speakers.yaml can say that they are speakers"
    )
    assert [(turn.speaker, known.speech(turn)) for turn in known.turns] == [
        ("Anna", "How was it? It was said to be cold."), ("Ben", "Fine. I froze."),
    ]  # fmt: skip


def test_captions_of_one_person_are_that_persons_once_speakers_yaml_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nI went there.\n", encoding="utf-8")
    speakers = tmp_path / "speakers.yaml"
    speakers.write_text('documents:\n  a.srt:\n    "": {participant: P1}\n')

    corpus, _ = read_transcripts(tmp_path / "a.srt", speakers=speakers)

    assert [turn.participant_id for turn in corpus.turns] == ["P1"]
    assert not any("nobody knows who" in remark for remark in corpus.remarks)


def test_a_column_of_speakers_that_nobody_named_is_told(tmp_path: Path) -> None:
    corpus, _ = read_transcripts(write(tmp_path, fg1_csv="Speaker,text\nMod,Why?\nP1,The rota.\n"))

    assert (
        "fg1.csv: column 'Speaker' is not read; if it names who speaks, write 'speaker: Speaker' under "
        "'transcripts:' in study.yaml"
    ) in corpus.remarks


PREAMBLE = "Interviewer: Ruth Hartley\nInterviewee: P3\n\nI: Why?\nP3: The rota.\nI: And?\nP3: Her.\n"


def test_who_is_who_above_the_talk_is_nobody_s_words_and_is_named(tmp_path: Path) -> None:
    corpus = transcribe(tmp_path, int3=PREAMBLE)

    assert [turn.speaker for turn in corpus.turns] == ["I", "P3", "I", "P3"]
    assert [person.id for person in corpus.participants] == ["P3"]
    told = (
        "int3.txt: who is who, above the talk, is in no turn: 'Interviewer: Ruth Hartley' (line 1), 'Interviewee: P3' "
    )
    assert any(remark.startswith(told) for remark in corpus.remarks)


def test_who_is_declared_has_a_turn_wherever_it_stands(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", int3_txt=PREAMBLE)
    said = 'documents:\n  int3.txt:\n    "Interviewer": {role: moderator}\n'
    (tmp_path / "speakers.yaml").write_text(said, encoding="utf-8")

    corpus, _ = read_transcripts(folder, speakers=tmp_path / "speakers.yaml")

    assert next(iter(corpus.turns)).speaker == "Interviewer"


WELCOME = "Interviewer: Ruth Hartley\nfrom Leeds, and we want to hear how it all began for you"


@pytest.mark.parametrize("opening", ["Interviewer: Welcome.", "Interviewer: Ready?", "P1: Ruth Hartley", WELCOME])
def test_whoever_opens_the_talk_has_a_turn(tmp_path: Path, opening: str) -> None:
    corpus = transcribe(tmp_path, int3=f"{opening}\n{PREAMBLE.partition(chr(10) * 2)[2]}")

    assert len(corpus.turns) == 5


def test_a_moderator_who_says_one_name_keeps_it_where_nobody_else_moderates(tmp_path: Path) -> None:
    corpus = transcribe(tmp_path, fg1="Moderator: Ruth Hartley\nP1: The rota.\nP2: Her.\nP1: No.\nP2: So.\n")

    assert len(corpus.turns) == 5
