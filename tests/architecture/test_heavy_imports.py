"""Nothing heavy is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MODELS = ("bertopic", "hdbscan", "umap", "sentence_transformers", "torch", "transformers", "spacy")
HEAVY = (*MODELS, "sklearn", "scipy", "pandas", "matplotlib", "jinja2", "ruamel", "openpyxl", "docx", "lxml", "pypdf")
REPORT = "import sys; print(' '.join(sorted({name.split('.')[0] for name in sys.modules} & set(%r))))"

FINISHED_CODINGS = """
import thematica as th
import os
os.chdir(r"{example}")
corpus = th.read_transcripts("transcripts", participants="participants.csv", sessions="sessions.csv")
segments = th.segment(corpus, unit="turn")
tree = th.read_themes("themes.yaml")
final = th.resolve(th.read_codings("codings", corpus, tree), basis="author")
saturation = th.measure_saturation(final, segments, corpus, tree, by="programme")
th.compare_groups(final, segments, corpus, tree, level="theme", by=["programme"])
assert saturation.curves[0].cumulative == (14, 22, 28, 32, 33, 33)
"""


def loaded_by(code: str, of: tuple[str, ...]) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", code + "\n" + REPORT % (of,)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_importing_thematica_loads_nothing_heavy() -> None:
    assert loaded_by("import thematica", HEAVY) == []


@pytest.mark.parametrize("arguments", ["--help", "--version", "run --help"])
def test_help_loads_nothing_heavy(arguments: str) -> None:
    code = (
        "import contextlib, io\nfrom thematica.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        f"    main({arguments.split()})"
    )

    assert loaded_by(code, HEAVY) == []


def test_every_analysis_of_finished_codings_works_without_loading_a_model(example: Path) -> None:
    assert loaded_by(FINISHED_CODINGS.format(example=example), MODELS) == []
