"""Names are replaced as whole words, in one pass, and spans move along."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.model.pseudonyms import Pseudonym
from thematica.steps.identifiers import find_patterns
from thematica.steps.pseudonymise import Names


def names(*forms: tuple[str, str], match_case: bool = False) -> Names:
    return Names(Pseudonym(original=o, replacement=r, match_case=match_case, line=i) for i, (o, r) in enumerate(forms))


KHAN = names(("Khan", "[T]"), ("Dr Khan", "[T]"), ("Ayesha Khan", "[T]"), ("Sara", "[S]"), ("Khan Ali", "[U]"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sara's, SARA’S, sara.", "[S]'s, [S]’S, [S]."),
        ("Sarah and Khanna stay.", "Sarah and Khanna stay."),
        ("Dr. Khan, dr  khan, Dr\nKhan", "[T], [T], [T]"),
        ("Ayesha Khan Ali", "[T] Ali"),
        ("Khan Ali", "[U]"),
        ("Ayesha\n\nKhan", "Ayesha\n\n[T]"),
        ("Sa\u00adra, Sa-\nra, _Sara_", "[S], [S], _[S]_"),
        ("Sára S\u0301ara", "[S] [S]"),
        ("", ""),
    ],
)
def test_forms_are_found_as_they_are_written(text: str, expected: str) -> None:
    assert KHAN.write(text) == expected


def test_composed_and_decomposed_letters_are_the_same_name() -> None:
    found = names(("Zoë Łoś", "[S]"))

    assert [found.write(unicodedata.normalize(form, "Zoë Łoś!")) for form in ("NFC", "NFD")] == ["[S]!", "[S]!"]


def test_a_name_that_is_a_word_is_replaced_only_with_its_capital() -> None:
    assert names(("Will", "[S]"), match_case=True).write("Will will; WILL.") == "[S] will; WILL."


def test_what_was_put_in_is_not_replaced_again() -> None:
    assert names(("Grace", "[Hope]"), ("Hope", "[Grace]")).write("Grace, Hope") == "[Hope], [Grace]"


def test_no_name_goes_over_the_border_of_a_turn_and_labels_have_no_brackets() -> None:
    text = "Sara: I met Ayesha\nKhan: Yes, Sara."

    rewritten = KHAN.replace(text, [(6, 18), (25, 35)])

    assert rewritten.text == "S: I met Ayesha\nT: Yes, [S]."


@pytest.mark.parametrize(
    ("span", "words"), [((7, 18), "[Mother] would"), ((9, 18), "[Mother] would"), ((0, 9), "friend [Mother]")]
)
def test_a_span_that_cuts_a_name_takes_the_whole_pseudonym(span: tuple[int, int], words: str) -> None:
    rewritten = names(("Grace", "[Mother]")).replace("friend Grace would help")
    start, end = rewritten.move(*span)

    assert rewritten.text[start:end] == words


@given(
    st.lists(st.sampled_from(["Sara", "khan", "x", "Ayesha Khan", "Dr", " ", "\n", ",", "é"]), max_size=30), st.data()
)
def test_every_span_moves_to_the_words_it_had(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    rewritten = KHAN.replace(text)
    inside = {i for done in rewritten.replacements for i in range(done.start + 1, done.end)}
    places = [i for i in range(len(text) + 1) if i not in inside]
    start = data.draw(st.sampled_from(places))
    end = data.draw(st.sampled_from([i for i in places if i >= start]))

    moved = rewritten.move(start, end)

    expected, at = [], start
    for done in rewritten.replacements:
        if start <= done.start and done.end <= end:
            expected += [text[at : done.start], rewritten.text[done.new_start : done.new_end]]
            at = done.end
    if start != end:
        assert rewritten.text[slice(*moved)] == "".join([*expected, text[at:end]])


def test_an_empty_key_changes_nothing() -> None:
    assert Names(()).write("Sara") == "Sara"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a.b@c.example", "e-mail"), ("@sara_k", "handle"), ("07700 900123", "phone"), ("+92 300 5550147", "phone"),
        ("(555) 010-4477", "phone"), ("612 345 678", "phone"),
        ("0170/5550147", "phone"), ("192.0.2.17", "IP address"), ("3. Mai 2001", "date"),
        ("3 mai 2001", "date"), ("M1 1AE", "postcode"), ("NY 10001", "postcode"), ("14/03/2001", "date"),
        ("3rd of May 2001", "date"), ("2001-03-14", "date"), ("19-MBBS-204", "id number"),
        ("35202-1234567-1", "id number"), ("https://a.example/b", "web address"),
    ],
)  # fmt: skip
def test_identifiers_are_known_by_their_shape(text: str, kind: str) -> None:
    said = f"It is {text} now, at 10:30 on page 12."

    assert [(said[start:end], found) for start, end, found in find_patterns(said)] == [(text, kind)]
