"""How often does a candidate code keep its id when the study is run again?

    python -m benchmarks.identity --data DATA    NHS and GENNOVATE, written to benchmarks/results/identity.json
    python -m benchmarks.identity --quick        the invented study, to see that it runs

Material: patients' answers (NHS; a document each), the coded quotes of 30 focus groups, and the paragraphs of 14
transcripts (GENNOVATE, as ``benchmarks.studies`` sets them up): 300 segments of sessions drawn at random, and both
sets of GENNOVATE as a whole. A draw is changed as in ``CHANGES`` and grouped before and after; every rule sees the
same groups.

kept         share of the earlier candidates whose id is there after the change (by segments: weighted by size)
wrong        of the kept, share with fewer than half of their segments still together, or fewer than half of the
             earlier segments in them from that candidate; the simulation knows which segment became which. Rules on
             common segments can hardly do badly here, so there is the next measure:
wrong codes  of the kept, share whose most frequent human code differs before and after (a tie counts as equal)
missed       share of the earlier candidates that could rightly have been kept, and were not
offered      candidates offered under a new id after the change, for each candidate then there
AMI, F1      how the groups after the change fit human codes: AMI on segments with one code; the best group's F1, mean
             over codes
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score

import thematica as th
from benchmarks.coding import load_gennovate, load_mentoring, load_nhs
from benchmarks.data import GENNOVATE, NHS, MissingData, read_rows
from benchmarks.studies import make_gennovate
from thematica.api.making import make_clusterer, make_embedder
from thematica.formats.vector_cache import VectorCache
from thematica.model.candidates import CandidateCode, CandidateCodes
from thematica.model.protocols import Clusterer, Vectors
from thematica.model.segments import Segment, Segments
from thematica.reports.versions import list_versions
from thematica.steps.keep import keep_groups, known_groups
from thematica.steps.recognise import align_keys, key_of, recognise, renew
from thematica.steps.wording import is_codable

DRAWS = 10
DRAWS_OF_WHOLE_SETS = 3  # what is drawn differs less there, and a draw takes minutes
SAMPLE = 300  # segments: the usual study
LARGEST = 3_000  # segments of a set that is measured as a whole, too
RESULTS = Path(__file__).parent / "results" / "identity.json"
EXAMPLE = Path(__file__).parents[1] / "examples" / "mentoring"


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment before it has a place: ``origins`` are the units of the first material it descends from."""

    document_id: str
    session_id: str
    text: str
    codes: frozenset[str]
    origins: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A candidate code of one run: ``top`` its most frequent human codes, ``nearness`` of its members to its centre."""

    members: tuple[int, ...]
    keys: frozenset[str]
    origins: frozenset[int]
    top: frozenset[str]
    centre: Vectors
    nearness: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Material of one run with its groups."""

    units: Sequence[Unit]
    segments: Segments
    keys: Sequence[str]
    vectors: Vectors
    groups: Sequence[Group]

    @property
    def origins(self) -> frozenset[int]:
        """All units of the first material that something here descends from."""
        return frozenset().union(*(unit.origins for unit in self.units))

    def keys_by_document(self) -> dict[str, list[str]]:
        """Give the keys of each document in the order of the text."""
        found: dict[str, list[str]] = {}
        for unit, key in zip(self.units, self.keys, strict=True):
            found.setdefault(unit.document_id, []).append(key)
        return found


@dataclass(slots=True)
class Memory:
    """What a study remembers: every candidate ever found, all keys ever seen, and the latest run's in order."""

    groups: dict[str, Group] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    latest: Mapping[str, Sequence[str]] = field(default_factory=dict)


Rule = Callable[[Memory, Run], list[tuple[str, Group]]]  # the groups after a change, with an id or "" for a new one
Change = Callable[[Sequence[Unit], np.random.Generator], list[Sequence[Unit]]]
Alike = Callable[[Group, Group, AnySet[str], AnySet[str]], float]  # … keys seen before, keys there now


