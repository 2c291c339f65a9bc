from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.fakes import make_corpus
from thematica.analyses.keywords import (
    Keyword,
    Keywords,
    find_keywords,
    log_likelihood,
    log_likelihood_of_table,
    log_odds,
)
from thematica.errors import AnalysisError
from thematica.model.corpus import Corpus, Participants, Sessions
from thematica.model.segments import Segments
from thematica.steps.segment import segment

FOX = "the quick brown fox jumps over the lazy pig".split()
DONKEY = "the lazy purple pig jumps over the lazier donkey".split()
WORDS = sorted({*FOX, *DONKEY})


def interviews(n: int = 6, **extra: str) -> Corpus:
    """Make n interviews in each of two groups: one talks of labs, the other of mail."""
    said = {f"a{i}": "The lab was cold and the lab was dark." for i in range(n)}
    said |= {f"b{i}": "My mail was late and the mail was lost." for i in range(n)}
    said |= extra
    return make_corpus(*[[(p, words)] for p, words in said.items()], groups={p: p[0] for p in said})


def find(corpus: Corpus, by: str = "group", **choices: object) -> Keywords:
    return find_keywords(segment(corpus, "turn"), corpus, by, **choices)


def of(found: Keywords, group: str, word: str) -> Keyword:
    return next(w for w in found.words if (w.group, w.word) == (group, word))


def test_the_log_odds_of_the_fox_and_the_donkey_are_found_again() -> None:
    y1, y2 = (np.array([text.count(word) for word in WORDS], dtype=float) for text in (FOX, DONKEY))
    delta, z = log_odds(y1, y2, np.full(11, 0.05), np.array([9.0]), np.array([9.0]))
    found = dict(zip(WORDS, z.tolist(), strict=True))

    assert found["quick"] == pytest.approx(0.6894228, abs=5e-8)
    assert found["donkey"] == pytest.approx(-0.6894228, abs=5e-8)
    assert found["the"] == pytest.approx(0, abs=1e-12)
    at = WORDS.index("quick")
    assert delta[at] == pytest.approx(3.1557481, abs=5e-8)
    assert (delta[at] / z[at]) ** 2 == pytest.approx(20.952381, abs=5e-7)


@pytest.mark.parametrize(
    ("cells", "two", "four"),
    [
        ((100, 50, 10000, 10000), 16.9899, 17.1158),
        ((20, 5, 1000, 1200), 12.5795, 12.7179),
        ((0, 8, 1000, 1000), 11.0904, 11.1225),
    ],
)
def test_both_forms_of_the_log_likelihood_are_found_again(
    cells: tuple[int, int, int, int], two: float, four: float
) -> None:
    assert log_likelihood(*cells) == pytest.approx(two, abs=5e-5)
    assert log_likelihood_of_table(*cells) == pytest.approx(four, abs=5e-5)


@pytest.mark.parametrize("cells", [(0, 0, 10, 10), (1, 0, 10, 0), (0, 1, 0, 10)])
def test_an_empty_text_has_no_log_likelihood(cells: tuple[int, int, int, int]) -> None:
    assert log_likelihood(*cells) is None
    assert log_likelihood_of_table(*cells) is None


def test_the_words_of_a_group_come_first() -> None:
    found = find(interviews())

    assert [word.word for word in found.of("a")][:1] == ["lab"]
    assert [word.word for word in found.of("b")][:1] == ["mail"]
    lab = of(found, "a", "lab")
    assert (lab.n, lab.n_others, lab.n_speakers, lab.n_speakers_others) == (12, 0, 6, 0)
    assert of(found, "a", "was").z == pytest.approx(0, abs=1e-9)


def test_the_prior_is_what_an_average_speaker_says() -> None:
    found = find(interviews(), fewest=1)
    texts = [t.split() for t in ("the lab was cold and the lab was dark", "my mail was late and the mail was lost")]
    words = sorted({*texts[0], *texts[1]})
    y1, y2 = (np.array([6.0 * text.count(word) for word in words]) for text in texts)
    delta, z = log_odds(y1, y2, (y1 + y2) / 12, np.array([54.0]), np.array([54.0]))

    for i, word in enumerate(words):
        assert of(found, "a", word).z == pytest.approx(z[i])
        assert of(found, "a", word).log_odds == pytest.approx(delta[i])


