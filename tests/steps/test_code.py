from __future__ import annotations

import numpy as np
import pytest

import thematica as th
from tests.fakes import EverythingFits, WordEmbedder
from tests.model.builders import HOURS, LABS, REPLIES, TREE, apply_code, look_at, make_segments
from thematica.backends.linear_coder import LinearCoder
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import CONSENSUS, MACHINE, Coding, Codings
from thematica.model.protocols import CodingModel, Fit
from thematica.model.segments import Segments
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.code import assign_codes, describe_code, describe_codes
from thematica.steps.embed import embed

SEGMENTS = make_segments(
    "The lab was cold.", "She rang me.", "Nothing.", "Mm, yeah.", "My mail waits.", kinds=["substantive"] * 2 + ["none"]
)
COLD, RANG, NOTHING, NOD, MAIL = SEGMENTS
NO_CANDIDATES = CandidateCodes()


def code(
    codings: Codings,
    model: CodingModel | None = None,
    tree: ThemeTree = TREE,
    found: CandidateCodes = NO_CANDIDATES,
    segments: Segments = SEGMENTS,
    error: float = 1.0,
) -> Codings:
    embedder = WordEmbedder()
    embeddings = embed(segments, embedder.embed, embedder.name)
    members = {candidate.id: candidate.segment_ids for candidate in found}
    return assign_codes(
        segments,
        embeddings,
        tree,
        members,
        codings,
        model=model or EverythingFits(),
        embed_texts=embedder.embed,
        error=error,
    )


def test_the_machine_codes_in_the_order_of_the_text() -> None:
    codings = code(Codings())

    assert list(codings) == [apply_code(each, "hours", MACHINE) for each in (COLD, RANG, MAIL)]


def test_the_machine_never_codes_where_there_is_nothing_to_code() -> None:
    codings = code(Codings())

    spans = {(c.start, c.end) for c in codings} | {(r.start, r.end) for r in codings.reviewed}
    assert not spans & {(NOTHING.start, NOTHING.end), (NOD.start, NOD.end)}


def test_the_machine_says_what_it_has_looked_at() -> None:
    class NothingFits(EverythingFits):
        def assign(self, vectors, texts, descriptions, taught, together):
            nothing = np.zeros((len(vectors), len(descriptions)))
            return Fit(nothing, nothing > 0)

    codings = code(Codings(), NothingFits())

    assert len(codings) == 0
    assert set(codings.reviewed) == {look_at(each, MACHINE) for each in (COLD, RANG, MAIL)}


def test_the_machines_codings_have_no_strength() -> None:
    assert {c.strength for c in code(Codings())} == {None}


def test_peoples_rows_are_kept_unchanged_and_first() -> None:
    hers = [apply_code(MAIL, "replies", "ana"), apply_code(NOTHING, "labs", "bea"), apply_code(COLD, "gone", "ana")]
    people = Codings(hers, reviewed=[look_at(RANG, "ana")], remarks=["one line is odd"])

    codings = code(people)

    assert list(codings)[:3] == hers
    assert codings.by("ana", "bea") == people
    assert codings.remarks == ("one line is odd",)


def test_rows_of_the_machine_from_an_earlier_run_are_replaced() -> None:
    earlier = Codings([apply_code(COLD, "labs", MACHINE)], reviewed=[look_at(NOD, MACHINE)])

    assert code(earlier) == code(Codings())
    assert code(code(Codings())) == code(Codings())


def test_what_a_person_coded_is_taught() -> None:
    model = EverythingFits()
    people = Codings([apply_code(COLD, "labs"), apply_code(COLD, "hours")], reviewed=[look_at(MAIL)])

    code(people, model)

    number = {each.id: j for j, each in enumerate((HOURS, REPLIES, LABS))}
    # The machine sees COLD, RANG and MAIL: the first with two codes, the last with none, RANG was not looked at.
    assert dict(model.taught) == {0: {number["labs"], number["hours"]}, 2: frozenset()}