class Bench:
    """Makes runs: embeds and groups as ``steps.find`` does, without its resamples and names."""

    def __init__(self, clusterer: Clusterer) -> None:
        self.clusterer = clusterer
        self.embed = VectorCache(make_embedder("packaged-minilm")).embed

    def run(self, units: Sequence[Unit], seed: int = 1) -> Run:
        """Group some material."""
        kept = [(unit, segment) for unit, segment in zip(units, _place(units), strict=True) if is_codable(segment)]
        segments = Segments(segment for _, segment in kept)
        vectors = self.embed(segments.texts)
        run = Run([unit for unit, _ in kept], segments, [key_of(segment) for segment in segments], vectors, [])
        return replace(run, groups=gather(run, self.group(vectors, segments.texts, seed)))

    def group(self, vectors: Vectors, texts: Sequence[str], seed: int = 1) -> NDArray[np.intp]:
        """Give the group of each text; equal texts are grouped once and weigh as often as they occur."""
        times = Counter(texts)
        place = {text: i for i, text in enumerate(times)}
        at = [place[text] for text in texts]
        first = np.unique(at, return_index=True)[1]
        labels = self.clusterer.group(vectors[first], np.array(list(times.values()), dtype=np.intp), seed, list(times))
        return labels[at]


def gather(run: Run, labels: NDArray[np.intp]) -> list[Group]:
    """Make groups of at least two segments from labels; negative labels are left out."""
    members = [np.flatnonzero(labels == label) for label in np.unique(labels[labels >= 0])]
    groups = [_group(run, found) for found in members if len(found) >= 2]
    return sorted(groups, key=lambda group: (-len(group.members), group.members[0]))


def _group(run: Run, found: NDArray[np.intp]) -> Group:
    codes = Counter(code for i in found for code in run.units[i].codes)
    mean = run.vectors[found].mean(axis=0)
    centre = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return Group(
        members=tuple(found.tolist()),
        keys=frozenset(run.keys[i] for i in found),
        origins=frozenset().union(*(run.units[i].origins for i in found)),
        top=frozenset(code for code, n in codes.items() if n == max(codes.values())),
        centre=centre,
        nearness=run.vectors[found] @ centre,
    )


def _place(units: Sequence[Unit]) -> list[Segment]:
    at: Counter[str] = Counter()
    segments = []
    for unit in units:
        name, start = unit.document_id, at[unit.document_id]
        end = at[name] = start + len(unit.text)
        place = Segment(
            id=f"{name}:{start}-{end}",
            document_id=name,
            turn_id=name,
            session_id=unit.session_id,
            start=start,
            end=end,
            text=unit.text,
        )
        segments.append(place)
    return segments


# How material changes: the runs of a draw, the first before the change.


