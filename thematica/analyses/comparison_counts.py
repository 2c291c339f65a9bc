"""Counting for a comparison: which participants or sessions of which group voiced each code or theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from thematica.analyses.comparison_numbers import Tally, make_tally
from thematica.analyses.proportions import wilson_interval
from thematica.model.attributes import sort_values
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus, Participants, Sessions
from thematica.model.incidence import EVERYBODY, Incidence, count_incidence, group_of_segments
from thematica.model.segments import Segments
from thematica.model.sentences import name_some
from thematica.model.themes import ThemeTree

CROSS = " × "  # between attributes that are crossed, and between their values
FEWEST = 5  # units; a smaller cell of crossed attributes says more about who came than about the group


@dataclass(frozen=True, slots=True)
class Voiced:
    """In how many of a group's participants or sessions a code or theme was voiced.

    Attributes:
        by: The attribute, or empty for everybody.
        group: The group, or ``all``.
        id, name: Of the code or theme.
        n: Participants (or sessions) who voiced it at least once.
        of: Participants (or sessions) of the group with words that were looked at.
        stance: Voiced with this stance; empty: with any or none.
        asked: Participants (or sessions) of the group in the corpus, whether or not they said anything.
        speakers: The participants who voiced it, as far as they are known.
        of_speakers: Participants of the group with words that were looked at.
        unseen: Participants (or sessions) of the group with words that nobody has looked at yet.
    """

    by: str
    group: str
    id: str
    name: str
    n: int
    of: int
    stance: str = ""
    asked: int = 0
    speakers: tuple[str, ...] = ()
    of_speakers: int = 0
    unseen: int = 0

    @property
    def share(self) -> float | None:
        """``n / of``, 0..1; None when the group is empty."""
        return self.n / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95% Wilson interval of the share; None when the group is empty."""
        return wilson_interval(self.n, self.of) if self.of else None

    @property
    def share_of_asked(self) -> float | None:
        """``n / asked``, 0..1; None where nobody was asked, or while not all who answered were looked at."""
        return self.n / self.asked if self.asked and not self.unseen else None

    @property
    def interval_of_asked(self) -> tuple[float, float] | None:
        """95% Wilson interval of the share of those asked; None where there is no such share."""
        return wilson_interval(self.n, self.asked) if self.asked and not self.unseen else None


@dataclass(frozen=True, slots=True)
class GroupProfile:
    """How many belong to a group, and how much they said.

    Attributes:
        by, group: The attribute and the group; ``all`` for everybody.
        n_sessions: Sessions in which any of them said something.
        n_asked: Participants in the corpus.
        n_answered: Participants who said or wrote something.
        n_words: Words they said.
    """

    by: str
    group: str
    n_sessions: int
    n_asked: int
    n_answered: int
    n_words: int

    @property
    def words_per_participant(self) -> float | None:
        """Words per participant who said something; None where nobody is known."""
        return self.n_words / self.n_answered if self.n_answered else None