def test_the_consensus_is_taught_where_there_is_one() -> None:
    model = EverythingFits()

    code(Codings([apply_code(COLD, "labs", "ana"), apply_code(COLD, "replies", CONSENSUS)]), model)

    assert dict(model.taught) == {0: {1}}


def test_codes_that_left_the_tree_are_not_taught() -> None:
    model = EverythingFits()

    code(Codings([apply_code(COLD, "gone")]), model)

    assert dict(model.taught) == {0: frozenset()}


def test_the_machine_is_not_taught_by_itself() -> None:
    model = EverythingFits()

    code(Codings([apply_code(COLD, "labs", MACHINE)]), model)

    assert dict(model.taught) == {}


def test_a_tree_without_codes_leaves_the_machine_silent() -> None:
    people = Codings([apply_code(COLD, "labs")])

    codings = code(people, tree=ThemeTree((Theme(id="t", name="T"),)))

    assert codings == people


def test_no_segments_are_a_case_like_any_other() -> None:
    assert code(Codings(), segments=Segments()) == Codings()


def test_a_code_is_described_by_its_name_with_its_theme_its_definition_its_use_and_its_examples() -> None:
    mail = Code(
        id="mail", name="Mail", definition="Writing.", use_when=("Late replies.",), examples=("It waits.",), memo="Ask."
    )
    tree = ThemeTree((Theme(id="t", name="Contact", codes=(mail,)),))

    assert describe_code(tree, mail) == ["Mail", "Contact: Mail. Writing.", "Late replies.", "It waits."]


def test_a_candidate_placed_in_a_code_lends_it_its_segments() -> None:
    embedder = WordEmbedder()
    embeddings = embed(SEGMENTS, embedder.embed, embedder.name)
    labs = Code(id="labs", name="Labs", candidate_ids=("k-1", "k-gone"))
    tree = ThemeTree((Theme(id="t", name="T", codes=(labs, REPLIES)),))
    described = describe_codes(tree, {"k-1": (COLD.id, MAIL.id)}, embeddings, embedder.embed)

    assert [len(rows) for rows in described] == [4, 2]
    assert np.array_equal(described[0][2:], embeddings.rows([COLD.id, MAIL.id]))


def test_a_candidate_placed_in_two_codes_is_split_by_what_their_words_are_like() -> None:
    embedder = WordEmbedder()
    embeddings = embed(SEGMENTS, embedder.embed, embedder.name)
    labs = Code(id="labs", name="cold lab", candidate_ids=("k-1",))
    mail = Code(id="mail", name="my mail", candidate_ids=("k-1",))
    tree = ThemeTree((Theme(id="t", name="T", codes=(labs, mail)),))

    described = describe_codes(tree, {"k-1": (COLD.id, MAIL.id)}, embeddings, embedder.embed)

    assert np.array_equal(described[0][2:], embeddings.rows([COLD.id]))
    assert np.array_equal(described[1][2:], embeddings.rows([MAIL.id]))


def test_what_was_coded_in_one_go_and_what_says_the_same_is_left_out_together() -> None:
    segments = make_segments("She rang.", "Then he rang.", "she  rang.", "Snow.")
    one, two, _same, _other = segments
    passage = Coding(document_id=one.document_id, start=one.start, end=two.end, quote="", code_id="labs", coder="ana")
    model = EverythingFits()

    code(Codings([passage]), model, segments=segments)

    assert model.together[0] == model.together[1] == model.together[2]
    assert model.together[3] != model.together[0]


def test_strengths_are_given_from_a_hundred_decisions_on() -> None:
    def strengths(n: int) -> set[float | None]:
        segments = make_segments(*(f"Words {i}." for i in range(120)))
        people = Codings(reviewed=[look_at(segment, "ana") for segment in list(segments)[:n]])
        return {coding.strength for coding in code(people, segments=segments)}

    assert strengths(99) == {None}
    assert strengths(100) == {0.75}


