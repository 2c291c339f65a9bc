"""The match: how well the machine's codings meet those of a person, on segments it had not learnt her answer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.agreement import UNITS
from thematica.analyses.match_figure import draw_match
from thematica.analyses.match_numbers import ALL, STATISTICS, TRUSTED, Matched, count_cells, measure_all, measure_codes
from thematica.analyses.match_words import read_match
from thematica.analyses.ratings import Ratings, collect_ratings
from thematica.analyses.resampling import Resampling, cluster_segments
from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.codings import CONSENSUS, MACHINE, Codings, join_to_segments
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.segments import Segment, Segments
from thematica.model.sentences import name_some
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

RANDOM, EVERYTHING = "random share", "everything looked at"
COUNTS = ("both", "machine_only", "person_only", "neither")


@dataclass(frozen=True)
class Sample:
    """Segments that the machine and the person are compared on.

    Attributes:
        name: ``random share``, or ``everything looked at``.
        segments: In the order of the text.
        codes: For each code in the order of the tree.
        together: For the decisions about all codes together.
    """

    name: str
    segments: tuple[Segment, ...]
    codes: tuple[Matched, ...]
    together: Matched


@dataclass(frozen=True)
class Match:
    """How well the machine's codings meet those of a person; never agreement between coders.

    Attributes:
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: What a segment is, in a word.
        coder: The person.
        taught_by: Whose codings the machine has learnt from; people's where there is no consensus, if there is one.
        random: The segments that were drawn at random for her: an estimate for all that was not coded before.
        everything: All that she has looked at, most of it chosen because it teaches most; without intervals.
        n_not_coded: Segments she has looked at and the machine has not (non-answers, and what it leaves open as not
            sure enough), left out.
        n_random_not_coded: Of these, how many were drawn at random for her.
        trusted: Positive match from which on a code is ready to be trusted.
        resampling: How the intervals were made.
    """

    level: str
    unit: str
    coder: str
    taught_by: tuple[str, ...]
    random: Sample
    everything: Sample
    n_not_coded: int
    n_random_not_coded: int
    trusted: float
    resampling: Resampling

    def __repr__(self) -> str:
        n, all_of_them = len(self.random.segments), len(self.everything.segments)
        return f"<Match: machine and {self.coder}, {n} of {all_of_them} {self.unit}s at random, level {self.level}>"

    def find(self, id: str = ALL) -> Matched:
        """Give what the random share says of a code or theme, by its id, else of all; KeyError if there is none."""
        for each in (*self.random.codes, self.random.together):
            if each.id == id:
                return each
        raise KeyError(id)

    def codes_in_state(self, state: str) -> tuple[Matched, ...]:
        """Give the codes that are ``ready``, ``not ready`` or ``not known yet``."""
        return tuple(each for each in self.random.codes if each.state == state)

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a sample, code and statistic."""
        import pandas as pd

        rows = [
            [*self._place(sample, matched), name, number.value, number.low, number.high, number.remark]
            for sample in (self.random, self.everything)
            for matched in (*sample.codes, sample.together)
            for name, number in ((name, matched.numbers[name]) for name in STATISTICS)
        ]
        columns = ["level", "unit", "coder", "sample", "n_units", "id", "name", "state"]
        return pd.DataFrame(rows, columns=[*columns, "statistic", "value", "low", "high", "remark"])

    def counts_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a sample and code: in how many segments both gave it, one, neither."""
        import pandas as pd

        rows = [
            [*self._place(sample, each), each.n_both, each.n_machine_only, each.n_person_only, each.n_neither]
            for sample in (self.random, self.everything)
            for each in sample.codes
        ]
        columns = ["level", "unit", "coder", "sample", "n_units", "id", "name", "state"]
        return pd.DataFrame(rows, columns=[*columns, *COUNTS])

    def _place(self, sample: Sample, matched: Matched) -> list[object]:
        n = len(sample.segments)
        return [self.level, self.unit, self.coder, sample.name, n, matched.id, matched.name, matched.state]

    def describe(self) -> str:
        """Say in plain English how well the machine meets her, which codes are ready, and what that cannot show."""
        return "\n".join(sentence for sentence in read_match(self) if sentence)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the positive match of each code with its interval, from the random share, and how often it was given."""
        return draw_match(self, ax)

    def _repr_html_(self) -> str:
        import pandas as pd

        rows = [
            {
                "name": each.name,
                "both": each.n_both,
                "machine only": each.n_machine_only,
                f"{self.coder} only": each.n_person_only,
                "state": each.state,
                **{name: round(number.value, 2) for name, number in each.numbers.items()},
            }
            for each in (*self.random.codes, self.random.together)
        ]
        return describe_in_html(self.describe()) + shorten_frame(pd.DataFrame(rows), repr(self), rows=60)