@dataclass(frozen=True)
class Counting:
    """Counts one set of codings by one attribute or another."""

    codings: Codings
    segments: Segments
    corpus: Corpus
    tree: ThemeTree
    level: str
    unit: str
    counted: dict[tuple[str, str, str], dict[str, Incidence]] = field(default_factory=dict)
    of_stance: dict[str, Codings] = field(default_factory=dict)

    def rows(self, by: str, stance: str = "") -> Iterator[Voiced]:
        """Give a row for each group of an attribute and each code; no row for codes that never had the stance."""
        nodes = self.tree.at_level(self.level)
        if stance:
            known = {code.id for code in self.tree.codes}
            ids = {coding.code_id for coding in self.codings if coding.stance == stance} & known
            used = {self.tree.roll_up(code_id, self.level).id for code_id in ids}
            nodes = tuple(node for node in nodes if node.id in used)
        found, people = self._count(by, self.unit, stance), self._count(by, "participant", stance)
        asked, spoke = _members(self.corpus, by, self.unit), self._spoke(by)
        for group, each in found.items():
            if (group == EVERYBODY) != (by == ""):
                continue
            of, unseen = len(each.unit_ids), len(spoke.get(group, set()) - set(each.unit_ids))
            row_of = {node_id: row for row, node_id in enumerate(each.code_ids)}
            for node in nodes:
                n, who = int(each.matrix[row_of[node.id]].sum()), people[group]
                speakers = tuple(who.unit_ids[at] for at in who.matrix[row_of[node.id]].nonzero()[0].tolist())
                n_asked = max(of, len(asked.get(group, ())))
                yield Voiced(by, group, node.id, node.name, n, of, stance, n_asked, speakers, len(who.unit_ids), unseen)

    def tally(self, by: str) -> Tally:
        """Lay the units of an attribute's groups side by side."""
        found = self._count(by, self.unit)
        session_of: dict[str, str] = {}
        if self.unit == "participant":
            for segment in self.segments:
                session_of.setdefault(segment.participant_id or "", segment.session_id)
        return make_tally(by, self.unit, found, self.tree.at_level(self.level), session_of)

    def cross(self, attributes: Sequence[str]) -> tuple[Counting, str]:
        """Give the same counting with the attributes crossed, and why it is not tested (empty: it may be)."""
        crossing = replace(self, corpus=_cross(self.corpus, attributes), counted={})
        by = CROSS.join(attributes)
        tally = crossing.tally(by)
        small = [f"{group} {n}" for group, n in zip(tally.groups, tally.sizes.tolist(), strict=True) if n < FEWEST]
        if not small:
            return crossing, ""
        return crossing, (
            f"{by}: shown as a table and not tested, because cells hold fewer than {FEWEST} {self.unit}s "
            f"({name_some(small, 3)}); so few say more about who came than about their group."
        )

    @property
    def remarks(self) -> Iterator[str]:
        """What a reader must know about the units."""
        rooms: dict[str, set[str]] = {}
        shared: dict[str, set[str]] = {}
        for segment in self.segments:
            if segment.participant_id:
                rooms.setdefault(segment.participant_id, set()).add(segment.session_id)
                shared.setdefault(segment.session_id, set()).add(segment.participant_id)
        if self.unit == "participant" and any(len(people) > 1 for people in shared.values()):
            yield (
                "Participants of one session heard each other: intervals of shares take them as independent and are "
                "too narrow; those of differences allow for it."
            )
        if self.unit == "participant" and (several := sum(len(sessions) > 1 for sessions in rooms.values())):
            yield f"{several} participants spoke in several sessions; each belongs to the first."

    def _spoke(self, by: str) -> dict[str, set[str]]:
        """Give the participants or sessions of each group that said or wrote something."""
        groups = group_of_segments(self.segments, self.corpus, by) if by else [EVERYBODY] * len(self.segments)
        found: dict[str, set[str]] = {}
        for segment, group in zip(self.segments, groups, strict=True):
            unit_id = segment.session_id if self.unit == "session" else segment.participant_id
            if unit_id and segment.answer_kind != "blank":
                found.setdefault(group, set()).add(unit_id)
        return found

    def _count(self, by: str, unit: str, stance: str = "") -> dict[str, Incidence]:
        if (by, unit, stance) not in self.counted:
            self.counted[by, unit, stance] = count_incidence(
                self._voiced(stance), self.segments, self.corpus, self.tree, level=self.level, unit=unit, by=by
            )
        return self.counted[by, unit, stance]

    def _voiced(self, stance: str) -> Codings:
        if not stance:
            return self.codings
        if stance not in self.of_stance:
            own = (coding for coding in self.codings if coding.stance == stance)
            self.of_stance[stance] = Codings(own, reviewed=self.codings.reviewed)
        return self.of_stance[stance]


def _members(corpus: Corpus, by: str, unit: str) -> dict[str, set[str]]:
    """Give the participants or sessions of each group of an attribute in the corpus."""
    sessions = {s.id: EVERYBODY for s in corpus.sessions} if not by else corpus.groups_of_sessions(by) or {}
    people = {p.id: EVERYBODY for p in corpus.participants} if not by else corpus.groups_of_participants(by)
    found: dict[str, set[str]] = {}
    if unit == "session" and (not by or people is None):
        for session_id, group in sessions.items():
            found.setdefault(group, set()).add(session_id)
        return found
    for person in corpus.present:
        groups = [people[person.id]] if people is not None else [sessions.get(s, "") for s in person.session_ids]
        for group in groups:
            found.setdefault(group, set()).update([person.id] if unit == "participant" else person.session_ids)
    return found


def profile_groups(segments: Segments, corpus: Corpus, by: str) -> Iterator[GroupProfile]:
    """Say how many belong to each group of an attribute, and how much they said."""
    ordered = tuple(segments)
    groups = group_of_segments(ordered, corpus, by) if by else [EVERYBODY] * len(ordered)
    asked = _members(corpus, by, "participant")
    for group in sort_values({*groups, *asked} - {""}):
        own = [segment for segment, of in zip(ordered, groups, strict=True) if of == group]
        people = {s.participant_id for s in own if s.participant_id and s.answer_kind != "blank"}
        words = sum(len(segment.text.split()) for segment in own)
        n_asked = max(len(people), len(asked.get(group, ())))
        yield GroupProfile(by, group, len({s.session_id for s in own}), n_asked, len(people), words)


def _cross(corpus: Corpus, attributes: Sequence[str]) -> Corpus:
    """Give the corpus with one more attribute: the crossed values; empty where one of them is not known."""
    by = CROSS.join(attributes)
    of_people = [corpus.groups_of_participants(name) for name in attributes]
    of_sessions = [corpus.groups_of_sessions(name) or {} for name in attributes]

    def join(values: Iterable[str]) -> Mapping[str, str]:
        known = list(values)
        return {by: CROSS.join(known)} if all(known) else {}

    if all(each is None for each in of_people):
        sessions = (
            replace(s, attributes={**s.attributes, **join(of.get(s.id, "") for of in of_sessions)})
            for s in corpus.sessions
        )
        return replace(corpus, sessions=Sessions(sessions))
    people = []
    for person in corpus.participants:
        values = []
        for own, rooms in zip(of_people, of_sessions, strict=True):
            met = {rooms.get(session_id, "") for session_id in person.session_ids}
            values.append(own[person.id] if own is not None else met.pop() if len(met) == 1 else "")
        people.append(replace(person, attributes={**person.attributes, **join(values)}))
    return replace(corpus, participants=Participants(people))
