"""Is the match of the machine and a person measured honestly, and how does it stand beside two people's agreement?

    python -m benchmarks.match --data DATA    four hand-coded sets, written to benchmarks/results/match.json
    python -m benchmarks.match --quick        the invented study, to see that it runs; nothing is written

Honest: a simulated researcher codes 200 segments as `thematica next` suggests them, each fifth of which is drawn at
random; ``measure_match`` estimates from these 40. The truth is the match on all segments she has not seen. Told is how
often the 95% interval holds it, the bias of what the random share says and of what all 200 say, and how often a code
that is said to be ready (or not) is. In the sets every segment has a code; with few codes (each fourth of them by how
often it is used) most have none, as in a transcript.

SIGHT: two people coded the same comments. The machine is taught half of one person's codings; its rows on that half
are made without hers, and on the other half nobody's are known.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.agreement import KNOWN
from benchmarks.coding.methods import BATCH
from benchmarks.coding.researcher import Researcher, split_by_text
from benchmarks.coding.scores import kappas
from benchmarks.coding.sets import CodedSet, load_coded_set, load_invented_set
from benchmarks.data import MissingData
from thematica.analyses.match import Match, Sample, measure_match
from thematica.analyses.match_numbers import NOT_READY, READY, STATISTICS, Matched
from thematica.analyses.resampling import Resampling, estimate
from thematica.backends.linear_coder import LinearCoder
from thematica.model.codings import MACHINE, Coding, Codings, Reviewed
from thematica.model.corpus import Corpus, Document, Documents, Session, Sessions
from thematica.model.protocols import Fit
from thematica.model.segments import Segment, Segments
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.versions import list_versions
from thematica.steps.review import Choice, choose_next

RESULTS = Path(__file__).parent / "results" / "match.json"
SETS = ("NHS", "GENNOVATE", "SERDIF", "GENNOVATE, few codes", "SERDIF, few codes")
DECISIONS = 200
SEEDS = 40
SIGHT_SEEDS = 20
LEAST_USES = 5  # in the random share; of codes with fewer nothing is said
SHOWN = ("positive", "precision", "recall", "kappa")
RESAMPLES = 500
HER = "her"
Row = dict[str, Any]
Checks = dict[str, list[tuple[float, ...]]]


def load(name: str, data: Path | None, cache: Path | None) -> CodedSet:
    """Read a set, with all its codes or with few of them."""
    study = load_coded_set(name.partition(",")[0], data, cache)
    if "," not in name:
        return study
    kept = np.sort(np.argsort(-study.truth.sum(axis=0), kind="stable")[1::4])
    return replace(
        study,
        name=name,
        codes=tuple(study.codes[j] for j in kept),
        truth=study.truth[:, kept],
        descriptions=tuple(study.descriptions[j] for j in kept),
        parents=study.parents[kept],
    )


def decide(study: CodedSet, decisions: int, seed: int) -> tuple[list[Choice], Fit]:
    """Code segments as they are suggested; give which, and what the machine then says of all."""
    coder, her, taught = LinearCoder(), Researcher(study, np.arange(len(study.texts))), dict[int, frozenset[int]]()
    chosen: list[Choice] = []

    def learn() -> Fit:
        return coder.assign(study.vectors, study.texts, study.descriptions, taught, np.arange(len(study.texts)))

    while len(taught) < decisions:
        strengths = learn().strengths if taught else None
        found = choose_next(study.vectors, strengths, taught, min(BATCH, decisions - len(taught)), seed)
        chosen += found
        taught |= {c.place: frozenset(np.flatnonzero(her.code(c.place)).tolist()) for c in found}
    return chosen, learn()


def measure(study: CodedSet, chosen: Sequence[Choice], fits: NDArray[np.bool_], seed: int) -> Match:
    """Measure the match as a study does, on the segments she has looked at."""
    names = {choice.place: f"T{choice.place:05d}" for choice in chosen}
    session_of = {place: f"S{study.groups[place]:05d}" for place in names}
    documents = [Document(id=name, text="text", session_id=session_of[i]) for i, name in names.items()]
    segments = [
        Segment(id=f"{d.id}:0-4", document_id=d.id, turn_id=d.id, session_id=d.session_id, start=0, end=4, text="text")
        for d in documents
    ]
    given = [(HER, i, j) for i in names for j in np.flatnonzero(study.truth[i])]
    given += [(MACHINE, i, j) for i in names for j in np.flatnonzero(fits[i])]
    codings = Codings(
        (
            Coding(document_id=names[i], start=0, end=4, quote="text", code_id=study.codes[j], coder=who)
            for who, i, j in given
        ),
        reviewed=[
            Reviewed(document_id=names[c.place], start=0, end=4, coder=who, at_random=who == HER and c.at_random)
            for c in chosen
            for who in (HER, MACHINE)
        ],
    )
    corpus = Corpus(
        documents=Documents(documents), sessions=Sessions(Session(id=s) for s in dict.fromkeys(session_of.values()))
    )
    tree = ThemeTree((Theme(id="all-codes", name="All", codes=tuple(Code(id=c, name=c) for c in study.codes)),))
    return measure_match(codings, Segments(segments), corpus, tree, n_resamples=RESAMPLES, seed=seed + 1)


def count_truth(study: CodedSet, unseen: NDArray[np.intp], fits: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Count what both give, the machine only, she only, and neither, on what she has not seen; shape (codes, 4)."""
    hers, said = study.truth[unseen], fits[unseen]
    cells = (hers & said, ~hers & said, hers & ~said, ~hers & ~said)
    return np.stack([each.sum(axis=0) for each in cells], axis=-1).astype(np.float64)


