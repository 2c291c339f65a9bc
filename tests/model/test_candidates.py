from __future__ import annotations

from thematica.model.candidates import CandidateCode, CandidateCodes


def test_the_repr_counts_each_segment_once_and_names_those_left_out() -> None:
    found = CandidateCodes(
        [
            CandidateCode(id="k-1", name="cold lab", segment_ids=("s1", "s2")),
            CandidateCode(id="k-2", name="late mail", segment_ids=("s2", "s3")),
        ],
        left_out=("s4",),
    )

    assert repr(found) == "<CandidateCodes: 2 from 3 segments, 1 left out>"


def test_no_candidate_codes_are_a_result() -> None:
    found = CandidateCodes(method="by hand", set_aside=[("blank", ("s1",))])

    assert len(found) == 0
    assert found.left_out == ()
    assert found.set_aside == (("blank", ("s1",)),)
    assert "segment_ids" in found.to_frame().columns
