"""A study while it is written anew: its files, its codings, and what is remembered of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.formats.leaks import Leak
from thematica.formats.study_folder import hash_inputs
from thematica.formats.talk import Talk
from thematica.steps.pseudonymise import Names
from thematica.study.new_folder import NewFolder
from thematica.study.read_back import compare_turns, pair_documents
from thematica.study.rewritten_codings import carry_memory, check_codings, read_trees, write_codings
from thematica.study.rewritten_files import write_files
from thematica.study.rewritten_talk import Plan, write_talk

if TYPE_CHECKING:
    from thematica.study.study import Study


MOST_NAMED = 8  # places of one row


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonymised:
    """What was done.

    Attributes:
        folder: The new study.
        n_replaced: Names replaced in documents.
        n_documents, n_codings: Documents written; rows of coders' files that were checked one by one.
        by_line: How often each row of the key was used in documents.
        notices: What she should know, in sentences.
        leaks: Names that are still there.
    """

    folder: Path
    n_replaced: int
    n_documents: int
    n_codings: int
    by_line: Mapping[int, int]
    notices: tuple[str, ...] = ()
    leaks: tuple[Leak, ...] = ()


class StudyRewriting:
    """One study while it is written anew.

    Args:
        study: It is not touched.
        names: What is replaced.
        folder: Where the new study is written, out of sight.

    Attributes:
        plans: Each document, and what became of it.
        twin: The new study.
    """

    def __init__(self, study: Study, names: Names, folder: Path) -> None:
        self.study, self.names, self.folder = study, names, folder
        self.new = NewFolder(folder, study.path, names)
        self.plans: list[Plan] = []
        self.twin = type(study)(folder)

    def write(self, key_hash: str, to: Path, *, reverse: bool) -> Pseudonymised:
        """Write all of it, and read it back."""
        study, new, twin = self.study, self.new, self.twin
        before = study.corpus
        self.folder.mkdir(parents=True, exist_ok=True)
        write_files(new, study.settings)
        self.plans += write_talk(new, "transcripts", study.settings)
        write_talk(new, "translations", study.settings)
        self.plans += self._plan_answers({plan.id for plan in self.plans})
        with new.named_as_before():
            after = twin.corpus
            read_trees(twin)
        moved = pair_documents(new, self.plans, after)
        compare_turns(new, before, after, moved)
        rows = write_codings(new, study, moved)
        with new.named_as_before():
            n_codings = check_codings(new, twin, rows, moved)
            carry_memory(new, study, twin, moved)
        done = [each for plan in self.plans for each in plan.rewritten.replacements]
        by_line = Counter(each.line for each in done)
        if not reverse:  # pseudonyms are no words
            self._note_beginnings()
        inputs = repr(sorted(hash_inputs(study.path).items())).encode()
        twin.memory.record(
            "names_restored" if reverse else "pseudonymised",
            {
                "documents": len(self.plans), "replaced": len(done), "pseudonyms_used": len(by_line),
                "codings_moved": n_codings, "files_left_out": sum(": not carried over" in n for n in new.notices),
                "key": key_hash, "from": hashlib.sha256(inputs).hexdigest(),
            },
        )  # fmt: skip
        return Pseudonymised(
            folder=to, n_replaced=len(done), n_documents=len(self.plans), n_codings=n_codings,
            by_line=dict(sorted(by_line.items())), notices=tuple(new.notices),
        )  # fmt: skip

    def _plan_answers(self, transcripts: set[str]) -> list[Plan]:
        corpus = self.study.corpus
        return [
            Plan.of(
                self.names, document.id, document.source, document.text,
                [Talk(turn.start, turn.end) for turn in corpus.turns_of(document.id)],
            )
            for document in corpus.documents
            if document.id not in transcripts
        ]  # fmt: skip

    def _note_beginnings(self) -> None:
        """Say where a name that is a word as well was replaced at the beginning of a sentence: "May I?"."""
        words = {p.line: p.replacement for p in self.names.pseudonyms if p.match_case}
        places: dict[int, list[str]] = {}
        for plan in self.plans:
            for done in plan.rewritten.replacements:
                before = plan.text[: done.start].rstrip()[-1:]
                is_first = done.line in words and before in ("", ".", "?", "!", ":", "…", ",")
                if is_first and any(turn.start <= done.start < turn.end for turn in plan.talk):  # no label
                    line = plan.rewritten.text.count("\n", 0, done.new_start) + 1
                    places.setdefault(done.line, []).append(f"{self.names.write_bare(plan.id)}, line {line}")
        self.new.notices += [
            f"row {line} of the key: {len(here)} of the words replaced by {words[line]} begin a sentence, or follow a "
            f"comma, and may be no name; look at them ({'; '.join(here[:MOST_NAMED])}"
            f"{'; …' * (len(here) > MOST_NAMED)})"
            for line, here in sorted(places.items())
        ]
