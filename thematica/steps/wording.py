"""What a stretch of talk is before anything is made of it: words, a mark, a nod, or no answer at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from thematica.model.segments import AnswerKind, Segment
from thematica.steps.non_answers import (
    ANY_LACK,
    ANY_NOTHING,
    ANY_REFERRAL,
    EVERY_DECLINED,
    EVERY_NONE,
    fold_answer,
)

# Non-verbal marks that transcribers write. Other brackets are words: asides, or names taken out ([Tutor 1]).
MARK = re.compile(
    r"#\d{1,2}:\d{2}:\d{2}(?:[-.,]\d{1,3})?#"  # a time as f4 and MAXQDA write it
    r"|//\s*(?:m?hm+|mm+|ja|okay|yes|yeah|aha?|no|nein)[.!]?\s*//"  # what another says meanwhile
    r"|\[(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\]"
    r"|[\[(]{1,2}\s*(?:"
    r"(?:\w+\s+)?(?:laugh\w*|lacht|lachen|seufz\w*|pause\w*|silence|sigh\w*|cough\w*|nod\w*|crosstalk|overlap\w*"
    r"|shrug\w*|smil\w*|cries|crying|interrupt\w*|applause|music|whisper\w*|chuckl\w*)(?:\s+\w+)?"
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


def mask_marks(text: str) -> str:
    """Put blanks in the place of non-verbal marks; every other character keeps its position.

    >>> mask_marks("I rang [laughs] [Tutor 1] (...)")
    'I rang          [Tutor 1]      '
    """
    return MARK.sub(lambda match: " " * len(match[0]), text)


def kind_of_answer(text: str, hers: Mapping[str, AnswerKind] = MappingProxyType({})) -> AnswerKind:
    """Say whether an answer says something, says that there is nothing, declines, points elsewhere, or is blank.

    Only a whole answer counts: a longer one that begins so is substantive.

    Args:
        text: The whole answer.
        hers: Folded answers of which the researcher has said what they are; hers win.

    >>> kind_of_answer("Nothing."), kind_of_answer("No weakness!"), kind_of_answer("Weiß nicht"), kind_of_answer("--")
    ('none', 'none', 'declined', 'blank')
    >>> kind_of_answer("Same as Q1"), kind_of_answer("See above, and the food"), kind_of_answer("I've nothing to add.")
    ('referral', 'substantive', 'none')
    >>> kind_of_answer("Nothing to improve but the food"), kind_of_answer("None", {"none": "substantive"})
    ('substantive', 'substantive')
    """
    folded = fold_answer(text)
    if folded and folded in hers:
        return hers[folded]
    if not has_words(text) and not _is_picture(text):
        return "blank"
    if folded in EVERY_DECLINED:
        return "declined"
    plain = " ".join(re.sub("[,;:.!]", " ", folded).split())  # "Nothing to add. Thanks!"
    if folded in EVERY_NONE or ANY_LACK.fullmatch(folded) or ANY_NOTHING.fullmatch(plain):
        return "none"
    is_referral = ANY_REFERRAL.fullmatch(folded) or ANY_REFERRAL.fullmatch(plain)
    return "referral" if is_referral else "substantive"


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
    """Say whether codes are looked for in a segment, if only by people, as in an emoji; people may code any."""
    return segment.answer_kind == "substantive" and not is_back_channel(segment.text)


def is_codable_by_machine(segment: Segment) -> bool:
    """Say whether the machine may look for codes in a segment: it needs words."""
    return is_codable(segment) and has_words(segment.text)


def has_words(text: str) -> bool:
    """Say whether a text holds letters or digits; an emoji alone may be an answer, but nothing can be made of it.

    >>> has_words("👍"), has_words("👍 Good")
    (False, True)
    """
    return any(character.isalnum() for character in text)


def _is_picture(text: str) -> bool:
    """Say whether a text holds an emoji, which can be an answer."""
    return any(ord(character) >= 0x2600 for character in text)
