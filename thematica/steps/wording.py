"""What a stretch of talk is before anything is made of it: words, a mark, a nod, or no answer at all."""

from __future__ import annotations

import re

from thematica.model.segments import AnswerKind, Segment

# Non-verbal marks that transcribers write. Other brackets are words: asides, or names taken out ([Tutor 1]).
MARK = re.compile(
    r"#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?#"  # a time as f4 and MAXQDA write it
    r"|//\s*(?:m?hm+|mm+|ja|okay|yes|yeah|aha?|no|nein)[.!]?\s*//"  # what another says meanwhile
    r"|\[(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\]"
    r"|[\[(]{1,2}\s*(?:"
    r"(?:\w+\s+)?(?:laugh\w*|lacht|lachen|seufz\w*|pause\w*|silence|sigh\w*|cough\w*|nod\w*|crosstalk|overlap\w*"
    r"|shrug\w*|smil\w*|cries|crying|interrupt\w*|applause|whisper\w*|chuckl\w*)(?:\s+\w+)?"
    r"|(?:inaudible|unclear|unintelligible|crosstalk|overtalking|unverst\w*|unv\.?)(?:[ ,@]*[\d:.,]+)?"
    r"|\.{1,3}|…|\d{1,2}"
    r")\s*[\])]{1,2}",
    re.IGNORECASE,
)
INAUDIBLE = re.compile(
    r"[\[(](?:inaudible|unclear|unintelligible|crosstalk|overtalking|unverst\w*|unv\.?)(?:[ ,@]*[\d:.,]+)?[\])]",
    re.IGNORECASE,
)
# A segment of nods and fillers alone says nothing that could be coded; fillers alone may ("Really well.").
NODS = frozenset(
    "yeah yes yep yup mm mmm mhm hm hmm uh huh um er erm ah oh uhhuh aha ha okay ok right sure true exactly same "
    "definitely absolutely totally agreed agree no nope nah".split()
)
FILLERS = frozenset("really well so and but like too also me i it is thats that did do does sorry wow".split())
# Whole answers, folded; a longer answer that begins so is substantive ("nothing to improve but the food").
NONE = frozenset(
    (
        "nothing|none|no|nil|nope|nothing really|not really|nothing at all|nothing to add|nothing else|no nothing"
        "|nothing comes to mind|nothing to improve|nothing to change|no improvements|no weakness|no weaknesses|n/a|na"
        "|not applicable|no suggestions|can't think of anything|cannot think of anything|nothing i can think of"
        "|none that i can think of"
        "|nichts|keine|keines|keiner|nein|gar nichts|rien|aucun|aucune|non|nada|ninguno|ninguna|niente|nessuno|nessuna"
        "|niets|geen|nej|ingenting|inget|nic|brak|yok|hayır|لا شيء|لا|नहीं|کچھ نہیں|нет|ничего"
    ).split("|")
)
DECLINED = frozenset(
    (
        "no comment|no comments|prefer not to say|rather not say|i would rather not say|did not answer|no answer"
        "|declined|don't know|do not know|i don't know|dont know|dk|not sure|unsure|skip|pass|no idea|no opinion|x"
        "|weiß nicht|keine angabe|k. a|keine ahnung|je ne sais pas|no sé|non so"
    ).split("|")
)


def mask_marks(text: str) -> str:
    """Put blanks in the place of non-verbal marks; every other character keeps its position.

    >>> mask_marks("I rang [laughs] [Tutor 1] (...)")
    'I rang          [Tutor 1]      '
    """
    return MARK.sub(lambda match: " " * len(match[0]), text)


def kind_of_answer(text: str) -> AnswerKind:
    """Say whether an answer says something, says that there is nothing, declines, or is blank.

    >>> kind_of_answer("Nothing."), kind_of_answer("No comment"), kind_of_answer("--")
    ('none', 'declined', 'blank')
    >>> kind_of_answer("Nothing to improve but the food")
    'substantive'
    """
    if not any(character.isalnum() for character in text) and not _is_picture(text):
        return "blank"
    folded = " ".join(text.casefold().replace("’", "'").split()).strip(" .!,;:-–")
    if folded in NONE:
        return "none"
    return "declined" if folded in DECLINED else "substantive"


def is_back_channel(text: str) -> bool:
    """Say whether a text holds nothing but marks, hesitation and agreement.

    >>> is_back_channel("Mm. Yeah, exactly. [laughs]"), is_back_channel("She is busy.")
    (True, False)
    """
    words = re.findall(r"[^\W_]+", mask_marks(text).casefold().replace("'", "").replace("’", ""))
    if _is_picture(text) or any(word not in NODS and word not in FILLERS for word in words):
        return False
    return not words or any(word in NODS for word in words)


def is_codable(segment: Segment) -> bool:
    """Say whether the machine may look for codes in a segment; people may code any."""
    return segment.answer_kind == "substantive" and not is_back_channel(segment.text)


def _is_picture(text: str) -> bool:
    """Say whether a text holds an emoji, which can be an answer."""
    return any(ord(character) >= 0x2600 for character in text)
