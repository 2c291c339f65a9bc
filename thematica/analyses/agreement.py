"""Agreement: how far people who coded independently of each other applied the same codes to the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from thematica.analyses.agreement_numbers import ALL, Coefficient, measure_codes, measure_passages, measure_sets
from thematica.analyses.agreement_words import read_agreement
from thematica.analyses.drawing import PALETTE
from thematica.analyses.ratings import Ratings, collect_ratings
from thematica.analyses.resampling import Resampling, cluster_segments
from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.codings import CONSENSUS, MACHINE, Codings
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.model.sentences import name_some, shorten
from thematica.model.settings import UNITS_OF_TEXT
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

NAME_WIDTH = 40  # characters of a name in the figure
FRAMES = ("reviewed", "documents")
UNITS = ("segment", *UNITS_OF_TEXT)
# Marks that differ in greyscale, too.
DOT: dict[str, Any] = {"marker": "o", "markersize": 5.5, "color": PALETTE[0]}
DIAMOND: dict[str, Any] = {"marker": "D", "markersize": 5, "markerfacecolor": "white", "color": PALETTE[1], "ls": ""}
COLUMNS = (
    "level",
    "unit",
    "n_units",
    "coders",
    "id",
    "name",
    "statistic",
    "value",
    "low",
    "high",
    "n_dropped",
    "remark",
    "round",
)


@dataclass(frozen=True)
class Agreement:
    """How far coders agree, for each code and for all of them.

    Attributes:
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: What a segment is, in a word.
        frame: ``reviewed`` or ``documents``: what counts as looked at.
        ratings: The segments compared, and who applied what there.
        resampling: How the intervals were made.
        coefficients: For each code in the order of the tree, then for all of them.
        round: The round of coding compared; None: all rounds together.
        rounds: The rounds that the codings compared belong to.
        coded_blind: Those who are known to have coded without seeing each other's codings.
        drawn: How the segments compared were drawn, in a sentence; empty where that is not recorded.
    """

    level: str
    unit: str
    frame: str
    ratings: Ratings
    resampling: Resampling
    coefficients: tuple[Coefficient, ...]
    round: str | None = None
    rounds: tuple[str, ...] = ()
    coded_blind: tuple[str, ...] = ()
    drawn: str = ""

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is compared."""
        return self.ratings.coders

    def __repr__(self) -> str:
        n, nodes = len(self.ratings.segments), len(self.ratings.nodes)
        return f"<Agreement: {', '.join(self.coders)} on {n} {self.unit}s, {nodes} at level {self.level}>"

    def find(self, statistic: str, id: str = ALL) -> Coefficient:
        """Give one coefficient, of a code or theme by its id, else of all together; KeyError if there is none."""
        for each in self.coefficients:
            if (each.statistic, each.id) == (statistic, id):
                return each
        raise KeyError((statistic, id))

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a code and statistic."""
        import pandas as pd

        about = [self.level, self.unit, len(self.ratings.segments), ", ".join(self.coders)]
        rows = [
            [*about, c.id, c.name, c.statistic, c.value, c.low, c.high, c.n_dropped, c.remark, self.round or ""]
            for c in self.coefficients
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def counts_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a code and coder: applied to how many of the segments looked at."""
        import pandas as pd

        looked = self.ratings.n_looked
        rows = [
            [self.level, node.id, node.name, coder, int(self.ratings.n_applied[i, j]), int(looked[j])]
            for i, node in enumerate(self.ratings.nodes)
            for j, coder in enumerate(self.coders)
        ]
        return pd.DataFrame(rows, columns=["level", "id", "name", "coder", "n_applied", "n_looked_at"])

    def disagreements(self, code: str = "") -> pd.DataFrame:
        """Give a pandas table with one row a segment and code that not all coders applied who looked there.

        Args:
            code: Id or name of one code or theme; empty: all.

        Returns:
            Who applied it and who did not, what each coder applied there in all (None: not looked at), and the words.

        Raises:
            AnalysisError: There is no such code at this level.
        """
        import pandas as pd

        nodes = self.ratings.nodes
        if code and not any(code in (node.id, node.name) for node in nodes):
            near = suggest_spelling(code, [word for node in nodes for word in (node.id, node.name)])
            raise AnalysisError(f"there is no {self.level} '{code}'{near}")
        rows = []
        for at, i, n, r in self.ratings.cells.tolist():
            if n == r or (code and code not in (nodes[i].id, nodes[i].name)):
                continue
            segment = self.ratings.segments[at]
            sets = [self.ratings.codes_given.get((at, j), ()) for j in range(len(self.coders))]
            looked = list(zip(self.coders, sets, self.ratings.looked[at].tolist(), strict=True))
            yes = ", ".join(coder for coder, own, _ in looked if i in own)
            no = ", ".join(coder for coder, own, has in looked if has and i not in own)
            words = ["; ".join(nodes[k].name for k in own) if has else None for _, own, has in looked]
            place = [segment.id, segment.document_id, segment.session_id, segment.participant_id]
            rows.append([*place, nodes[i].id, nodes[i].name, yes, no, *words, segment.text])
        columns = ["segment", "document", "session", "participant", "id", "name", "applied_by", "not_applied_by"]
        frame = pd.DataFrame(rows, columns=[*columns, *(f"codes_by_{coder}" for coder in self.coders), "text"])
        if self.round is not None:
            frame.insert(0, "round", self.round)
        return frame

    def describe(self) -> str:
        """Say in plain English how far the coders agree, on what, and what that cannot show."""
        return "\n".join(sentence for sentence in read_agreement(self) if sentence)

    @property
    def figure_size(self) -> tuple[float, float]:
        """The width and height, in inches, that the figure needs."""
        return 7.2, 1.4 + 0.27 * len(self.ratings.nodes)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw alpha with its interval and AC1 for each code, with how often each coder applied it."""
        import matplotlib.pyplot as plt

        rows = [*((node.id, node.name) for node in self.ratings.nodes), (ALL, "mean of the codes")]
        axes = ax if ax is not None else plt.subplots(figsize=self.figure_size, layout="constrained")[1]
        for y, (node_id, _) in enumerate(rows):
            alpha, ac1 = self.find("alpha", node_id), self.find("ac1", node_id)
            if np.isnan(alpha.value):
                axes.text(0.02, y, alpha.remark, va="center", fontsize=8, style="italic", color=PALETTE[5])
                continue
            axes.plot([alpha.low, alpha.high], [y, y], color=PALETTE[0], linewidth=1.6, solid_capstyle="butt")
            axes.plot(ac1.value, y, **DIAMOND)
            axes.plot(alpha.value, y, **DOT)
        self._write_margins(axes, [name for _, name in rows])
        return axes

    def _write_margins(self, axes: Axes, names: Sequence[str]) -> None:
        """Name the rows, the marks and the axis, and write at the right how often each coder applied each code."""
        from matplotlib.lines import Line2D

        axes.set_yticks(range(len(names)), labels=[shorten(name, NAME_WIDTH) for name in names], parse_math=False)
        axes.set_ylim(len(names) - 0.4, -0.9)
        axes.axhline(len(names) - 1.5, color=PALETTE[5], linewidth=0.6)
        right = axes.get_yaxis_transform()
        small: dict[str, Any] = {"transform": right, "fontsize": 8, "va": "center", "ha": "left", "parse_math": False}
        axes.text(1.02, -0.75, "applied by " + ", ".join(self.coders), **small)
        for y, counts in enumerate(self.ratings.n_applied.tolist()):
            axes.text(1.02, y, ", ".join(f"{n:,}" for n in counts), **small)
        axes.axvline(0, color=PALETTE[5], linewidth=0.6, linestyle=":")
        axes.set_xlim(min(-0.05, axes.get_xlim()[0]), 1.03)
        marks = [
            Line2D([], [], label="Krippendorff's alpha, 95% interval", **DOT),
            Line2D([], [], label="Gwet's AC1", **DIAMOND),
        ]
        axes.legend(handles=marks, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8)
        axes.set_xlabel(f"Agreement on {len(self.ratings.segments):,} {self.unit}s (0: as by chance, 1: always)")
        axes.tick_params(axis="y", length=0)
        axes.spines[["top", "right", "left"]].set_visible(False)

    def _repr_html_(self) -> str:
        import pandas as pd

        wide: dict[str, dict[str, object]] = {}
        for c in self.coefficients:
            wide.setdefault(c.id, {"name": c.name if c.id else "all"})[c.statistic] = round(c.value, 3)
        table = pd.DataFrame(list(wide.values()))
        return describe_in_html(self.describe()) + shorten_frame(table, repr(self), rows=60)


def measure_agreement(
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "code",
    coders: Sequence[str] = (),
    unit: str = "segment",
    frame: str = "reviewed",
    round: str | None = None,
    coded_blind: Sequence[str] = (),
    resample: str = "session",
    n_resamples: int = 1000,
    seed: int = 1,
) -> Agreement:
    """Measure how far people agree on which code applies where.

    Compared are the segments that two coders or more have looked at; a coder who has not looked there is missing
    there. Each code is a decision of its own (applies or not), uncoded segments included, since a segment may have
    several codes; ``alpha_masi`` is about the whole sets of codes. Where coders cut passages of their own,
    ``u_alpha`` judges their borders, too, on the words that all of them have looked at.

    Args:
        codings: Everybody's codings as they were read, not resolved.
        segments, corpus, tree: What the codings are about.
        level: ``code``, ``category``, ``subtheme`` or ``theme``; a theme applies where any of its codes does.
        coders: People, two or more; empty: everybody but the machine and the consensus.
        unit: What a segment is, in a word: how the segments were cut.
        frame: What counts as looked at: ``reviewed`` (what the codings say), or ``documents`` (the whole of every
            document in which the coder has coded anything: for codings made by reading from end to end).
        round: The round of coding to compare (empty: what names none); None: all of them together, which the reading
            says.
        coded_blind: Coders who coded without seeing each other's codings; only the team knows.
        resample: What the intervals draw anew: ``session``, ``participant`` or ``document``.
        n_resamples: How often; 0: no intervals.
        seed: Where the draws start.

    Raises:
        AnalysisError: The coders are not two people who have coded, or there is no such level, unit, frame or
            way to resample.

    Source: Krippendorff (2019), Content Analysis, 4th ed.; Gwet (2014), Handbook of Inter-Rater Reliability; each
    coefficient names its own.
    """
    codings = codings if round is None else codings.of_round(round)
    people = choose_people(codings, (coders,) if isinstance(coders, str) else tuple(coders))
    for word, choice, known in (("unit", unit, UNITS), ("frame", frame, FRAMES)):
        if choice not in known:
            raise AnalysisError(f"there is no {word} '{choice}'{suggest_spelling(choice, known)} ({', '.join(known)})")
    if n_resamples < 0:
        raise AnalysisError(f"n_resamples is {n_resamples}; 0 is for no intervals, 1000 is usual")
    if strange := sorted({s.document_id for s in segments if s.document_id not in corpus.documents}):
        raise AnalysisError(f"segments of documents that are not in the corpus: {name_some(strange)}")
    own = codings.by(*people)
    ratings = collect_ratings(own, segments, tree, level, people, whole=frame == "documents")
    names, cluster_of = cluster_segments(ratings.segments, resample)
    resampling = Resampling(resample, len(names), n_resamples, seed)
    found = [
        *measure_codes(ratings, cluster_of, resampling),
        *measure_sets(ratings, cluster_of, resampling),
        *measure_passages(own, ratings, tree, level, resampling),
    ]
    place = {node.id: i for i, node in enumerate(ratings.nodes)}
    found.sort(key=lambda each: place.get(each.id, len(place)))
    blind = tuple(coder for coder in people if coder in coded_blind)
    return Agreement(
        level, unit, frame, ratings, resampling, tuple(found), round=round, rounds=own.rounds, coded_blind=blind
    )


def choose_people(codings: Codings, coders: tuple[str, ...]) -> tuple[str, ...]:
    """Give the people whose codings are compared; empty: everybody but the machine and the consensus.

    Raises:
        AnalysisError: They are not two people who have coded.
    """
    everybody = tuple(coder for coder in codings.coders if coder not in (MACHINE, CONSENSUS))
    if MACHINE in coders:
        raise AnalysisError(
            f"'{MACHINE}' is the machine, which has learnt from people's codings; how well it meets a person is a "
            "match, and agreement is between people only"
        )
    if CONSENSUS in coders:
        raise AnalysisError(
            f"'{CONSENSUS}' is what coders settled on together; agreement is between the codings they made before"
        )
    if unknown := [coder for coder in coders if coder not in everybody]:
        near = suggest_spelling(unknown[0], everybody)
        raise AnalysisError(f"nobody called '{unknown[0]}' has coded{near} (coders: {', '.join(everybody) or 'none'})")
    chosen = tuple(dict.fromkeys(coders)) or everybody
    if len(chosen) < 2:
        raise AnalysisError(
            f"agreement needs two people who have coded (here: {', '.join(chosen) or 'nobody'}); a set that "
            "was resolved to one coder, or to the consensus, has only one"
        )
    return chosen
