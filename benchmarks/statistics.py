"""Do intervals hold what they say where participants heard each other, and what do the statistics of a survey cost?

    python -m benchmarks.statistics           written to benchmarks/results/statistics.json
    python -m benchmarks.statistics --quick   on little, to see that it runs; nothing is written

rooms   two groups of as many sessions of seven, 2,000 codes that differ from room to room (beta-binomial) with a known
        likeness: how often the 95% interval of the difference holds the truth. plain: Newcombe's; thematica: the same
        with a design effect; bootstrap: percentiles of 1,000 draws of whole sessions within each group. differ: how
        often exchanging whole sessions gives p ≤ .05 where the groups do not differ; 0 where no test is made
cost    5,000 invented participants of three groups with three segments each, 200 codes, 1,000 resamples; two coders;
        and once more with ten participants in a session. In units of one product of matrices, resamples by participants
        with participants by codes, timed in the same run, so that it depends little on the machine. needs: of how many
        such products an analysis is made, where it is made of any
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from thematica.analyses.agreement import measure_agreement
from thematica.analyses.comparison import compare_groups
from thematica.analyses.comparison_numbers import LEVEL, Tally, compute_tests, contrast_groups
from thematica.analyses.cooccurrence import count_cooccurrence
from thematica.analyses.new_information import reorder_sessions
from thematica.analyses.order_free import draw_order_free
from thematica.analyses.permutation import DRAWS
from thematica.analyses.saturation import measure_saturation
from thematica.model.codings import Coding, Codings, Reviewed
from thematica.model.corpus import Corpus, Document, Documents, Participant, Participants, Session, Sessions
from thematica.model.incidence import EVERYBODY, count_incidence
from thematica.model.segments import Segment, Segments
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.versions import list_versions

RESULTS = Path(__file__).parent / "results" / "statistics.json"
SEED = 1
TEXT = "They were kind to me. I waited for very long. Nobody told us anything."
SENTENCES = ((0, 21), (22, 46), (47, 70))
GROUPS = ("north", "middle", "south")
IN_A_THEME = 10  # codes
IN_A_ROOM = 10  # participants, where they met
MISSED = 0.1  # of the codings of the first coder that the second does not make, and the other way round
SUMS = 4  # numbers a code and participant that agreement of two coders adds up
TIMES = 3
SEATS = 7  # participants in a focus group
ROOMS, LIKENESS, SHARES = (3, 6, 12), (0.0, 0.15, 0.4), ((0.4, 0.4), (0.6, 0.3))


@dataclass(frozen=True)
class Survey:
    """An invented study."""

    codings: Codings
    segments: Segments
    corpus: Corpus
    tree: ThemeTree


def invent(participants: int, codes: int, coders: Sequence[str], in_a_session: int = 1) -> Survey:
    """Invent a study: each participant's words are one document of three sentences.

    The group belongs to the session. A participant voices two or three codes, as in short answers.
    """
    random = np.random.default_rng(SEED)
    frequency = 0.3 / np.arange(1, codes + 1) ** 0.9
    people = [f"P{i:05d}" for i in range(participants)]
    session_of = [f"S{i // in_a_session:05d}" for i in range(participants)]
    group_of = {session: GROUPS[random.integers(len(GROUPS))] for session in dict.fromkeys(session_of)}
    segments = Segments(
        Segment(
            id=f"{person}:{start}-{end}", document_id=person, turn_id=f"{person}:t1", session_id=session,
            participant_id=person, start=start, end=end, text=TEXT[start:end],
        )
        for person, session in zip(people, session_of, strict=True)
        for start, end in SENTENCES
    )  # fmt: skip
    voiced = random.random((participants, codes)) < frequency
    sentence_of = random.integers(0, len(SENTENCES), voiced.shape)
    records = []
    for coder in coders:
        for person, code in np.argwhere(voiced & (random.random(voiced.shape) >= MISSED)).tolist():
            start, end = SENTENCES[sentence_of[person, code]]
            quote = TEXT[start:end]
            records.append(
                Coding(document_id=people[person], start=start, end=end, quote=quote, code_id=f"c{code}", coder=coder)
            )
    reviewed = (
        Reviewed(document_id=s.document_id, start=s.start, end=s.end, coder=coder) for s in segments for coder in coders
    )
    pairs = zip(people, session_of, strict=True)
    corpus = Corpus(
        documents=Documents(Document(id=p, text=TEXT, session_id=s) for p, s in zip(people, session_of, strict=True)),
        sessions=Sessions(Session(id=session) for session in dict.fromkeys(session_of)),
        participants=Participants(
            Participant(id=person, session_ids=(session,), attributes={"region": group_of[session]})
            for person, session in pairs
        ),
    )
    names = [f"c{i}" for i in range(codes)]
    themes = (
        Theme(id=f"t{i}", name=f"Theme {i}", codes=tuple(Code(id=c, name=c) for c in names[i : i + IN_A_THEME]))
        for i in range(0, codes, IN_A_THEME)
    )
    return Survey(Codings(records, reviewed=reviewed), segments, corpus, ThemeTree(tuple(themes)))


def check_rooms(rooms: int, likeness: float, shares: tuple[float, float], n_codes: int) -> dict[str, Any]:
    """Ask how often intervals of a difference hold the truth where whole rooms are alike."""
    random = np.random.default_rng(SEED)
    group_of = np.repeat([0, 1], rooms)
    share = np.array(shares)[group_of][:, None] * np.ones((1, n_codes))
    if likeness:
        strength = 1 / likeness - 1
        share = random.beta(share * strength, (1 - share) * strength)
    voiced = random.random((2 * rooms, SEATS, n_codes)) < share[:, None, :]
    nodes = tuple(Code(id=f"c{i}", name="") for i in range(n_codes))
    session_of = np.repeat(np.arange(2 * rooms), SEATS)
    x = voiced.reshape(-1, n_codes).astype(float)
    tally = Tally("site", "participant", ("north", "south"), nodes, group_of[session_of], session_of, x)
    contrasts = list(contrast_groups(tally))
    truth = shares[0] - shares[1]
    ours = np.array([contrast.interval for contrast in contrasts])
    plain = np.array([replace(contrast, design_effect=1.0).interval for contrast in contrasts])
    counts = voiced.sum(axis=1).astype(float)
    drawn = np.stack([random.multinomial(rooms, [1 / rooms] * rooms, 1000) @ counts[group_of == g] for g in (0, 1)])
    limits = np.quantile((drawn[0] - drawn[1]) / (rooms * SEATS), [0.025, 0.975], axis=0).T
    tests = compute_tests(tally, SEED)
    found = {"rooms": rooms, "likeness": likeness, "shares": list(shares)}
    for name, each in (("plain", plain), ("thematica", ours), ("bootstrap", limits)):
        found[name] = round(float(((each[:, 0] <= truth + 1e-9) & (truth - 1e-9 <= each[:, 1])).mean()), 3)
    found["width"] = round(float((ours[:, 1] - ours[:, 0]).mean()), 2)
    if truth == 0:
        found["differ"] = round(float(np.mean([test.p is not None and test.p <= LEVEL for test in tests])), 3)
    return found


def measure_costs(participants: int, codes: int, resamples: int) -> dict[str, Any]:
    """Time every analysis, in units of one product of resamples × participants with participants × codes."""
    random = np.random.default_rng(SEED)
    weights, cells = random.random((resamples, participants)), random.random((participants, codes))
    alone, met, two = (
        invent(participants, codes, coders, size)
        for coders, size in ((("ana",), 1), (("ana",), IN_A_ROOM), (("ana", "bea"), 1))
    )
    material = (alone.segments, alone.corpus, alone.tree)
    fresh = (Codings(alone.codings, reviewed=alone.codings.reviewed) for _ in range(TIMES))  # not joined yet
    heard = count_incidence(alone.codings, *material, unit="participant")[EVERYBODY]
    product = measure_time(lambda: weights @ cells)

    def agree(n: int) -> object:
        return measure_agreement(two.codings, two.segments, two.corpus, two.tree, n_resamples=n)

    def together(n: int) -> object:
        return count_cooccurrence(alone.codings, *material, within="participant", n_resamples=n)

    def compare(study: Survey, *, tests: bool) -> object:
        return compare_groups(study.codings, study.segments, study.corpus, study.tree, by="region", tests=tests)

    seconds = {
        "codings to codes by participants": measure_time(lambda: count_incidence(next(fresh), *material)),
        "the same again": measure_time(lambda: count_incidence(alone.codings, *material, by="region")),
        "saturation by group, at 2 levels": measure_time(
            lambda: [
                measure_saturation(alone.codings, *material, by="region", level=each) for each in ("code", "theme")
            ]
        ),
        "order-free curve, intervals": measure_time(lambda: draw_order_free(heard, n_resamples=resamples)),
        "the rule in as many orders": measure_time(lambda: reorder_sessions(heard, n_orders=resamples)),
        "agreement of two, numbers": measure_time(lambda: agree(0)),
        "agreement of two, intervals": measure_time(lambda: agree(resamples)) - measure_time(lambda: agree(0)),
        "co-occurrence, numbers": measure_time(lambda: together(0)),
        "co-occurrence, intervals": measure_time(lambda: together(resamples)) - measure_time(lambda: together(0)),
        "comparison of 3 groups, numbers": measure_time(lambda: compare(alone, tests=False)),
        "comparison of 3 groups, tests": measure_time(lambda: compare(alone, tests=True))
        - measure_time(lambda: compare(alone, tests=False)),
        "comparison, sessions of 10 exchanged": measure_time(lambda: compare(met, tests=True))
        - measure_time(lambda: compare(met, tests=False)),
    }
    needs = {
        "agreement of two, intervals": SUMS,
        "comparison, sessions of 10 exchanged": round(len(GROUPS) * DRAWS / resamples / IN_A_ROOM, 1),
    }
    return {
        "participants": participants,
        "codes": codes,
        "codings": len(alone.codings),
        "resamples": resamples,
        "products": {name: round(each / product, 1) for name, each in seconds.items()},
        "needs": needs,
    }


def measure_time(work: Callable[[], object]) -> float:
    """Give the shortest of three times, in seconds: the others were disturbed."""
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="Whether intervals hold, and what statistics cost.")
    parser.add_argument("--quick", action="store_true", help="on little; nothing is written")
    options = parser.parse_args(arguments)
    rooms = [
        check_rooms(n, likeness, shares, 200 if options.quick else 2000)
        for n in ROOMS
        for likeness in LIKENESS
        for shares in SHARES
    ]
    for row in rooms:
        print(row)
    costs = measure_costs(200, 20, 100) if options.quick else measure_costs(5000, 200, 1000)
    size = f"{costs['participants']:,} participants, {costs['codes']} codes, {costs['codings']:,} codings"
    print(f"{size}, {costs['resamples']:,} resamples; in products of matrices:")
    for name, products in costs["products"].items():
        needs = f"   (made of {costs['needs'][name]:g})" if name in costs["needs"] else ""
        print(f"{products:8.1f}  {name}{needs}")
    if not options.quick:
        RESULTS.parent.mkdir(exist_ok=True)
        record = {"versions": list_versions(), "seed": SEED, "rooms": rooms, "cost": costs}
        RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
