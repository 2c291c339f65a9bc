"""Are transcripts of other people read whole, and what does reading cost?

    python -m benchmarks.reading --data DATA    four sets and 500 transcripts; writes benchmarks/results/reading.json
    python -m benchmarks.reading --quick        the cost only, on little; nothing is written

Turns found are compared with what we counted before (``stated``), and with a count made here by other means.
PDPILOT: print-outs in PDF number their paragraphs, so that the last number less the title is the number of turns.
GENNOVATE: tables, a row a paragraph. QMSum: 35 meetings, written here in four layouts and read back, with and without a
speakers.yaml that names everybody; a turn is right when speaker and words are. SERDIF: HTML in which only the
moderator is marked; its words are counted and compared one by one.

The cost is that of transcripts of 10,000 words made from a seed, in a process of its own for each number of them.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import thematica as th
from benchmarks.data import GENNOVATE, PDPILOT_TRANSCRIPTS, QMSUM, SERDIF_PROJECT, MissingData
from thematica.formats.speakers import Speaker, format_speakers
from thematica.model.corpus import Corpus
from thematica.reports.versions import list_versions

RESULTS = Path(__file__).parent / "results" / "reading.json"
STATED = {"P1": 91, "P2": 159, "P3": 118, "P4": 106, "P5": 132, "P6": 98, "P7": 102}
GENNOVATE_PARAGRAPHS = 2_253
QMSUM_TURNS = 20_123
SERDIF_WORDS = 57_930
SEED = 1
WORDS = 10_000
TRANSCRIPTS = (125, 250, 500)
VOCABULARY = (
    "tutor rota year she he we they away found asked wrote when because never often kind busy help advice".split()
)
MARKS = re.compile(r"\{[^}]*\}")

Talk = list[tuple[str, str]]  # label, words


def measure_pdpilot(folder: Path) -> dict[str, Any]:
    """Count the turns of each interview, and the paragraphs that its print-out numbers."""
    from pypdf import PdfReader

    found: dict[str, Any] = {}
    for name, stated in STATED.items():
        path = folder / "transcripts" / f"{name}.pdf"
        began = time.process_time()
        corpus = th.read_transcripts(path)
        seconds = time.process_time() - began
        lines = [line.strip() for page in PdfReader(path).pages for line in page.extract_text().split("\n")]
        numbered = max(int(line) for line in lines if line.isdecimal())
        labelled = [turn for turn in corpus.turns if turn.speaker]
        found[name] = {
            "stated": stated,
            "numbered": numbered - 1,  # the first paragraph is the title
            "turns": len(labelled),
            "unsure": sum("look like speakers" in remark for remark in corpus.remarks),
            "seconds": round(seconds, 2),
        }
    return found


def measure_gennovate(folder: Path) -> dict[str, Any]:
    """Count the paragraphs of the 14 transcripts, which are tables in two encodings."""
    turns = 0
    remarks = 0
    for path in sorted(folder.glob("[Tt][Rr]*_*_*_[FM].csv")):
        corpus = th.read_transcripts(
            path, text="transcript", speaker="quote or transcriber's summary", question="data_container"
        )
        turns += len(corpus.turns)
        remarks += sum("Windows-1252" in remark for remark in corpus.remarks)
    return {"stated": GENNOVATE_PARAGRAPHS, "turns": turns, "read as Windows-1252": remarks}


def measure_qmsum(folder: Path) -> dict[str, Any]:
    """Write every meeting in each layout, read it back, and count the turns that came back as they were."""
    meetings = [_meeting(line) for line in (folder / "val.jsonl").read_text(encoding="utf-8").splitlines()]
    found: dict[str, Any] = {"stated": QMSUM_TURNS, "turns in the set": sum(n for n, _ in meetings), "layouts": {}}
    with tempfile.TemporaryDirectory() as temporary:
        for name, write in LAYOUTS.items():
            row: Counter[str] = Counter()
            for _, talk in meetings:
                expected = _joined(talk) if name == ".vtt, Teams" else talk
                for known in (False, True):
                    read = _read_back(Path(temporary), name, write, talk, known=known)
                    key = "with speakers.yaml" if known else "without it"
                    row[f"turns, {key}"] += len(read)
                    row[f"right, {key}"] += _common(expected, read)
                row["turns written"] += len(expected)
            found["layouts"][name] = dict(row)
    return found


def _meeting(line: str) -> tuple[int, Talk]:
    """Give how many turns a meeting has, and those with words, marks such as {vocalsound} taken out."""
    turns = json.loads(line)["meeting_transcripts"]
    talk = [(turn["speaker"].strip(), " ".join(MARKS.sub(" ", turn["content"]).split())) for turn in turns]
    return len(turns), [(label, words) for label, words in talk if words]


def _joined(talk: Talk) -> Talk:
    """Join neighbouring turns of one speaker, as cues of captions are."""
    joined: Talk = []
    for label, words in talk:
        if joined and joined[-1][0] == label:
            joined[-1] = (label, f"{joined[-1][1]} {words}")
        else:
            joined.append((label, words))
    return joined


def _read_back(folder: Path, name: str, write: Callable[[Path, Talk], None], talk: Talk, *, known: bool) -> Talk:
    path = folder / f"meeting{name.split(',')[0]}"
    write(path, talk)
    speakers = folder / "speakers.yaml"
    speakers.write_bytes(format_speakers({path.name: {label: Speaker("unknown") for label, _ in talk}}))
    corpus = th.read_transcripts(path, speakers=speakers if known else None, speaker="speaker")
    return [(turn.speaker, " ".join(corpus.speech(turn).split())) for turn in corpus.turns]


def _common(expected: Talk, read: Talk) -> int:
    return sum((Counter(expected) & Counter(read)).values())


def _write_colon(path: Path, talk: Talk) -> None:
    path.write_text("".join(f"{label}: {words}\n" for label, words in talk), encoding="utf-8")


def _write_otter(path: Path, talk: Talk) -> None:
    blocks = (f"{label}  {_clock(n * 5)}\n{words}\n\n" for n, (label, words) in enumerate(talk))
    path.write_text("".join(blocks), encoding="utf-8")


def _write_teams(path: Path, talk: Talk) -> None:
    cues = (
        f"a-{n}\n0{_clock(n * 5)}.000 --> 0{_clock(n * 5 + 4)}.000\n"
        f"<v {html.escape(label, quote=False)}>{html.escape(words, quote=False)}</v>\n\n"
        for n, (label, words) in enumerate(talk)
    )
    path.write_text("WEBVTT\n\n" + "".join(cues), encoding="utf-8")


def _write_docx(path: Path, talk: Talk) -> None:
    from docx import Document

    document = Document()
    for label, words in talk:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}:").bold = True
        paragraph.add_run(f" {words}")
    document.save(str(path))


def _write_whisperx(path: Path, talk: Talk) -> None:
    segments = [
        {"start": n * 5, "end": n * 5 + 4, "text": words, "speaker": label} for n, (label, words) in enumerate(talk)
    ]
    path.write_text(json.dumps({"segments": segments}), encoding="utf-8")


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


LAYOUTS: dict[str, Callable[[Path, Talk], None]] = {
    ".txt, label and colon": _write_colon,
    ".txt, Otter": _write_otter,
    ".vtt, Teams": _write_teams,
    ".docx, label and colon": _write_docx,
}


def measure_serdif(folder: Path) -> dict[str, Any]:
    """Read the 17 documents of a Taguette project as HTML pages, and compare their words with its text nodes."""
    project = folder / "SERDIF_P2_ThematicAnalysis.sqlite3"
    with closing(sqlite3.connect(f"file:{project}?mode=ro&immutable=1", uri=True)) as database:
        pages = [row[0] for row in database.execute("SELECT contents FROM documents ORDER BY id")]
    words = same = speakers = 0
    with tempfile.TemporaryDirectory() as temporary:
        for number, page in enumerate(pages):
            path = Path(temporary) / f"{number}.html"
            path.write_text(page, encoding="utf-8")
            corpus = th.read_transcripts(path)
            # The label of a speaker is a word of the page, too.
            read = [
                word
                for turn in corpus.turns
                for word in [*([f"{turn.speaker}:"] if turn.speaker else []), *corpus.speech(turn).split()]
            ]
            words += len(read)
            same += read == html.unescape(re.sub(r"<[^>]*>", " ", page)).split()
            speakers += sum(bool(turn.speaker) for turn in corpus.turns)
    return {
        "stated": SERDIF_WORDS,
        "words": words,
        "documents": len(pages),
        "word for word": same,
        "speakers": speakers,
    }


def make_talk(random_words: random.Random, words: int) -> Talk:
    """Invent a focus group of six people and a moderator, from words drawn at random."""
    talk: Talk = []
    while words > 0:
        n = min(words, random_words.randint(2, 90))
        label = random_words.choice(["Moderator", *(f"FG1{letter}" for letter in "ABCDEF")])
        sentence = " ".join(random_words.choices(VOCABULARY, k=n))
        talk.append((label, f"{sentence.capitalize()}."))
        words -= n
    return talk


def make_folder(folder: Path, transcripts: int, words: int, write: Callable[[Path, Talk], None], ending: str) -> int:
    """Write transcripts made from the seed; give how many turns they have."""
    random_words = random.Random(SEED)
    turns = 0
    for number in range(transcripts):
        talk = make_talk(random_words, words)
        write(folder / f"fg{number}{ending}", talk)
        turns += len(talk)
    return turns


def read_folder(folder: Path) -> dict[str, Any]:
    """Read a folder in this process; give turns, seconds of computing and memory above that of an empty corpus."""
    th.read_transcripts(folder / "nothing")
    before = _memory("VmRSS")
    began = time.process_time()
    corpus: Corpus = th.read_transcripts(folder / "transcripts")
    seconds = time.process_time() - began
    peak = _memory("VmHWM") - before
    return {"turns": len(corpus.turns), "seconds": round(seconds, 3), "MiB": round(peak / 1024, 1)}


def _memory(field: str) -> int:
    """Give the memory of this process in KiB, as Linux counts it: now (VmRSS) or at most (VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{field}:")[2].split()[0])


def measure_cost(numbers: Sequence[int], words: int) -> list[dict[str, Any]]:
    """Read so many transcripts of so many words, each number of them in a process of its own."""
    rows = []
    kinds: Iterable[tuple[str, Callable[[Path, Talk], None], int]] = [
        *((".txt", _write_colon, n) for n in numbers),
        *((ending, write, numbers[0]) for ending, write in COSTED.items()),
    ]
    for ending, write, transcripts in kinds:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "nothing").mkdir()
            (folder / "transcripts").mkdir()
            turns = make_folder(folder / "transcripts", transcripts, words, write, ending)
            code = f"from benchmarks.reading import *; print(json.dumps(read_folder(Path({str(folder)!r}))))"
            ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            read = json.loads(ran.stdout)
            size = sum(path.stat().st_size for path in (folder / "transcripts").iterdir())
            row = {"ending": ending, "transcripts": transcripts, "words": words, "turns written": turns}
            rows.append({**row, "file MiB": round(size / 2**20, 1), **read})
    return rows


