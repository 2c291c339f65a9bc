"""The sets that coding is measured on: texts, codes, what the codebook says of each code, and who said what where."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import thematica as th
from benchmarks.candidates.sets import SOURCES, CodedTexts, load_invented, load_set
from benchmarks.coding.texts import load_gennovate, load_mentoring
from benchmarks.data import read_rows
from thematica.api.making import make_embedder
from thematica.model.protocols import Vectors
from thematica.steps.code import describe_code

EXAMPLE = Path(__file__).parents[2] / "examples" / "mentoring"
FEW_SEGMENTS = 800  # below it, codes with 10 uses are scored; above, those with 20 or 1 %


@dataclass(frozen=True, slots=True)
class Codebook:
    """What is said of each code: the texts that describe it, and the themes above it, outermost first."""

    described: Mapping[str, Sequence[str]]
    above: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class CodedSet:
    """A set as coding is measured on it; everything the machine may see, and the truth."""

    name: str
    texts: tuple[str, ...]
    vectors: Vectors
    codes: tuple[str, ...]
    truth: NDArray[np.bool_]  # texts × codes
    descriptions: tuple[Vectors, ...]  # for each code, a row for each text that describes it
    parents: NDArray[np.intp]  # for each code the number of its theme; -1 where there is none
    groups: NDArray[np.intp]  # for each text the number of its respondent, session or conclusion
    group_kind: str  # in words; "" where texts have no group and are split by text only
    second: NDArray[np.bool_] | None = None  # what a second person said of the same texts

    @property
    def scored(self) -> NDArray[np.intp]:
        """The codes used often enough to be scored."""
        enough = 10 if len(self.texts) < FEW_SEGMENTS else max(20, 0.01 * len(self.texts))
        return np.flatnonzero(self.truth.sum(axis=0) >= enough)


def load_coded_set(name: str, data: Path | None, cache: Path | None) -> CodedSet:
    """Read a set with its codebook and groups, and embed it.

    Raises:
        MissingData: Its files are not there or differ.
        AssertionError: The recipe leaves other numbers than it must.
    """
    source = SOURCES[name]
    folder = source.files.find(data)
    codes = sorted({code for _, found in source.load(folder) for code in found})
    book, (kind, groups) = BOOKS[name](folder), GROUPS[name](folder)
    found = _put_together(load_set(name, data, cache), codes, book, kind, groups)
    return replace(found, second=_second_person(folder, found)) if name == "SIGHT" else found


def load_invented_set() -> CodedSet:
    """Read the invented study: so small that it only shows that everything runs."""
    tree = th.read_themes(EXAMPLE / "themes.yaml")
    found = load_invented()
    often = {code for _, codes in load_mentoring(EXAMPLE)[0] for code in codes}
    used = [code for code in tree.codes if code.id in often]
    book = Codebook(
        {code.id: describe_code(tree, code) for code in used},
        {code.id: [theme.name for theme in tree.path(code.id)[:-1]] for code in used},
    )
    return _put_together(found, sorted(code.id for code in used), book, "", {})


def _put_together(
    found: CodedTexts, codes: Sequence[str], book: Codebook, kind: str, groups: Mapping[str, str]
) -> CodedSet:
    described = [list(book.described.get(code) or [code]) for code in codes]
    rows = make_embedder("packaged-minilm").embed([text for texts in described for text in texts])
    ends = np.cumsum([len(texts) for texts in described])
    themes = ["/".join(book.above.get(code, ())) for code in codes]
    numbers = {theme: i for i, theme in enumerate(sorted(set(themes) - {""}))}
    places = [groups.get(text.lower(), text) for text in found.texts]
    return CodedSet(
        name=found.name,
        texts=found.texts,
        vectors=found.vectors,
        codes=tuple(codes),
        truth=found.truth,
        descriptions=tuple(rows[end - len(texts) : end] for end, texts in zip(ends, described, strict=True)),
        parents=np.array([numbers.get(theme, -1) for theme in themes], dtype=np.intp),
        groups=np.unique(places, return_inverse=True)[1].astype(np.intp),
        group_kind=kind,
    )


def _nhs_book(folder: Path) -> Codebook:
    tree = json.loads((folder / "theme_tree_v6.json").read_text(encoding="utf-8"))["tree"]
    above = {code: [theme] for theme, codes in tree.items() for code in codes}
    return Codebook({code: [code, f"{theme}: {code}"] for code, (theme,) in above.items()}, above)


def _gennovate_book(folder: Path) -> Codebook:
    described = load_gennovate(folder)[1]
    return Codebook(
        {code: [text.partition(": ")[2] or text, text] for code, text in described.items()},
        {code: [code.rpartition("_")[0]] for code in described},
    )


def _serdif_book(folder: Path) -> Codebook:
    rows = read_rows(folder / "codebook-versions" / "codebook_20220303_8.csv")
    return Codebook({row["tag"]: [f"{row['tag']}. {row['description'].strip()}"] for row in rows}, {})


def _sight_book(folder: Path) -> Codebook:
    names = [name for name in read_rows(folder / "sample_dataset.csv")[0] if name.startswith("annotator_H1_")]
    return Codebook({name: [name.removeprefix("annotator_H1_").replace("_", " ")] for name in names}, {})


def _bills_book(_: Path) -> Codebook:
    return Codebook({}, {})  # topics are their names


def _valueeval_book(folder: Path) -> Codebook:
    book = json.loads((folder / "value-categories.json").read_text(encoding="utf-8"))
    return Codebook(
        {
            code: [f"{code}. {'; '.join(values)}", *(each for phrases in values.values() for each in phrases)]
            for code, values in book.items()
        },
        {},
    )


def _first(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Give for each text, in lower case, the group it first stands in."""
    return {text.strip().lower(): group for text, group in reversed(pairs)}


