"""A study survives whatever stops a run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.study.test_study import TREE, make_study
from thematica import Study

KILLS = int(os.environ.get("THEMATICA_KILLS", "20"))
ROOT = Path(__file__).parents[2]


def start(study: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "thematica", "run", str(study)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_run_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    make_study(tmp_path / "whole")
    began = time.monotonic()
    run = start(tmp_path / "whole")
    run.communicate()
    assert run.returncode == 0
    whole = time.monotonic() - began
    moments = random.Random(1)
    killed = 0

    for number in range(3 * KILLS):
        study = tmp_path / f"killed-{number}"
        make_study(study)
        moment = moments.uniform(0.3, 1.0) * whole
        began = time.monotonic()
        run = start(study)
        try:
            run.communicate(timeout=moment)
            whole = min(whole, time.monotonic() - began)  # it had finished: the machine has become faster
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.communicate()
        killed += run.returncode == -signal.SIGKILL

        text = (study / "themes.yaml").read_text(encoding="utf-8")
        assert text.startswith(TREE)
        Study.open(study).run()

        after = (study / "themes.yaml").read_text(encoding="utf-8")
        assert after.startswith(text)
        assert after.count("- id: k-") == (tmp_path / "whole" / "themes.yaml").read_text(encoding="utf-8").count(
            "- id: k-"
        )
        for result in (tmp_path / "whole" / "results").glob("*.csv"):
            assert (study / "results" / result.name).read_bytes() == result.read_bytes(), (number, result.name)

        if killed == KILLS:
            break

    assert killed == KILLS


def test_of_two_runs_at_once_one_works_and_the_other_works_or_says_why(tmp_path: Path) -> None:
    make_study(tmp_path)

    runs = [start(tmp_path), start(tmp_path)]
    said = [run.communicate()[1] for run in runs]

    statuses = sorted(run.returncode for run in runs)
    assert statuses in ([0, 0], [0, 1])
    if statuses == [0, 1]:
        assert any("another run of thematica is working on" in text for text in said)
    assert "Traceback" not in "".join(said)
    text = (tmp_path / "themes.yaml").read_text(encoding="utf-8")
    assert text.startswith(TREE)
    assert text.count("\nsuggestions:") == 1