def check(study: CodedSet, decisions: int, seeds: int) -> Row:
    """Compare what the match says with the truth, over many runs of decisions."""
    found: Checks = {}
    states = dict.fromkeys(("ready", "ready_rightly", "not_ready", "not_ready_rightly", "codes"), 0)
    for seed in range(seeds):
        chosen, fit = decide(study, decisions, seed)
        match = measure(study, chosen, fit.fits, seed)
        unseen = np.setdiff1d(np.arange(len(study.texts)), [choice.place for choice in chosen])
        truth = count_truth(study, unseen, fit.fits)
        drawn = np.array([choice.place for choice in chosen if choice.at_random])
        by_code = {name: _resampled_only(study, drawn, fit.fits, name, seed) for name in SHOWN}
        for name in SHOWN:
            right = STATISTICS[name]
            _keep(found, f"all {name}", match.random.together, float(right(truth.sum(axis=0))), name)
            everything = match.everything.together.numbers[name].value
            found.setdefault(f"everything {name}", []).append((everything - float(right(truth.sum(axis=0))),))
            for j, matched in enumerate(match.random.codes):
                if matched.n_used >= LEAST_USES:
                    _keep(found, f"code {name}", matched, float(right(truth[j])), name)
                    low, high = by_code[name][0][j], by_code[name][1][j]
                    held = low <= right(truth[j]) <= high
                    found.setdefault(f"sessions only {name}", []).append((float(held),))
        _count_states(states, match.random, truth, match.trusted)
    return {
        "segments": len(study.texts),
        "codes": len(study.codes),
        "codes_a_segment": round(float(study.truth.sum(axis=1).mean()), 2),
        "sessions": study.group_kind or "none",
        "decisions": decisions,
        "seeds": seeds,
        "drawn_at_random": len(drawn),
        "all": _tell(found, "all"),
        "codes_with_enough_uses": _tell(found, "code"),
        "held_if_sessions_were_drawn_anew_only": {name: _mean(found, f"sessions only {name}", 0) for name in SHOWN},
        "bias_of_everything_looked_at": {name: _mean(found, f"everything {name}", 0) for name in SHOWN},
        "states": states,
    }


def _keep(found: Checks, key: str, matched: Matched, truth: float, name: str) -> None:
    number = matched.numbers[name]
    if not np.isnan(number.value) and not np.isnan(truth):
        held = number.low <= truth <= number.high
        found.setdefault(key, []).append((float(held), number.value - truth, number.high - number.low))


def _tell(found: Checks, what: str) -> Row:
    return {
        name: {
            "n": len(found.get(f"{what} {name}", ())),
            **{word: _mean(found, f"{what} {name}", k) for k, word in enumerate(("held", "bias", "width"))},
        }
        for name in SHOWN
    }


