"""The figure of keywords: for each group the words that stand out most, readable in greyscale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thematica.analyses.drawing import PALETTE
from thematica.model.sentences import count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from thematica.analyses.keywords import Keyword, Keywords

MOST_ROWS = 60  # words in all: what stands on a page
MOST, FEWEST = 10, 3  # words of a group
MOST_GROUPS = 12
WIDTH = 6.4  # inches
BETWEEN = 1.6  # rows from a group's last word to the next group's name


def draw_keywords(keywords: Keywords, ax: Axes | None) -> Axes:
    """Draw the z of each group's most typical words, with how often they were said and by how many."""
    import matplotlib.pyplot as plt

    axes = ax if ax is not None else plt.subplots(figsize=size_keywords(keywords), layout="constrained")[1]
    shown = _choose(keywords)
    ticks, y = [], 0.0
    for place, (title, words) in enumerate(shown):
        color = PALETTE[place % len(PALETTE)]
        axes.text(0, y, title, fontsize=9, weight="bold", va="center", color=color, parse_math=False)
        for word in words:
            y += 1
            axes.plot([0, word.z], [y, y], color=color, linewidth=1)
            axes.plot(word.z, y, "o", color=color, markersize=4.5)
            axes.annotate(
                f"{word.n:,}, {_speakers(word.n_speakers)}", (word.z, y), (6, 0), textcoords="offset points",
                fontsize=7, va="center",
            )  # fmt: skip
            ticks.append((y, word.word))
        y += BETWEEN
    axes.set_yticks([at for at, _ in ticks], labels=[word for _, word in ticks], parse_math=False, fontsize=8)
    axes.set_ylim(y - 0.6, -0.8)
    axes.set_xlim(0, 1.3 * max((word.z for _, words in shown for word in words), default=1.0))
    left = len(keywords.groups) - len(shown)
    more = f"; {count(left, 'further group')} not drawn" if left else ""
    axes.set_xlabel(
        f"How far a word stands out: z of the log-odds ratio against all other groups\n"
        f"(beside it: how often it was said, and by how many participants){more}",
        fontsize=8,
    )
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return axes


def size_keywords(keywords: Keywords) -> tuple[float, float]:
    """Give the width and height, in inches, that the figure needs."""
    shown = _choose(keywords)
    return WIDTH, 1.3 + 0.2 * sum(len(words) + BETWEEN for _, words in shown)


def _choose(keywords: Keywords) -> list[tuple[str, tuple[Keyword, ...]]]:
    """Give the groups that are drawn, each with its title and words: fewer words where there are many groups."""
    n = max(FEWEST, min(MOST, MOST_ROWS // max(len(keywords.groups), 1)))
    return [
        (f"{group} ({words:,} words, {_speakers(people)})", keywords.of(group, n=n))
        for group, words, people in keywords.groups[:MOST_GROUPS]
    ]


def _speakers(n: int) -> str:
    return count(n, "speaker")
