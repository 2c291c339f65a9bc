from __future__ import annotations

import numpy as np

from tests.model.builders import make_segments
from thematica.steps.context import add_context

EYE = np.eye(3, dtype=np.float32)


def test_a_short_reply_moves_farther_towards_its_neighbours_than_a_long_statement() -> None:
    short = add_context(list(make_segments("She is away.", "No.", "I rang twice.")), EYE)
    long = add_context(list(make_segments("She is away.", "word " * 40, "I rang twice.")), EYE)

    assert short[1, 0] > 0.5
    assert short[1, 0] == short[1, 2]
    assert 0 < long[1, 0] < short[1, 0] / 2
    assert np.allclose(np.linalg.norm(short, axis=1), 1)


def test_a_segment_of_ten_words_takes_half_of_each_neighbour() -> None:
    rows = add_context(list(make_segments("One.", "a b c d e f g h i j", "Two.")), EYE)

    assert np.allclose(rows[1] / rows[1, 1], [0.5, 1, 0.5])


def test_an_answer_that_is_a_document_of_its_own_stays_where_it_is() -> None:
    answers = [*make_segments("Cold.", document_id="d1"), *make_segments("Far.", document_id="d2")]

    assert np.array_equal(add_context(answers, EYE[:2]), EYE[:2])


def test_no_segments_have_no_context() -> None:
    assert add_context([], np.zeros((0, 3), dtype=np.float32)).shape == (0, 3)