def test_leaving_rare_words_out_changes_no_number_of_the_others() -> None:
    corpus = interviews(a9="Elephant elephant zebra.")
    rare, common = find(corpus, fewest=1), find(corpus, fewest=3)

    for word in common.words:
        assert of(rare, word.group, word.word).z == pytest.approx(word.z)


def test_one_person_who_likes_a_word_is_not_a_group() -> None:
    found = find(interviews(a9="Elephant " * 40))

    assert not any(word.word == "elephant" for word in found.words)
    two = find(interviews(a8="Elephant.", a9="Elephant " * 40, b9="Elephant."), fewest=3)
    assert of(two, "a", "elephant").z > 2
    assert "elephant" not in [word.word for word in two.of("a")]


def test_two_groups_mirror_each_other() -> None:
    found = find(interviews())

    for word in found.words:
        other = "b" if word.group == "a" else "a"
        assert of(found, other, word.word).z == pytest.approx(-word.z)


def test_the_names_of_groups_change_no_number() -> None:
    corpus, new = interviews(), {"a": "z", "b": "c"}
    renamed = (dataclasses.replace(p, attributes={"group": new[p.id[0]]}) for p in corpus.participants)
    once, again = find(corpus), find(dataclasses.replace(corpus, participants=Participants(renamed)))

    for word in once.words:
        assert of(again, new[word.group], word.word).z == pytest.approx(word.z)


def test_each_group_is_set_against_all_others() -> None:
    found = find(interviews(c1="A bus came.", c2="A bus came.", c3="A bus came."))

    bus = of(found, "c", "bus")
    assert (bus.n, bus.n_others, bus.n_speakers) == (3, 0, 3)
    assert [name for name, _, _ in found.groups] == ["a", "b", "c"]
    assert found.groups[2] == ("c", 9, 3)


def test_there_are_no_p_values_unless_asked_for() -> None:
    assert {(word.p, word.p_bh) for word in find(interviews()).words} == {(None, None)}
    assert "random draws" not in find(interviews()).describe()


def test_exchanging_speakers_finds_what_all_of_a_group_say_and_nothing_else() -> None:
    found = find(interviews(), n_draws=499)

    assert of(found, "a", "lab").p == pytest.approx(1 / 500, abs=5 / 500)
    assert of(found, "a", "was").p == 1
    assert all(word.p is not None and word.p >= 1 / 500 for word in found.words)
    assert all((word.p_bh or 0) >= (word.p or 0) for word in found.words)
    assert "speakers exchanged between groups (499 random draws)" in found.describe()
    assert found.words == find(interviews(), n_draws=499).words


def rooms(sites: str) -> Corpus:
    """Make sessions of four, one for each letter of ``sites``; those of 'n' talk of labs."""
    corpus = make_corpus(
        *[[(f"{i}{k}", "The lab again." if site == "n" else "The mail again.") for k in range(4)]
          for i, site in enumerate(sites)],
        groups={f"{i}{k}": "wm"[k % 2] for i in range(len(sites)) for k in range(4)},
    )  # fmt: skip
    sessions = (dataclasses.replace(s, attributes={"site": sites[i]}) for i, s in enumerate(corpus.sessions))
    return dataclasses.replace(corpus, sessions=Sessions(sessions))


def test_whole_sessions_are_exchanged_where_the_group_belongs_to_the_session() -> None:
    found = find(rooms("nnss"), by="site", n_draws=999)

    assert found.exchanged == "whole sessions exchanged between groups"
    # Two of the six ways to choose two of four sessions differ as much.
    assert of(found, "n", "lab").p == pytest.approx(2 / 6, abs=0.06)
    assert found.smallest_p == pytest.approx(2 / 6)
    assert "no p below 0.33 was possible" in found.describe()
    assert find(rooms("nnss"), by="site").smallest_p is None


def test_speakers_are_exchanged_within_their_session_where_groups_were_mixed() -> None:
    found = find(rooms("nnss"), by="group", n_draws=99)

    assert found.exchanged == "speakers exchanged within each session"
    assert of(found, "w", "lab").p == 1


def test_exchanging_within_sessions_of_two_gives_the_exact_p() -> None:
    people = [[(f"w{i}", "The lab again."), (f"m{i}", "The mail again.")] for i in range(4)]
    corpus = make_corpus(*people, groups={p: p[0] for room in people for p, _ in room})

    found = find(corpus, n_draws=999)

    assert of(found, "w", "lab").p == pytest.approx(2 / 16, abs=0.05)