COSTED: dict[str, Callable[[Path, Talk], None]] = {
    ".vtt": _write_teams, ".docx": _write_docx, ".json": _write_whisperx
}  # fmt: skip


def main() -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="Whether transcripts are read whole, and what reading costs.")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--quick", action="store_true", help="the cost only, on little; nothing is written")
    options = parser.parse_args()
    if options.quick:
        cost = measure_cost((2, 4), 2_000)
        _print_cost(cost)
        return _wrong(cost)
    try:
        sets = {
            "pdpilot": measure_pdpilot(PDPILOT_TRANSCRIPTS.find(options.data)),
            "gennovate": measure_gennovate(GENNOVATE.find(options.data)),
            "qmsum": measure_qmsum(QMSUM.find(options.data)),
            "serdif": measure_serdif(SERDIF_PROJECT.find(options.data)),
        }
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    for name, row in sets["pdpilot"].items():
        print(
            f"PDPILOT {name}: {row['turns']} turns; numbered in the print-out {row['numbered']}, stated {row['stated']}"
        )
    print(f"GENNOVATE: {sets['gennovate']}")
    print(f"QMSum: {sets['qmsum']['turns in the set']} turns, stated {sets['qmsum']['stated']}")
    for name, row in sets["qmsum"]["layouts"].items():
        print(f"  {name}: {row}")
    print(f"SERDIF: {sets['serdif']}")
    cost = measure_cost(TRANSCRIPTS, WORDS)
    _print_cost(cost)
    RESULTS.parent.mkdir(exist_ok=True)
    record = {"versions": list_versions(), "seed": SEED, "sets": sets, "cost": cost}
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return _wrong(cost)


def _print_cost(cost: Sequence[dict[str, Any]]) -> None:
    for row in cost:
        each = row["seconds"] / row["transcripts"]
        read = f"{row['turns']} of {row['turns written']} turns, {1000 * each:.1f} ms each"
        memory = f"{row['MiB']} MiB for {row['file MiB']} MiB of files"
        print(f"{row['transcripts']} {row['ending']} of {row['words']} words: {read}, {memory}")


def _wrong(cost: Sequence[dict[str, Any]]) -> int:
    """Say whether a turn was lost; captions and WhisperX join neighbouring turns of one speaker."""
    lost = [row for row in cost if row["ending"] in (".txt", ".docx") and row["turns"] != row["turns written"]]
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main())