def remove_some(units: Sequence[Unit], random: np.random.Generator) -> list[Sequence[Unit]]:
    """Take a tenth of the segments out, anywhere."""
    gone = set(random.choice(len(units), len(units) // 10, replace=False).tolist())
    return [units, [unit for i, unit in enumerate(units) if i not in gone]]


def add_sessions(units: Sequence[Unit], random: np.random.Generator, share: float, steps: int) -> list[Sequence[Unit]]:
    """Let sessions arrive one after the other, in random order: the last segments are new, in equal steps."""
    arrived = _shuffle_sessions(units, random)
    ends = np.linspace(1 / (1 + share), 1, steps + 1) * len(units)
    return [arrived[: round(float(end))] for end in ends]


def _shuffle_sessions(units: Sequence[Unit], random: np.random.Generator) -> list[Unit]:
    order = {name: i for i, name in enumerate(random.permutation(list(dict.fromkeys(u.session_id for u in units))))}
    return sorted(units, key=lambda unit: order[unit.session_id])


def correct(units: Sequence[Unit], random: np.random.Generator, share: float) -> list[Sequence[Unit]]:
    """Correct a transcript: words in ``share`` of the segments, cuts in a fifth as many.

    Half of the corrected segments get a word of another segment for one of theirs, half "[Tutor 1]" for a word. Half of
    the moved cuts join a segment with the next of its document, half split one in the middle.
    """
    n, cuts = round(share * len(units)), round(share * len(units) / 5)
    what = np.full(len(units), "     ")
    what[: n // 2], what[n // 2 : n] = "name", "word"
    what[n : n + cuts // 2], what[n + cuts // 2 : n + cuts] = "join", "split"
    random.shuffle(what)
    made: list[Unit] = []
    joining: Unit | None = None
    for unit, change in zip(units, what, strict=True):
        if joining is not None and joining.document_id == unit.document_id:
            made[-1] = _join(joining, unit)
            joining = None
            continue
        made += _corrected(unit, str(change), random, units)
        joining = made[-1] if change == "join" else None
    return [units, made]


def _join(first: Unit, second: Unit) -> Unit:
    text = f"{first.text} {second.text}"
    return replace(first, text=text, codes=first.codes | second.codes, origins=first.origins | second.origins)


def _corrected(unit: Unit, change: str, random: np.random.Generator, units: Sequence[Unit]) -> list[Unit]:
    words = unit.text.split()
    if change == "split" and len(words) >= 4:
        half = len(words) // 2
        return [replace(unit, text=" ".join(part)) for part in (words[:half], words[half:])]
    if change not in ("word", "name"):
        return [unit]
    other = str(random.choice(units[int(random.integers(len(units)))].text.split()))
    words[int(random.integers(len(words)))] = other if change == "word" else "[Tutor 1]"
    return [replace(unit, text=" ".join(words))]


CHANGES: dict[str, Change] = {
    "another seed": lambda units, _: [units, units],
    "10% removed": remove_some,
    "10% added": partial(add_sessions, share=0.1, steps=1),
    "50% added": partial(add_sessions, share=0.5, steps=1),
    "50% added in five steps": partial(add_sessions, share=0.5, steps=5),
    "200% added": partial(add_sessions, share=2.0, steps=1),
    "10% corrected": partial(correct, share=0.1),
    "50% corrected": partial(correct, share=0.5),
}
QUICK = ("10% added", "10% corrected")
IN_WHOLE_SETS = ("another seed", "10% removed", "10% added", "50% added", "10% corrected")  # the others take hours


# The rules.


def jaccard(known: Group, now: Group, *_: AnySet[str]) -> float:
    """Of all segments in either, the share in both."""
    return len(known.keys & now.keys) / len(known.keys | now.keys)


def jaccard_of_shared(known: Group, now: Group, seen: AnySet[str], present: AnySet[str]) -> float:
    """The same, of segments that were there before and are there now: new and lost material does not count."""
    return len(known.keys & now.keys) / max(len((known.keys & present) | (now.keys & seen)), 1)


def cosine(known: Group, now: Group, *_: AnySet[str]) -> float:
    """How near the centres lie to each other."""
    return float(known.centre @ now.centre)


def join_alike(alike: Alike, least: float) -> Rule:
    """Join one to one, from the most alike downwards."""

    def rule(memory: Memory, now: Run) -> list[tuple[str, Group]]:
        present = frozenset(now.keys)
        pairs = []
        for known_id, known in memory.groups.items():
            for place, group in enumerate(now.groups):
                likeness = alike(known, group, memory.seen, present)
                if likeness >= least:
                    pairs.append((-likeness, place, known_id))
        ids: dict[int, str] = {}
        for _, place, known_id in sorted(pairs):
            if place not in ids and known_id not in ids.values():
                ids[place] = known_id
        return [(ids.get(place, ""), group) for place, group in enumerate(now.groups)]

    return rule


def keep(bench: Bench, *, aligned: bool) -> Rule:
    """What the library does: known groups are kept; ``aligned``: a corrected segment may inherit its place."""

    def rule(memory: Memory, now: Run) -> list[tuple[str, Group]]:
        if not memory.groups:
            return [("", group) for group in now.groups]
        successors = align_keys(memory.latest, now.keys_by_document()) if aligned else {}
        known = renew({known_id: tuple(group.keys) for known_id, group in memory.groups.items()}, successors)
        corrected = {key for keys in successors.values() for key in keys}
        texts = list(dict.fromkeys(now.segments.texts))
        place = {text: i for i, text in enumerate(texts)}
        at = np.array([place[text] for text in now.segments.texts])
        vectors = now.vectors[np.unique(at, return_index=True)[1]]
        keys: list[list[str]] = [[] for _ in texts]
        for i, key in zip(at, now.keys, strict=True):
            keys[i].append(key)
        labels = keep_groups(
            vectors,
            known_groups(keys, list(known.values())),
            np.array([all(key in corrected for key in each) for each in keys]),
            lambda rows: bench.group(vectors[rows], [texts[i] for i in rows]),
        )[at]
        ids = list(known)
        named = {label: ids[label] for label in np.unique(labels).tolist() if 0 <= label < len(ids)}
        return [(named.get(int(labels[group.members[0]]), ""), group) for group in gather(now, labels)]

    return rule


def product(memory: Memory, now: Run) -> list[tuple[str, Group]]:
    """What the library does with ``find --afresh``: everything grouped again, then ``steps.recognise``."""
    found = CandidateCodes(
        CandidateCode(id=f"found-{i}", name="", segment_ids=tuple(now.segments.ids[j] for j in group.members))
        for i, group in enumerate(now.groups)
    )
    known = {known_id: tuple(group.keys) for known_id, group in memory.groups.items()}
    ids = [candidate.id for candidate in recognise(found, now.segments, known, memory.seen)]
    return [(i if i in known else "", group) for i, group in zip(ids, now.groups, strict=True)]


def list_rules(bench: Bench) -> dict[str, Rule]:
    """Give every rule that is compared, by name."""
    return {
        "afresh, as the library": product,
        "afresh, half in common": join_alike(jaccard, 0.5),
        "afresh, half of shared": join_alike(jaccard_of_shared, 0.5),
        "afresh, centre >= 0.9": join_alike(cosine, 0.9),
        "kept, corrected segments new": keep(bench, aligned=False),
        "kept (the library)": keep(bench, aligned=True),
    }


# What is measured.


def follow(rule: Rule, runs: Sequence[Run]) -> dict[str, float]:
    """Let a rule name the candidates of one run after the other, and measure what became of the first."""
    memory = Memory()
    offered = 0
    first: dict[str, Group] = {}
    for number, run in enumerate(runs):
        groups = rule(memory, run) if number else [("", group) for group in run.groups]
        offered += sum(not known_id for known_id, _ in groups) if number else 0
        last = {known_id or f"{number}.{place}": group for place, (known_id, group) in enumerate(groups)}
        first = first or last
        memory.groups |= last
        memory.seen |= set(run.keys)
        memory.latest = run.keys_by_document()
    return {**_compare(first, last, runs), "offered": offered / max(len(last), 1), "candidates": len(last)}


def _compare(first: Mapping[str, Group], last: Mapping[str, Group], runs: Sequence[Run]) -> dict[str, float]:
    """Measure which of the first candidates are among the last, and whether rightly."""
    then, now = runs[0].origins, runs[-1].origins
    kept = [known_id for known_id in first if known_id in last]
    wrong = [i for i in kept if not _continues(first[i], last[i], then, now)]
    free = [group for i, group in last.items() if i not in first]
    missed = [i for i in first if i not in last and any(_continues(first[i], group, then, now) for group in free)]
    size = {known_id: len(group.members) for known_id, group in first.items()}
    measured = {
        "kept": len(kept) / len(first),
        "kept_by_segments": sum(size[i] for i in kept) / sum(size.values()),
        "wrong": len(wrong) / max(len(kept), 1),
        "missed": len(missed) / len(first),
    }
    if any(unit.codes for unit in runs[-1].units):
        coded = [i for i in kept if first[i].top]
        other = [i for i in coded if first[i].top.isdisjoint(last[i].top)]
        by_chance = [a.top.isdisjoint(b.top) for a in first.values() for b in last.values() if a.top]
        measured["wrong_codes"] = len(other) / max(len(coded), 1)
        measured["wrong_codes_by_chance"] = float(np.mean(by_chance))
        measured |= _fit(tuple(u.codes for u in runs[-1].units), tuple(group.members for group in last.values()))
    return measured


def _continues(before: Group, after: Group, then: AnySet[int], now: AnySet[int]) -> bool:
    """Say whether half of what is left stayed together, and half of what was there before came from here."""
    left, earlier = before.origins & now, after.origins & then
    common = len(before.origins & after.origins)
    return bool(left and earlier) and common >= len(left) / 2 and common >= len(earlier) / 2


@cache
def _fit(codes: tuple[frozenset[str], ...], groups: tuple[tuple[int, ...], ...]) -> dict[str, float]:
    """Say how well groups fit human codes: AMI on segments with one code, best F1 on all."""
    labels = np.arange(len(codes)) + len(groups)  # a segment left out is a group of its own
    for i, members in enumerate(groups):
        labels[list(members)] = i
    single = [i for i, found in enumerate(codes) if len(found) == 1]
    names = sorted({code for found in codes for code in found})
    best = []
    for name in names:
        has = np.array([name in found for found in codes])
        f1 = [2 * has[list(members)].sum() / (has.sum() + len(members)) for members in groups]
        best.append(max(f1, default=0.0))
    ami = adjusted_mutual_info_score([next(iter(codes[i])) for i in single], labels[single])
    return {"ami": float(ami), "best_f1": float(np.mean(best))}


def measure(
    units: Sequence[Unit], bench: Bench, changes: Iterable[str], draws: int, size: int | None
) -> dict[str, dict[str, dict[str, object]]]:
    """Measure one set: for each change and each rule, means over the draws."""
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    for draw in range(draws):
        random = np.random.default_rng(draw)
        sample = _sample(units, random, size)
        for change in changes:
            seeds = (1, 2) if change == "another seed" else (1,) * 9
            runs = [bench.run(each, seed) for each, seed in zip(CHANGES[change](sample, random), seeds, strict=False)]
            for name, rule in list_rules(bench).items():
                found.setdefault(change, {}).setdefault(name, []).append(follow(rule, runs))
        _fit.cache_clear()
        print(f"draw {draw + 1} of {draws}", file=sys.stderr)
    return {change: {name: _mean(rows) for name, rows in rules.items()} for change, rules in found.items()}


def _mean(rows: Sequence[Mapping[str, float]]) -> dict[str, object]:
    means = {name: round(float(np.mean([row[name] for row in rows])), 3) for name in rows[0]}
    kept = [row["kept"] for row in rows]
    return {**means, "kept": [means["kept"], round(min(kept), 3), round(max(kept), 3)]}


def _sample(units: Sequence[Unit], random: np.random.Generator, size: int | None) -> list[Unit]:
    """Draw sessions until there are enough segments, and number the units: they are the origins of all that follow."""
    if size is not None:
        units = _shuffle_sessions(units, random)[:size]
    return [replace(unit, origins=frozenset({i})) for i, unit in enumerate(units)]


# The sets.


def read_answers(folder: Path) -> list[Unit]:
    """Give the NHS answers, a document and a session each."""
    coded, _ = load_nhs(folder)
    return [Unit(f"a{i}", f"a{i}", text, codes) for i, (text, codes) in enumerate(coded)]


def read_quotes(folder: Path) -> list[Unit]:
    """Give the coded quotes of GENNOVATE, a document and a session for each focus group."""
    session = {
        row["text"].strip(): template.stem
        for template in sorted(folder.glob("template_*_*_[FM].csv"), reverse=True)
        for row in read_rows(template)
    }
    coded, _ = load_gennovate(folder)
    return [Unit(session[text], session[text], text, codes) for text, codes in coded]


def read_transcripts(folder: Path) -> list[Unit]:
    """Give the paragraphs of the transcribed GENNOVATE focus groups; their few codings are not used."""
    with tempfile.TemporaryDirectory() as made:
        make_gennovate(folder, Path(made) / "study")
        segments = th.Study.open(Path(made) / "study").segments
        return [Unit(s.document_id, s.session_id, s.text, frozenset()) for s in segments]


def read_example(folder: Path) -> list[Unit]:
    """Give the turns of the invented study with the author's codes."""
    codes = dict(load_mentoring(folder)[0])
    segments = th.segment(th.read_transcripts(folder / "transcripts"), "turn")
    return [Unit(s.document_id, s.session_id, s.text, codes.get(s.text, frozenset())) for s in segments]


def main() -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="How often does a candidate code keep its id?")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--clusterer", default="auto", help="auto, or module:Name; for others nothing is written")
    parser.add_argument("--draws", type=int, default=DRAWS, help="samples of 300 segments (default: %(default)s)")
    parser.add_argument("--samples-only", action="store_true", help="leave out whole sets, which take hours")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    options = parser.parse_args()
    bench = Bench(make_clusterer(options.clusterer))
    try:
        if options.quick:
            sets = {"mentoring (invented)": read_example(EXAMPLE)}
        else:
            gennovate = GENNOVATE.find(options.data)
            sets = {
                "NHS answers": read_answers(NHS.find(options.data)),
                "GENNOVATE quotes": read_quotes(gennovate),
                "GENNOVATE transcripts": read_transcripts(gennovate),
            }
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    results = {}
    for name, units in sets.items():
        if options.quick:
            results[name] = measure(units, bench, QUICK, 1, None)
        else:
            results[f"{name}, {SAMPLE} segments"] = measure(units, bench, CHANGES, options.draws, SAMPLE)
            if len(units) <= LARGEST and not options.samples_only:
                results[name] = measure(units, bench, IN_WHOLE_SETS, DRAWS_OF_WHOLE_SETS, None)
    print_table(results)
    if not options.quick and options.clusterer == "auto":
        record = {
            "versions": list_versions(),
            "clusterer": bench.clusterer.name,
            "draws": {"300": options.draws, "whole": 0 if options.samples_only else DRAWS_OF_WHOLE_SETS},
            "sets": results,
        }
        RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


def print_table(results: Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]]) -> None:
    """Print what was measured."""
    for name, measured in results.items():
        for change, rules in measured.items():
            print(f"{name}: {change}")
            for rule, row in rules.items():
                print(f"    {rule:<26}", ", ".join(f"{what} {value}" for what, value in row.items()))


if __name__ == "__main__":
    sys.exit(main())