def test_the_default_model_codes_the_segment_that_its_description_is_like() -> None:
    labs = Code(id="labs", name="Labs", examples=("The lab was cold.",))
    mail = Code(id="mail", name="Mail", examples=("My mail waits.",))
    tree = ThemeTree((Theme(id="t", name="T", codes=(labs, mail)),))

    codings = code(Codings(), LinearCoder(), tree)

    assert apply_code(COLD, "labs", MACHINE) in list(codings)
    assert apply_code(MAIL, "mail", MACHINE) in list(codings)
    assert apply_code(MAIL, "labs", MACHINE) not in list(codings)


class HalfRight:
    """Gives every segment one code, surer from segment to segment; every other one of the less sure half is wrong."""

    name = "half right"

    def assign(self, vectors, texts, descriptions, taught, together):
        n = len(vectors)
        strengths = np.zeros((n, len(descriptions)))
        strengths[:, 0] = np.linspace(0.2, 0.9, n)
        return Fit(strengths, strengths > 0)


MANY = make_segments(*(f"Word {i} stands alone." for i in range(300)))


def look_at_every(step: int) -> Codings:
    """She looks at some segments, and gives the first code but to every other one of the first half."""
    looked_at = list(MANY)[::step]
    hers = [apply_code(s, TREE.codes[0].id) for i, s in enumerate(looked_at) if i * step > 150 or i % 2]
    return Codings(hers, reviewed=[look_at(s) for s in looked_at], remarks=["one line is odd"])


def test_with_a_stated_error_the_machine_leaves_open_what_it_is_not_sure_of_and_says_so() -> None:
    codings = code(look_at_every(2), HalfRight(), segments=MANY, error=0.2)

    machine = codings.by(MACHINE)
    given = [c.start for c in machine]
    assert 0 < len(given) < 300
    assert min(given) > list(MANY)[60].start
    assert {r.start for r in machine.reviewed} == set(given)  # what is left open was not looked at
    said = codings.remarks[1]
    assert codings.remarks[0] == "one line is odd"
    assert "at most 20% of the machine's codes wrong" in said
    assert f"held back {300 - len(given)} of 300 codes and left {300 - len(given)} of 300 segments open" in said


def test_a_stated_error_that_cannot_be_kept_leaves_everything_open() -> None:
    codings = code(look_at_every(2), HalfRight(), segments=MANY, error=0.001)

    assert not codings.by(MACHINE).reviewed
    assert "it is sure enough of none. It held back 300 of 300 codes" in codings.remarks[1]


def test_before_she_has_looked_at_enough_nothing_is_promised_and_nothing_left_open() -> None:
    codings = code(look_at_every(6), HalfRight(), segments=MANY, error=0.2)

    assert len(codings.by(MACHINE)) == 300
    assert "not calibrated yet, people have looked at 50 segments and it takes 100" in codings.remarks[1]


def test_where_no_error_is_stated_nothing_is_left_open_and_nothing_said() -> None:
    codings = code(look_at_every(2), HalfRight(), segments=MANY)

    assert len(codings.by(MACHINE)) == len(codings.by(MACHINE).reviewed) == 300
    assert codings.remarks == ("one line is odd",)


def test_a_segment_that_no_code_fits_is_looked_at_whatever_error_is_stated() -> None:
    class OneFits(HalfRight):
        def assign(self, vectors, texts, descriptions, taught, together):
            fit = super().assign(vectors, texts, descriptions, taught, together)
            fits = fit.fits.copy()
            fits[:10] = False
            return Fit(fit.strengths, fits)

    machine = code(look_at_every(2), OneFits(), segments=MANY, error=0.001).by(MACHINE)

    assert [r.start for r in machine.reviewed] == [s.start for s in list(MANY)[:10]]


@pytest.mark.parametrize("error", [-0.1, 1.5, 20])
def test_an_error_that_is_no_share_is_refused(error: float) -> None:
    embedder = WordEmbedder()
    vectors = embed(SEGMENTS, embedder.embed, embedder.name)

    with pytest.raises(th.SettingsError, match="must lie between 0 and 1"):
        th.assign_codes(SEGMENTS, vectors, TREE, embedder=embedder, error=error)
