"""Words that the end of a line has cut in two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

TAIL = re.compile(r"(?P<word>[^\W\d_]+)(?P<hyphen>[-\u00ad\u2010])$")
HEAD = re.compile(r"(?P<word>[^\W\d_]+)(?P<rest>\S*)[ ]*")
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
SOFT = "\u00ad"
# In "Kranken- und Pflegepersonal" the hyphen stands for a word.
AND = frozenset("und oder bzw and or to bis sowie et ou y o".split())
# Before these a hyphen is part of the word more often than not.
PREFIXES = frozenset(
    "well self non co semi ex half anti pre post re part full long short high low cross mother father sister brother "
    "twenty thirty forty fifty sixty seventy eighty ninety one two three four five six seven eight nine ten e".split()
)
LEAST = 3  # lines that end in a hyphen, of a text in which a program cut the words
SHARE = 0.02  # of all lines
LONGEST = 60  # letters of half a word


def put_together(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], Counter[str]]:
    """Join words that were cut at the end of a line; what follows on the next line moves up to the first half.

    The hyphen stays where the text elsewhere writes the word with one, or where hyphens are too few to be a program's.

    >>> put_together([["That is frigh\u00ad", "tening, they said."]])
    ([['That is frightening,', 'they said.']], Counter({'frightening': 1}))
    """
    lines = [line for page in pages for line in page if line.strip()]
    words = Counter(word.casefold() for line in lines for word in WORD.findall(line))
    cut = sum(bool(TAIL.search(line[-LONGEST:])) for line in lines)
    by_program = cut >= max(LEAST, SHARE * len(lines))
    joined: Counter[str] = Counter()
    kept = [list(page) for page in pages]
    filled = [(p, i) for p, page in enumerate(kept) for i, line in enumerate(page) if line.strip()]
    for (p, i), (q, j) in pairwise(filled):
        tail, head = TAIL.search(kept[p][i][-LONGEST:]), HEAD.match(kept[q][j].lstrip())
        if not tail or not head or not head["word"][0].islower() or head["word"] in AND:
            continue
        first, last = tail["word"], head["word"]
        whole, hyphened = f"{first}{last}", f"{first}-{last}"
        keeps = tail["hyphen"] != SOFT and not words[whole.casefold()] and (
            words[hyphened.casefold()] > 0 or first.casefold() in PREFIXES or not by_program
        )  # fmt: skip
        word = hyphened if keeps else whole
        joined[word] += 1
        kept[p][i] = kept[p][i][: -len(tail[0])] + word + head["rest"]
        kept[q][j] = kept[q][j].lstrip()[head.end() :]
    return [[line.replace(SOFT, "") for line in page] for page in kept], joined
