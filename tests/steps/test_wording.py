from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.builders import make_segments
from thematica.steps.wording import is_back_channel, is_codable, kind_of_answer, mask_marks

MARKS = [
    "[laughs]",
    "(Laughter)",
    "[long pause]",
    "(nods slowly)",
    "[inaudible]",
    "[unclear 00:12:03]",
    "(...)",
    "(12)",
    "[unverständlich]",
    "((seufzt))",
    "[crosstalk 0:12]",
    "[00:12:44]",
    "#00:01:40-0#",
    "// mhm //",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_blanked_out_and_every_other_character_keeps_its_place(mark: str) -> None:
    assert mask_marks(f"I rang {mark} twice") == f"I rang {' ' * len(mark)} twice"


@given(st.lists(st.one_of(st.text(max_size=10), st.sampled_from(MARKS)), max_size=10).map("".join))
def test_masking_changes_no_length_and_no_character_but_to_a_blank(text: str) -> None:
    masked = mask_marks(text)

    assert len(masked) == len(text)
    assert all(after in (before, " ") for before, after in zip(text, masked, strict=True))


@pytest.mark.parametrize(
    "words",
    [
        "[Tutor 1]",
        "(she means the lab)",
        "[the dean]",
        "(about 2,000 of them)",
        "// the lab //",
        "#12",
        "https://a.b//c",
    ],
)
def test_words_in_brackets_are_kept(words: str) -> None:
    assert mask_marks(f"I asked {words} twice") == f"I asked {words} twice"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("n/a", "none"),
        ("NOTHING!", "none"),
        ("  Nothing   at all. ", "none"),
        ("Can’t think of anything", "none"),
        ("prefer not to say", "declined"),
        ("I’d rather not answer.", "declined"),
        ("I would rather not answer that", "declined"),
        ("Möchte ich nicht beantworten", "declined"),
        ("N.A.", "none"),
        ("I don’t know.", "declined"),
        ("x", "declined"),
        ("", "blank"),
        (" \n", "blank"),
        ("--", "blank"),
        ("…", "blank"),
        ("Nothing to improve but the food", "substantive"),
        ("No comment on the food, but the lab was cold", "substantive"),
        ("Not sure the lab was warm", "substantive"),
        ("👍", "substantive"),
        ("很好", "substantive"),
        ("5", "substantive"),
    ],
)
def test_an_answer_has_one_of_four_kinds(text: str, kind: str) -> None:
    assert kind_of_answer(text) == kind


@pytest.mark.parametrize(
    "text", ["Mm.", "Yeah, yeah.", "[laughs]", "Uh-huh, exactly.", "Okay, sorry.", "That's right."]
)
def test_mere_agreement_and_marks_are_a_back_channel(text: str) -> None:
    assert is_back_channel(text)


@pytest.mark.parametrize("text", ["Yes, she is busy.", "Really well.", "👍", "Yes 🙂", "Non, jamais.", "ہاں، بالکل"])
def test_words_that_say_something_are_no_back_channel(text: str) -> None:
    assert not is_back_channel(text)


def test_only_substance_is_codable() -> None:
    segments = make_segments("The lab was cold.", "Nothing.", "Mm, yeah.", kinds=["substantive", "none"])

    assert [is_codable(segment) for segment in segments] == [True, False, False]


@pytest.mark.parametrize(
    "answer",
    [
        "No weakness",
        "There were no problems so far!",
        "no changes needed",
        "(none)",
        "Keine Schwächen.",
        "Aucun problème",
        "No hay problemas",
        "Ninguna sugerencia.",
        "Geen opmerkingen",
        "Nessun problema",
        "Sem sugestões",
        "Koi masla nahi hai",
        "kuch nahi",
        "کوئی مسئلہ نہیں",
    ],
)
def test_that_there_is_none_of_something_is_said_in_many_languages(answer: str) -> None:
    assert kind_of_answer(answer) == "none"