def _mean(found: Checks, key: str, k: int) -> float | None:
    rows = found.get(key, [])
    return round(float(np.mean([row[k] for row in rows])), 3) if rows else None


def _resampled_only(
    study: CodedSet, drawn: NDArray[np.intp], fits: NDArray[np.bool_], name: str, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give for each code the interval that drawing whole sessions anew would give by itself."""
    places, cluster_of = np.unique(study.groups[drawn], return_inverse=True)
    by_session = np.stack([count_truth(study, drawn[cluster_of == k], fits) for k in range(len(places))])
    resampling = Resampling("session", len(places), RESAMPLES, seed + 1)
    found = estimate(STATISTICS[name](resampling.add_up(by_session)))
    return found.low, found.high


def _count_states(states: dict[str, int], random: Sample, truth: NDArray[np.float64], trusted: float) -> None:
    for matched, cells in zip(random.codes, truth, strict=True):
        good = bool(STATISTICS["positive"](cells) >= trusted)
        states["codes"] += 1
        states["ready"] += matched.state == READY
        states["ready_rightly"] += matched.state == READY and good
        states["not_ready"] += matched.state == NOT_READY
        states["not_ready_rightly"] += matched.state == NOT_READY and not good


def measure_sight(study: CodedSet, seeds: int) -> Row:
    """Give for each code the kappa of two people, and of the machine with each when taught half of that one's."""
    second = study.second if study.second is not None else study.truth
    machine = []
    for hers in (study.truth, second):
        for seed in range(seeds):
            half, rest = split_by_text(study, seed)
            taught = {int(i): frozenset(np.flatnonzero(hers[i]).tolist()) for i in half}
            alone = np.arange(len(study.texts))
            fits = LinearCoder().assign(study.vectors, study.texts, study.descriptions, taught, alone).fits
            machine.append([kappas(hers[rows], fits[rows]) for rows in (half, rest)])
    people, (crossed, unseen) = kappas(study.truth, second), np.mean(machine, axis=0)
    rows = [
        {
            "code": study.codes[j].removeprefix("annotator_H1_"),
            "uses": int(study.truth[:, j].sum()),
            "two_people": round(float(people[j]), 3),
            "two_people_all_comments": KNOWN[study.codes[j].removeprefix("annotator_H1_")],
            "machine_on_the_half_taught": round(float(crossed[j]), 3),
            "machine_on_the_other_half": round(float(unseen[j]), 3),
        }
        for j in study.scored
    ]
    return {"comments": len(study.texts), "seeds": seeds, "codes": sorted(rows, key=lambda row: -row["two_people"])}


def _print(name: str, row: Row) -> None:
    print(f"{name}: {row['drawn_at_random']} of {row['decisions']} drawn at random, {row['seeds']} seeds")
    for what in ("all", "codes_with_enough_uses"):
        for statistic, told in row[what].items():
            print(f"  {what:<24} {statistic:<10} {told}")
    print(f"  sessions drawn anew only: {row['held_if_sessions_were_drawn_anew_only']}")
    print(f"  bias of everything looked at: {row['bias_of_everything_looked_at']}; states: {row['states']}", flush=True)


def keep(found: Row) -> None:
    """Write what was measured; what was measured before of other sets stays."""
    record = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    record |= {"versions": list_versions(), **found}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(dict(sorted(record.items())), indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="Is the match of the machine and a person measured honestly?")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    parser.add_argument("--sets", nargs="+", choices=["SIGHT", *SETS], default=["SIGHT", *SETS])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    options = parser.parse_args()
    if options.quick:
        _print("mentoring", check(load_invented_set(), 60, 2))
        return 0
    try:
        if "SIGHT" in options.sets:
            sight = measure_sight(load_coded_set("SIGHT", options.data, options.cache), SIGHT_SEEDS)
            for row in sight["codes"]:
                print(row)
            keep({"sight": sight})
        for name in (each for each in options.sets if each != "SIGHT"):
            found = check(load(name, options.data, options.cache), DECISIONS, options.seeds)
            _print(name, found)
            keep({name: found})
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