def measure_match(
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    coder: str = "",
    level: str = "code",
    unit: str = "segment",
    trusted: float = TRUSTED,
    resample: str = "session",
    n_resamples: int = 1000,
    seed: int = 1,
) -> Match:
    """Measure how well the machine's codings meet those of a person.

    The estimate rests on the segments that ``suggest_next`` drew at random for her (each fifth): they stand for the
    segments that were not coded before. The machine's row on a segment that a person has looked at is made without
    anybody's answer there (``assign_codes``). What was chosen for her because it teaches most stands for nothing but
    itself; it is counted beside, without intervals.

    Intervals of a code take the segments as they were drawn, one by one; those of all codes together are the wider
    of that and of drawing whole sessions anew.

    Args:
        codings: People's and the machine's, side by side, as ``assign_codes`` gives them; not resolved.
        segments, corpus, tree: What the codings are about.
        coder: The person; empty: the only one with a random share.
        level: ``code``, ``category``, ``subtheme`` or ``theme``; a theme is given where any of its codes is.
        unit: What a segment is, in a word.
        trusted: A code is ready to be trusted when its positive match is surely at least this; see ``judge``.
        resample: What the intervals of all codes together draw anew: ``session``, ``participant`` or ``document``.
        n_resamples: How often.
        seed: Where the draws start.

    Raises:
        AnalysisError: There is no such person, level or unit; the machine has coded nothing; or nothing that she
            has looked at was drawn at random.
    """
    if unit not in UNITS:
        raise AnalysisError(f"there is no unit '{unit}'{suggest_spelling(unit, UNITS)} ({', '.join(UNITS)})")
    if not 0 <= trusted <= 1:
        raise AnalysisError(f"trusted is {trusted}; it is a positive match, from 0 to 1")
    if strange := sorted({s.document_id for s in segments if s.document_id not in corpus.documents}):
        raise AnalysisError(f"segments of documents that are not in the corpus: {name_some(strange)}")
    who = _choose_person(codings, coder)
    ratings = collect_ratings(codings.by(who, MACHINE), segments, tree, level, (who, MACHINE), whole=False)
    drawn = _drawn_at_random(codings, who, ratings.segments)
    not_coded = _find_not_coded(codings, who, segments)
    drawn_but_not_coded = int(_drawn_at_random(codings, who, not_coded).sum())
    if not drawn.any() and drawn_but_not_coded:
        raise AnalysisError(
            f"how well the machine matches {who} is not known: all {drawn_but_not_coded} segments drawn at random for "
            f"{who} are left open by the machine (non-answers, or not sure enough for 'machine_error:' of study.yaml)"
        )
    if not drawn.any():
        raise AnalysisError(_say_none_drawn(who, len(ratings.segments)))
    cells = count_cells(ratings)
    names, cluster_of = cluster_segments([s for s, at in zip(ratings.segments, drawn, strict=True) if at], resample)
    resampling = Resampling(resample, len(names), n_resamples, seed)
    people = tuple(each for each in codings.coders if each not in (MACHINE, CONSENSUS))
    return Match(
        level=level,
        unit=unit,
        coder=who,
        taught_by=(CONSENSUS, *people) if CONSENSUS in codings.coders else people,
        random=_measure(RANDOM, ratings, cells, drawn, cluster_of, resampling, trusted),
        everything=_measure(EVERYTHING, ratings, cells, np.ones_like(drawn), cluster_of, None, trusted),
        n_not_coded=len(not_coded),
        n_random_not_coded=drawn_but_not_coded,
        trusted=trusted,
        resampling=resampling,
    )


def with_random_share(codings: Codings) -> tuple[str, ...]:
    """Name everybody who has looked at segments that were drawn at random for them."""
    drawn = {each.coder for each in codings.reviewed if each.at_random}
    return tuple(coder for coder in codings.coders if coder in drawn and coder != MACHINE)


def _measure(
    name: str,
    ratings: Ratings,
    cells: NDArray[np.float64],
    counted: NDArray[np.bool_],
    cluster_of: NDArray[np.intp],
    resampling: Resampling | None,
    trusted: float,
) -> Sample:
    segments = tuple(segment for segment, keep in zip(ratings.segments, counted, strict=True) if keep)
    seed = 0 if resampling is None else resampling.seed
    codes = measure_codes(ratings, cells[counted], intervals=resampling is not None, seed=seed, trusted=trusted)
    return Sample(name, segments, tuple(codes), measure_all(cells[counted], cluster_of, resampling, seed=seed))


def _drawn_at_random(codings: Codings, coder: str, segments: Sequence[Segment]) -> NDArray[np.bool_]:
    """Say which of the segments were drawn at random for a coder."""
    drawn = np.zeros(len(segments), dtype=np.bool_)
    spans = [each for each in codings.reviewed if each.coder == coder and each.at_random]
    drawn[join_to_segments(spans, segments)[1]] = True
    return drawn


def _find_not_coded(codings: Codings, coder: str, segments: Segments) -> list[Segment]:
    hers, machine = (
        set(join_to_segments([each for each in codings.reviewed if each.coder == who], segments)[1].tolist())
        for who in (coder, MACHINE)
    )
    return [segment for i, segment in enumerate(segments) if i in hers and i not in machine]


def _choose_person(codings: Codings, coder: str) -> str:
    if coder == MACHINE:
        raise AnalysisError(f"'{MACHINE}' is the machine; name the person whose codings it is to be compared with")
    people = tuple(each for each in codings.coders if each != MACHINE)
    if coder and coder not in people:
        near = suggest_spelling(coder, people)
        raise AnalysisError(f"nobody called '{coder}' has coded{near} (coders: {', '.join(people) or 'none'})")
    if not people:
        raise AnalysisError("no person has coded yet, so that there is nothing to compare the machine with")
    if MACHINE not in codings.coders:
        raise AnalysisError(
            "the machine has coded nothing here; 'assign_codes' adds its codings to people's (a tree needs codes first)"
        )
    able = with_random_share(codings)
    if coder or len(able) == 1:
        return coder or able[0]
    if not able:
        raise AnalysisError(_say_none_drawn(people[0] if len(people) == 1 else "", 0))
    raise AnalysisError(
        f"say whose codings the machine is to be compared with; segments were drawn at random for {', '.join(able)}"
    )


def _say_none_drawn(coder: str, n: int) -> str:
    of = f" of the {n:,} segments that {coder} has looked at" if n else ""
    return (
        f"how well the machine matches {coder or 'anybody'} is not known: none{of} was drawn at random. Fill in sheets "
        f"of 'thematica next{f' --coder {coder}' if coder else ''}' and put them into codings/ with their column "
        "'chosen': each fifth segment on them is drawn at random"
    )
