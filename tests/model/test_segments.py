from __future__ import annotations

from tests.model.builders import make_segments


def test_texts_stand_in_the_order_of_the_segments() -> None:
    assert make_segments("We met twice.", "She rang me.").texts == ("We met twice.", "She rang me.")