def _nhs_groups(folder: Path) -> tuple[str, dict[str, str]]:
    rows = read_rows(folder / "v6framework_230831.csv")
    return "respondent", _first([(row["FFT answer"], row["Respondent ID"]) for row in rows])


def _gennovate_groups(folder: Path) -> tuple[str, dict[str, str]]:
    files = sorted(folder.glob("template_*_*_[FM].csv"))
    return "session", _first([(row["text"], file.stem) for file in files for row in read_rows(file)])


def _serdif_groups(folder: Path) -> tuple[str, dict[str, str]]:
    rows = read_rows(folder / "all_tags_20220303.csv")
    return "session", _first([(row["content"], row["document"]) for row in rows])


def _sight_groups(folder: Path) -> tuple[str, dict[str, str]]:
    rows = read_rows(folder / "sample_dataset.csv")
    return "video", _first([(row["comment"], row["video_id"]) for row in rows])


def _second_person(folder: Path, found: CodedSet) -> NDArray[np.bool_]:
    rows = {row["comment"].strip(): row for row in reversed(read_rows(folder / "sample_dataset.csv"))}
    names = [code.replace("_H1_", "_H2_") for code in found.codes]
    return np.array([[rows[text][name] == "1.0" for name in names] for text in found.texts])


def _no_groups(_: Path) -> tuple[str, dict[str, str]]:
    return "", {}


def _valueeval_groups(folder: Path) -> tuple[str, dict[str, str]]:
    rows = _read_tsv(folder / "arguments-validation.tsv")
    return "conclusion", _first([(row["Premise"], row["Conclusion"].strip().lower()) for row in rows])


def _read_tsv(path: Path) -> list[dict[str, str]]:
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    names = head.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


BOOKS: Mapping[str, Callable[[Path], Codebook]] = {
    "NHS": _nhs_book,
    "GENNOVATE": _gennovate_book,
    "SERDIF": _serdif_book,
    "SIGHT": _sight_book,
    "Bills": _bills_book,
    "ValueEval": _valueeval_book,
}
GROUPS: Mapping[str, Callable[[Path], tuple[str, dict[str, str]]]] = {
    "NHS": _nhs_groups,
    "GENNOVATE": _gennovate_groups,
    "SERDIF": _serdif_groups,
    "SIGHT": _sight_groups,
    "Bills": _no_groups,
    "ValueEval": _valueeval_groups,
}
