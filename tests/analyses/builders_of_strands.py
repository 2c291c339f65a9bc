"""Two invented strands whose codes lie where the tests put them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tests.fakes import make_corpus
from tests.model.builders import apply_code, look_at, make_embeddings
from thematica.model.codings import Codings
from thematica.model.protocols import Vectors
from thematica.model.strands import Strand
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment


def make_strand(
    name: str, tree: ThemeTree, said: Sequence[Sequence[tuple[str, str, Sequence[float]]]], *, unseen: int = 0
) -> Strand:
    """Make a strand of sessions with turns (speaker, code or nothing, where it lies), the last ones not looked at."""
    corpus = make_corpus(*[[(who, f"{who} says {i}.") for i, (who, _, _) in enumerate(turns)] for turns in said])
    segments = segment(corpus, "turn")
    turns = [turn for session in said for turn in session]
    assert len(turns) == len(segments)
    looked_at = list(segments)[: len(turns) - unseen]
    codings = Codings(
        [apply_code(s, code) for s, (_, code, _) in zip(looked_at, turns, strict=False) if code],
        reviewed=[look_at(s) for s in looked_at],
    )
    vectors = make_embeddings(segments, [row for _, _, row in turns])
    return Strand(name=name, corpus=corpus, segments=segments, embeddings=vectors, tree=tree, codings=resolve(codings))


def make_tree(**themes: Sequence[str]) -> ThemeTree:
    """Make a tree of themes and codes whose names are their ids."""
    return ThemeTree(
        tuple(
            Theme(id=theme, name=theme.capitalize(), codes=tuple(Code(id=c, name=c.capitalize()) for c in codes))
            for theme, codes in themes.items()
        )
    )


def describe(strand: Strand, rows: Mapping[str, Sequence[float]]) -> list[Vectors]:
    """Give for each code of a tree the one row that describes it."""
    return [np.array([rows[code.id]], dtype=np.float32) for code in strand.tree.codes]


X, Y, Z, W = np.eye(4).tolist()
BESIDE_X, BESIDE_Z = [0.7, 0.7, 0, 0], [0, 0, 0.7, 0.7]  # what the researcher keeps apart from X and Z in her tree
STUDENTS = make_strand(
    "students",
    make_tree(reaching=["busy", "chasing"], purpose=["unclear"]),
    [[("A", "busy", X), ("B", "chasing", BESIDE_X), ("B", "unclear", Z)], [("C", "busy", X), ("C", "", W)]],
)
FACULTY = make_strand(
    "faculty", make_tree(time=["workload"], role=["aimless", "alone"]),
    [[("P", "workload", X), ("P", "aimless", Z)], [("Q", "alone", BESIDE_Z), ("Q", "", W)], [("R", "", W)]],
)  # fmt: skip
DESCRIBED = {
    "students": describe(STUDENTS, {"busy": X, "chasing": BESIDE_X, "unclear": Z}),
    "faculty": describe(FACULTY, {"workload": X, "aimless": Z, "alone": BESIDE_Z}),
}
