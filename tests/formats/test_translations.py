"""A transcript beside its translation: aligned turn by turn, or refused with the first turn that differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.office_files import paragraph, write_docx
from thematica import MaterialError
from thematica.formats.answers import read_answers
from thematica.formats.speakers import Speakers, read_speakers
from thematica.formats.transcripts import read_transcripts
from thematica.formats.translations import align_translations
from thematica.model.corpus import Corpus
from thematica.model.settings import PARTICIPANT_ID, AnswerColumns, TranscriptColumns

# INVENTED: a group in German, and what was said in English.
GERMAN = "Moderatorin: Wie war es?\nFG1A: Kalt.\nFG1B: Ruhig.\nModeratorin: Warum?\nFG1A: Die Klinik ist weit weg.\n"
ENGLISH = "Moderator: How was it?\nFG1A: Cold.\nFG1B: Quiet.\nModerator: Why?\nFG1A: The clinic is far away.\n"


def align(tmp_path: Path, **translations: str) -> Corpus:
    for folder in ("transcripts", "translations"):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / "transcripts" / "fg1.txt").write_text(GERMAN, encoding="utf-8")
    for name, text in translations.items():
        (tmp_path / "translations" / f"{name.replace('_', '.')}.txt").write_text(text, encoding="utf-8")
    corpus, _ = read_transcripts(tmp_path / "transcripts")
    speakers = Speakers.build({}, (), PARTICIPANT_ID)
    return align_translations(corpus, tmp_path / "translations", speakers=speakers, columns=TranscriptColumns())


@pytest.mark.parametrize("name", ["fg1", "fg1_en", "FG-1"])
def test_each_turn_has_its_translation_and_the_text_stays(tmp_path: Path, name: str) -> None:
    corpus = align(tmp_path, **{name: ENGLISH})

    assert [corpus.translations[turn.id] for turn in corpus.turns] == [
        "How was it?",
        "Cold.",
        "Quiet.",
        "Why?",
        "The clinic is far away.",
    ]
    assert corpus.documents["fg1"].text == GERMAN


def test_a_part_of_a_turn_shows_the_whole_turns_translation(tmp_path: Path) -> None:
    corpus = align(tmp_path, fg1=ENGLISH)
    at = GERMAN.index("Klinik")

    assert corpus.translation("fg1", at, at + 6) == "The clinic is far away."
    assert corpus.restrict({"fg1"}).translation("fg1", at, at + 6) == "The clinic is far away."
    assert corpus.restrict(set()).translations == {}


def test_a_translation_with_a_turn_too_few_is_refused_with_both_turns(tmp_path: Path) -> None:
    with pytest.raises(MaterialError) as caught:
        align(tmp_path, fg1=ENGLISH.replace("FG1B: Quiet.\n", ""))

    assert str(caught.value) == (
        "translations/fg1.txt: does not fit fg1.txt from turn 3 on (5 turns there, 4 here): there 'FG1B: Ruhig.', "
        "here 'Moderator: Why?' (line 3); a translation has the same turns in the same order"
    )


def test_a_translation_that_ends_early_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match=r"turn 5 on .*there 'FG1A: Die Klinik ist weit weg\.', here nothing"):
        align(tmp_path, fg1=ENGLISH[: ENGLISH.rindex("FG1A")])


def test_two_speakers_cannot_become_one(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match="from turn 3 on"):
        align(tmp_path, fg1=ENGLISH.replace("FG1B", "FG1A"))


def test_a_second_translation_of_one_transcript_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match=r"fg1\.ur\.txt: is a second translation of fg1, beside fg1\.en\.txt"):
        align(tmp_path, fg1_en=ENGLISH, fg1_ur=ENGLISH)


def test_a_translation_of_nothing_is_remarked_on_with_a_near_name(tmp_path: Path) -> None:
    corpus = align(tmp_path, fgg1=ENGLISH)

    assert corpus.translations == {}
    assert corpus.remarks[-2:] == (
        "translations/fgg1.txt: there is no transcript 'fgg1'; did you mean 'fg1'?; passed over",
        "translations/: none of fg1",
    )


def test_a_table_can_hold_both_languages(tmp_path: Path) -> None:
    (tmp_path / "fg1.csv").write_text(
        "who,text,english\nModeratorin,Wie war es?,How was it?\nFG1A,Kalt.,Cold.\nFG1B,Hm.,\n", encoding="utf-8"
    )
    columns = TranscriptColumns(speaker="who", translation="english")

    corpus, _ = read_transcripts(tmp_path, columns=columns)

    assert corpus.translations == {"fg1:t1": "How was it?", "fg1:t2": "Cold."}
    assert "Cold" not in corpus.documents["fg1"].text


def test_answers_can_stand_beside_their_translation(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,gut,good\nA,Das Labor.,The lab.\nB,Nichts.,Nothing.\n", encoding="utf-8")
    columns = AnswerColumns(text=("gut",), participant="id", translation=("good",))

    corpus = read_answers(tmp_path / "a.csv", columns)

    assert corpus.translations == {"A:t1": "The lab.", "B:t1": "Nothing."}


@pytest.mark.parametrize(("translation", "said"), [(("gut", "good"), "1 columns of text and 2"), (("god",), "'god'")])
def test_columns_of_translation_must_be_there_one_for_each_text(
    tmp_path: Path, translation: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.csv").write_text("id,gut,good\nA,Das Labor.,The lab.\n", encoding="utf-8")

    with pytest.raises(MaterialError, match=said):
        read_answers(tmp_path / "a.csv", AnswerColumns(text=("gut",), participant="id", translation=translation))


INTERVIEW = "Anna: How was it?\nOmar: Cold, and\nso on\nit went.\nOmar: Yes.\nAnna: So?\nKim: I think\nso\ntoo.\n"
DECLARED = 'documents:\n  fg1.txt:\n    "Kim": {participant: K}\n'


@pytest.mark.parametrize("name", ["fg1.txt", "fg1.de.txt", "fg1.pt-BR.txt", "fg1_translated.txt", "fg1.de.docx"])
@pytest.mark.parametrize("other", ["Kim", "Kimmi"])
def test_what_speakers_yaml_says_of_a_transcript_holds_for_its_translation(
    tmp_path: Path, name: str, other: str
) -> None:
    for folder in ("transcripts", "translations"):
        (tmp_path / folder).mkdir()
    (tmp_path / "transcripts" / "fg1.txt").write_text(INTERVIEW, encoding="utf-8")
    (tmp_path / "speakers.yaml").write_text(DECLARED, encoding="utf-8")
    there = INTERVIEW.replace("Kim", other)
    if name.endswith(".docx"):
        write_docx(tmp_path / "translations" / name, *(paragraph(line) for line in there.split("\n")))
    else:
        (tmp_path / "translations" / name).write_text(there, encoding="utf-8")
    declared = read_speakers(tmp_path / "speakers.yaml")
    corpus, _ = read_transcripts(tmp_path / "transcripts", speakers=tmp_path / "speakers.yaml")

    aligned = align_translations(
        corpus,
        tmp_path / "translations",
        speakers=Speakers.build(declared, (), PARTICIPANT_ID),
        columns=TranscriptColumns(),
    )

    assert [turn.speaker for turn in corpus.turns] == ["Anna", "Omar", "Omar", "Anna", "Kim"]
    assert " ".join(aligned.translations["fg1:t5"].split()) == "I think so too."
