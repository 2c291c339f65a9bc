"""Strands in a notebook: trees of several parts of the material laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from thematica.analyses.joint_display import JointDisplay, lay_out
from thematica.api.making import make_embedder
from thematica.errors import SettingsError
from thematica.formats.vector_cache import VectorCache
from thematica.model.corpus import Corpus
from thematica.model.protocols import Embedder, Vectors
from thematica.model.strands import Strand, divide
from thematica.steps.code import describe_codes


def divide_corpus(corpus: Corpus, by: str) -> dict[str, Corpus]:
    """Divide a corpus into strands by an attribute of sessions or participants.

    A document has the value of its session; where that has none, the one of the participants who speak in it. What
    has no value is in no strand.

    Args:
        corpus: What was read.
        by: The attribute.

    Returns:
        Value to the part of the corpus, in the order in which the values occur.

    Raises:
        AnalysisError: There is no such attribute.
        MaterialError: Every document in which participants of several values speak.
    """
    parts = divide(corpus, by).parts
    return {value: corpus.restrict(frozenset(documents)) for value, documents in parts.items()}


def make_joint_display(strands: Sequence[Strand], *, embedder: str | Embedder = "packaged-minilm") -> JointDisplay:
    """Lay the trees of several strands side by side, with codes whose words lie near each other.

    Args:
        strands: Each with its part of the corpus, its tree and one resolved set of codings.
        embedder: The one that made the strands' embeddings; it reads the codes' descriptions.

    Raises:
        AnalysisError: There are fewer than two strands, or two of the same name.
        SettingsError: The embeddings of a strand were made by another embedder.
    """
    cached = VectorCache(make_embedder(embedder) if isinstance(embedder, str) else embedder)
    if others := {s.embeddings.embedder for s in strands} - {cached.name}:
        raise SettingsError(
            f"segments were embedded by {', '.join(sorted(others))}, but the codes would be by {cached.name}; give "
            "both the same embedder"
        )
    return lay_out(strands, describe_strands(strands, cached.embed))


def describe_strands(
    strands: Sequence[Strand], embed_texts: Callable[[Sequence[str]], Vectors]
) -> dict[str, list[Vectors]]:
    """Give for each strand the vectors of what describes each code of its tree."""
    return {s.name: describe_codes(s.tree, {}, s.embeddings, embed_texts) if len(s.tree) else [] for s in strands}