def test_words_of_unknown_speakers_do_not_count_where_sessions_have_groups() -> None:
    corpus = rooms("nnss")
    segments = Segments(
        dataclasses.replace(s, participant_id=None) if s.session_id == "S1" else s for s in segment(corpus, "turn")
    )

    assert of(find_keywords(segments, corpus, "site"), "n", "lab").n == 4


def test_capitals_and_apostrophes_do_not_matter_and_words_can_be_left_out() -> None:
    corpus = interviews(a7="Don’t LAB", a8="don't lab", a9="DON'T Lab")
    found = find(corpus, leave_out=["THE"])

    assert of(found, "a", "don't").n == 3
    assert of(found, "a", "lab").n == 15
    assert not any(word.word == "the" for word in found.words)


def test_words_of_nobody_known_and_non_answers_do_not_count() -> None:
    corpus = interviews()
    segments = segment(corpus, "turn")
    changed = Segments(
        dataclasses.replace(s, participant_id=None) if s.participant_id == "a0"
        else dataclasses.replace(s, answer_kind="none") if s.participant_id == "a1" else s
        for s in segments
    )  # fmt: skip

    assert of(find_keywords(changed, corpus, "group"), "a", "lab").n == 8


@pytest.mark.parametrize(("by", "match"), [("", "need an attribute"), ("grup", "did you mean 'group'")])
def test_an_attribute_must_be_known(by: str, match: str) -> None:
    with pytest.raises(AnalysisError, match=match):
        find(interviews(), by=by)


def test_one_group_or_one_word_has_no_keywords() -> None:
    with pytest.raises(AnalysisError, match="two groups with words of known participants"):
        find(make_corpus([("a1", "The lab.")], groups={"a1": "a"}))
    with pytest.raises(AnalysisError, match="two groups"):
        find(make_corpus([("a1", "Lab.")], [("b1", "Lab.")], groups={"a1": "a", "b1": "b"}), fewest=1)


def test_the_description_says_who_said_it_and_what_z_is_not() -> None:
    described = find(interviews()).describe()

    assert "a 54 words of 6; b 54 words of 6 speakers" in described
    assert "Typical of a: lab (12 times, 6 speakers)" in described
    assert "ranks words and tests nothing" in described
    assert "A word is not a theme" in described


def test_a_group_without_words_of_its_own_is_told() -> None:
    corpus = make_corpus(*[[(p, "The lab was cold.")] for p in ("a1", "a2", "a3", "b1")],
                         groups={"a1": "a", "a2": "a", "a3": "a", "b1": "b"})  # fmt: skip

    assert "No word stands out in b." in find(corpus).describe()


def test_the_frame_has_a_row_a_group_and_word() -> None:
    found = find(interviews())
    frame = found.to_frame()

    assert len(frame) == len(found.words)
    assert list(frame.columns)[:5] == ["by", "group", "word", "z", "log_odds"]
    assert repr(found) == "<Keywords: 10 words in 2 groups of group>"
    assert "Typical of a" in found._repr_html_()


def test_the_figure_names_words_and_how_many_said_them() -> None:
    axes = find(interviews()).plot()
    words = [text.get_text() for text in axes.texts]

    assert "a (54 words, 6 speakers)" in words
    assert "12, 6 speakers" in words
    assert "lab" in [tick.get_text() for tick in axes.get_yticklabels()]


def test_a_figure_without_typical_words_can_be_drawn() -> None:
    corpus = make_corpus(*[[(p, "The lab was cold.")] for p in "abcdef"], groups={p: str(p < "d") for p in "abcdef"})

    assert find(corpus, fewest=4).plot().get_xlim() == (0, 1.3)


def test_a_figure_of_many_groups_draws_fewer_words_of_each_and_says_which_groups_are_left_out() -> None:
    said = {
        f"{group}{i}": f"{group}x {group}y {group}z {group}w {group}v" for group in "abcdefghijklm" for i in range(3)
    }
    corpus = make_corpus(*[[(p, words)] for p, words in said.items()], groups={p: p[0] for p in said})

    axes = find(corpus).plot()

    assert len(axes.get_yticklabels()) == 12 * 4
    assert "1 further group not drawn" in axes.get_xlabel()
    assert "not drawn" not in find(interviews()).plot().get_xlabel()