@pytest.mark.parametrize(
    "answer", ["Weiß nicht", "je ne sais pas", "No sé.", "weet ik niet", "non so", "não sei", "Pata nahi"]
)
def test_who_does_not_know_or_will_not_say_declines_in_many_languages(answer: str) -> None:
    assert kind_of_answer(answer) == "declined"


@pytest.mark.parametrize(
    "answer",
    [
        "No problems with the staff, but the food",
        "No one listens.",
        "Keine Zeit",
        "all good",
        "No time",
        "Nada funciona",
    ],
)
def test_an_answer_that_only_begins_so_says_something(answer: str) -> None:
    assert kind_of_answer(answer) == "substantive"


@pytest.mark.parametrize(
    ("answer", "kind"), [("All good!", "none"), ("nothing", "substantive"), ("tbd", "blank"), ("no", "none")]
)
def test_what_the_researcher_says_of_an_answer_wins(answer: str, kind: str) -> None:
    assert kind_of_answer(answer, {"all good": "none", "nothing": "substantive", "tbd": "blank"}) == kind


@pytest.mark.parametrize(
    "answer",
    [
        "I have nothing to add",
        "nothing really",
        "N/A as I wasn't there",
        "Nothing more to add, thanks",
        "I can't think of anything else",
        "I don't have anything to add",
        "No further comments",
        "nothing at the moment",
        "Nothing to complain about",
        "Ich habe dem nichts hinzuzufügen",
        "Mir fällt dazu nichts ein",
        "Nichts zu beanstanden",
        "Je n'ai rien à ajouter",
        "rien de plus à dire",
        "No tengo nada que añadir",
        "Ik heb niets toe te voegen",
        "Non ho nulla da aggiungere",
        "Não tenho nada a acrescentar",
        "mujhe kuch nahi kehna",
        "مزید کچھ نہیں",
        "Nothing. Thank you!",
        "Nothing to add, for now",
        "N/A/",
    ],
)
def test_whole_sentences_that_there_is_nothing_to_add_say_so_in_many_languages(answer: str) -> None:
    assert kind_of_answer(answer) == "none"


@pytest.mark.parametrize(
    "answer",
    [
        "see above",
        "same as Q1",
        "As above",
        "Ditto",
        "See my answer to question 3",
        "please see previous answer",
        "Same as above.",
        "as mentioned above",
        "refer to Q2",
        "already answered above",
        "see question 4",
        "see Q1 and Q2",
        "same answer as before",
        "siehe oben",
        "s.o.",
        "wie oben",
        "Siehe Frage 2",
        "voir ci-dessus",
        "idem",
        "même réponse que la question 1",
        "lo mismo que arriba",
        "ver respuesta anterior",
        "zie boven",
        "zie vraag 3",
        "vedi sopra",
        "come sopra",
        "ver acima",
        "ver resposta anterior",
        "upar dekhein",
        "اوپر دیکھیں",
        "As I said before",
    ],
)
def test_an_answer_that_points_elsewhere_is_none_of_its_own(answer: str) -> None:
    assert kind_of_answer(answer) == "referral"


@pytest.mark.parametrize(
    "answer",
    [
        "👍",
        "The same staff as before",
        "See the patient earlier",
        "as before the rota is bad",
        "Nothing to add but the food was cold",
        "nothing happened for 4 hours",
        "Same",
        "I have nothing but praise",
        "Nothing was too much trouble",
        "N/A as I was never given a mentor by the university",
        "See me earlier next time",
        "look at the previous feedback you ignored",
        "There is nothing to do on the ward",
        "Read the notes",
        "already mentioned the food being cold",
        "Rien à voir avec le cours",
        "nada más llegar me atendieron",
        "No complaints about the staff, just the food",
        "I had nothing to eat",
        "nothing to do",
        "check answers",
        "read my notes before",
        "the above",
        "niente da mangiare",
    ],
)
def test_what_only_looks_like_nothing_or_a_referral_says_something(answer: str) -> None:
    assert kind_of_answer(answer) == "substantive"
