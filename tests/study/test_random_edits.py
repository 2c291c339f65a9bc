"""Whatever she does to her tree and material between runs, and in whatever order: it stays as she left it."""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.study.test_study import make_study
from thematica import Study, StudyError
from thematica.formats.known_json import Known
from thematica.formats.themes_yaml import parse_themes
from thematica.model.themes import ThemeTree
from thematica.steps.recognise import SHARE_IN_COMMON, key_of

# Each sentence has one word that leads; those with the same leading word are found together.
SENTENCES = [
    f"{word} {word} {word} {rest}."
    for word in ("mails", "buses", "rotas", "labs")
    for rest in ("wait", "are late today", "were far too few", "never came")
]
PICK = st.integers(0, 99)  # of whatever there is; taken modulo how many there are


@dataclass(frozen=True)
class Written:
    """A code as it stands in her file."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        fields = [f"id: {self.id}", f"code: {json.dumps(self.name)}"]
        fields += [f"aliases: [{', '.join(self.aliases)}]"] if self.aliases else []
        fields += [f"from_suggestions: [{', '.join(self.suggestions)}]"] if self.suggestions else []
        return fields

    def joined(self, other: Written) -> Written:
        """Give this code with another merged into it."""
        return replace(
            self,
            aliases=tuple(dict.fromkeys((*self.aliases, other.id, *other.aliases))),
            suggestions=tuple(dict.fromkeys((*self.suggestions, *other.suggestions))),
        )


@dataclass
class File:
    """Her file: what is in it and how she lays it out."""

    themes: list[list[Written]]
    listed: list[str] = field(default_factory=list)
    indent: int = 2
    newline: str = "\n"

    def format(self) -> bytes:
        pad = " " * self.indent
        lines = ["# Mine.", "themes:"]
        for number, codes in enumerate(self.themes):
            lines += [f"{pad}- id: theme-{number}", f"{pad}  theme: Theme {number}", f"{pad}  codes:"]
            for code in codes:
                first, *rest = code.lines()
                lines += [f"{pad}{pad}  - {first}", *(f"{pad}{pad}    {line}" for line in rest)]
        lines.append("suggestions:")
        for candidate_id in self.listed:
            lines += [f"{pad}- id: {candidate_id}", f"{pad}  code: offered", f"{pad}  quotes:", f'{pad}    - "P: …"']
        return (self.newline.join(lines) + self.newline).encode()


class Edits(RuleBasedStateMachine):
    """A study that is edited and run in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "themes.yaml"
        self.numbers = itertools.count(1)
        self.removed: set[str] = set()
        self.segments: set[str] = set()  # their keys, at the run before

    @initialize()
    def begin(self) -> None:
        codes = [Written("unanswered", "Messages go unanswered"), Written("distance", "Distance")]
        self.file = File([codes, []])
        make_study(self.folder, approach="reflexive")
        self.holder = {"unanswered": "unanswered", "Distance": "distance"}  # word in her codings to its code, or ""
        rows = "document,quote,code\nfg1,She never answers e-mails.,unanswered\nfg1,The clinic is far away.,Distance\n"
        (self.folder / "codings" / "ana.csv").write_text(rows, encoding="utf-8")
        self.save()
        assert len(Study.open(self.folder).human_codings) == 2

    def teardown(self) -> None:
        if self.path.exists():
            self.run()
            before = self.path.read_bytes()
            Study.open(self.folder).run()
            assert self.path.read_bytes() == before
        shutil.rmtree(self.folder)

    def save(self) -> None:
        self.path.write_bytes(self.file.format())

    @property
    def codes(self) -> list[tuple[int, int]]:
        """Give where every code stands: its theme, and its place there."""
        return [(i, j) for i, codes in enumerate(self.file.themes) for j in range(len(codes))]

    def pick(self, number: int) -> tuple[int, int]:
        return self.codes[number % len(self.codes)]

    def take_listed(self, number: int) -> str:
        return self.file.listed.pop(number % len(self.file.listed))

    def placed(self) -> set[str]:
        return {i for codes in self.file.themes for code in codes for i in (code.id, *code.suggestions, *code.aliases)}

    @precondition(lambda self: self.codes)
    @rule(number=PICK)
    def rename(self, number: int) -> None:
        i, j = self.pick(number)
        self.file.themes[i][j] = replace(self.file.themes[i][j], name=f"Name {next(self.numbers)}")
        self.save()

    @precondition(lambda self: self.codes)
    @rule(number=PICK, to=PICK)
    def move(self, number: int, to: int) -> None:
        i, j = self.pick(number)
        code = self.file.themes[i].pop(j)
        self.file.themes[to % len(self.file.themes)].insert(0, code)
        self.save()

    @precondition(lambda self: len(self.codes) > 1)
    @rule(number=PICK, into=PICK)
    def merge(self, number: int, into: int) -> None:
        i, j = self.pick(number)
        gone = self.file.themes[i].pop(j)
        i, j = self.pick(into)
        heir = self.file.themes[i][j].joined(gone)
        self.file.themes[i][j] = heir.joined(gone)  # merging twice is merging once
        self.holder = {word: heir.id if held == gone.id else held for word, held in self.holder.items()}
        assert self.file.themes[i][j] == heir
        self.save()

    @precondition(lambda self: self.codes)
    @rule(number=PICK)
    def delete(self, number: int) -> None:
        i, j = self.pick(number)
        gone = self.file.themes[i].pop(j)
        self.holder = {word: "" if held == gone.id else held for word, held in self.holder.items()}
        ids = {gone.id, *gone.suggestions, *gone.aliases}
        self.removed |= {i for i in ids if i.startswith("k-")} - self.placed()
        self.save()

    @precondition(lambda self: self.codes)
    @rule(number=PICK)
    def split(self, number: int) -> None:
        i, j = self.pick(number)
        code = self.file.themes[i][j]
        shared = tuple(i for i in (code.id, *code.suggestions) if i.startswith("k-"))
        name = f"Part {next(self.numbers)}"
        self.file.themes[i].append(Written(name.replace(" ", "-"), name, suggestions=tuple(dict.fromkeys(shared))))
        self.save()

    @precondition(lambda self: self.file.listed)
    @rule(number=PICK)
    def delete_suggestion(self, number: int) -> None:
        self.removed |= {self.take_listed(number)} - self.placed()
        self.save()

    @precondition(lambda self: self.file.listed)
    @rule(number=PICK, to=PICK, renamed=st.booleans())
    def place_suggestion(self, number: int, to: int, renamed: bool) -> None:
        candidate_id = self.take_listed(number)
        number = next(self.numbers)
        code = (
            Written(f"own-{number}", f"Own {number}", suggestions=(candidate_id,))
            if renamed
            else Written(candidate_id, f"Own {number}")
        )
        self.file.themes[to % len(self.file.themes)].append(code)
        self.save()

    @precondition(lambda self: self.file.listed and self.codes)
    @rule(number=PICK, to=PICK)
    def give_suggestion_to_a_code(self, number: int, to: int) -> None:
        candidate_id = self.take_listed(number)
        i, j = self.pick(to)
        self.file.themes[i][j] = replace(
            self.file.themes[i][j], suggestions=(*self.file.themes[i][j].suggestions, candidate_id)
        )
        self.save()

    @rule(line=PICK)
    def comment(self, line: int) -> None:
        """Put a comment between any two lines of the file as it is."""
        lines = self.path.read_bytes().split(b"\n")
        lines.insert(line % len(lines), b"# why? " + str(next(self.numbers)).encode())
        self.path.write_bytes(b"\n".join(lines))

    @rule(indent=st.sampled_from([0, 1, 2, 4]), newline=st.sampled_from(["\n", "\r\n"]))
    def lay_out(self, indent: int, newline: str) -> None:
        self.file.indent, self.file.newline = indent, newline
        self.save()

    @rule(picks=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))
    def add_material(self, picks: list[str]) -> None:
        number = next(self.numbers)
        said = "".join(f"P{number}: {sentence}\n" for sentence in picks)
        path = self.folder / "transcripts" / f"more{number}.txt"
        path.write_text(f"Moderator: And?\n{said}", encoding="utf-8")

    @rule(number=PICK, sentence=st.sampled_from(SENTENCES))
    def correct_material(self, number: int, sentence: str) -> None:
        """Correct any line that is not coded."""
        files = sorted((self.folder / "transcripts").iterdir())
        path = files[number % len(files)]
        lines = path.read_text(encoding="utf-8").splitlines()
        free = [i for i, line in enumerate(lines) if "She never answers e-mails." not in line and "away." not in line]
        at = free[number % len(free)]
        lines[at] = f"{lines[at].split(':')[0]}: {sentence}"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @precondition(lambda self: self.removed)
    @rule(number=PICK)
    def ask_again(self, number: int) -> None:
        asked = sorted(self.removed)[number % len(self.removed)]
        with suppress(StudyError):  # none of its segments is left
            self.check(Study.open(self.folder).offer(again=[asked]), again={asked})

    @rule()
    def find_afresh(self) -> None:
        study = Study.open(self.folder)
        before, raw = study.memory.known(), self.path.read_bytes()
        study.find(afresh=True)

        self.check_ids(study, before)
        assert self.path.read_bytes() == raw

    @rule()
    def run(self) -> None:
        study = Study.open(self.folder)
        before = study.memory.known()
        raw, tree = self.path.read_bytes(), study.tree
        study.run()

        new = self.check_file(raw, tree)
        assert not new & {*self.removed, *self.placed(), *before.offered}
        self.check_ids(study, before)
        assert Study.open(self.folder).offer() == ()
        codings = Study.open(self.folder).human_codings
        assert Counter(c.code_id for c in codings if c.code_id in {code.id for code in tree}) == Counter(
            filter(None, self.holder.values())
        )

    def check(self, offered: tuple[str, ...], again: set[str]) -> None:
        listed = parse_themes(self.path.read_bytes().decode().replace("\r\n", "\n"), "themes.yaml")[1]
        assert again <= set(offered) <= set(listed)
        self.removed -= again
        self.file.listed = list(listed)

    def check_ids(self, study: Study, before: Known) -> None:
        """Check that an id known before is given to what it was given to: to most of what was there both times."""
        known = study.memory.known()
        there = {key_of(segment) for segment in study.segments}
        for candidate_id in before.candidates.keys() & study.candidates.ids:
            had, has = (set(each.candidates[candidate_id]) & there & self.segments for each in (before, known))
            assert len(had & has) >= SHARE_IN_COMMON * len(had | has)
        self.segments = there

    def check_file(self, raw: bytes, tree: ThemeTree) -> set[str]:
        """Check that lines were added in one place and nothing else was done; give the ids that are new there."""
        after = self.path.read_bytes()
        head = next((i for i, (a, b) in enumerate(zip(raw, after, strict=False)) if a != b), min(len(raw), len(after)))
        assert after.endswith(raw[head:])
        assert len(after) >= len(raw)
        now, listed = parse_themes(after.decode().replace("\r\n", "\n"), "themes.yaml")
        assert now == tree
        assert list(listed[: len(self.file.listed)]) == self.file.listed
        assert len(set(listed)) == len(listed)
        new = set(listed) - set(self.file.listed)
        self.file.listed = list(listed)
        return new


Edits.TestCase.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrderOfEditsAndRuns = Edits.TestCase
