"""Other people's ways to code a set: BERTopic's zero-shot topics, and SetFit in a Python of its own."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.coding.methods import LEAST_LIKENESS, Method, Outcome
from benchmarks.coding.researcher import Researcher
from benchmarks.coding.sets import CodedSet

PYTHON_OF_SETFIT = "THEMATICA_SETFIT"  # environment variable: a Python that setfit is installed for
LONGEST = 600  # seconds that SetFit gets for one number of decisions
RUN_SETFIT = Path(__file__).parent / "run_setfit.py"


class BertopicZeroShot:
    """BERTopic with the codes' descriptions as zero-shot topics; a topic it finds itself is no code."""

    name = "BERTopic zero-shot"
    most = 0
    seeds = 1

    def run(self, study: CodedSet, _: Researcher, __: Sequence[int], seed: int) -> Iterator[Outcome]:
        """Give one outcome, without a decision."""
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder
        from umap import UMAP

        middles = np.array([rows.mean(axis=0) for rows in study.descriptions])
        middles /= np.linalg.norm(middles, axis=1, keepdims=True)
        known = dict(zip(study.texts, study.vectors, strict=True)) | dict(zip(study.codes, middles, strict=True))

        class Known(BaseEmbedder):
            def embed(self, documents: Sequence[str], verbose: bool = False) -> np.ndarray:  # noqa: ARG002
                return np.array([known.get(text, np.zeros(study.vectors.shape[1])) for text in documents])

        model = BERTopic(
            embedding_model=Known(),
            umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
            zeroshot_topic_list=list(study.codes),
            zeroshot_min_similarity=LEAST_LIKENESS,
        )
        topics, _ = model.fit_transform(list(study.texts), study.vectors)
        number = {code: j for j, code in enumerate(study.codes)}
        fits = np.zeros(study.truth.shape, dtype=bool)
        for row, topic in enumerate(topics):
            code = number.get(str(model.topic_labels_.get(topic)))
            if code is not None:
                fits[row, code] = True
        yield Outcome(0, fits)


class SetFit:
    """SetFit on the same embedder: fine-tuned on pairs of the coded segments, one logistic regression a code."""

    name = "random, SetFit"
    most = 100
    seeds = 1

    def run(self, study: CodedSet, her: Researcher, decisions: Sequence[int], seed: int) -> Iterator[Outcome]:
        """Give an outcome for each number of decisions that it finishes in time, from a Python of its own."""
        python = os.environ.get(PYTHON_OF_SETFIT)
        if python is None:
            raise SystemExit(f"SetFit needs {PYTHON_OF_SETFIT}=PYTHON, one that setfit is installed for")
        for k in decisions:
            if not k:
                continue
            rows = her.seen[:k]
            answers = np.array([her.code(int(row)) for row in rows])
            with tempfile.TemporaryDirectory() as folder:
                given = {"texts": study.texts, "rows": rows.tolist(), "answers": answers.astype(int).tolist()}
                (Path(folder) / "inputs.json").write_text(json.dumps(given | {"seed": seed}), encoding="utf-8")
                try:
                    subprocess.run([python, str(RUN_SETFIT), folder], check=True, timeout=LONGEST)
                except subprocess.TimeoutExpired:
                    return  # more decisions take longer still
                yield Outcome(k, np.load(Path(folder) / "fits.npy"))


PEERS: Mapping[str, Method] = {method.name: method for method in (BertopicZeroShot(), SetFit())}
