"""Forms of one person's name are offered together; a form that may be somebody else's is not."""

from __future__ import annotations

import pytest

from thematica.steps.people import group_people, names_in_label, part_name


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Novak, Jana [External]", ["Novak, Jana"]),
        ("Omar Haddad (he/him)", ["Omar Haddad"]),
        ("Omar Haddad (they)", ["Omar Haddad"]),
        ("Moderator (Dr. A. Müller)", ["Dr. A. Müller"]),
        ("Interviewerin Sabine Kraus", ["Sabine Kraus"]),
        ("iPhone von Petra", ["Petra"]),
        ("Petra’s iPhone", ["Petra"]),
        ("GRACE LIN", ["GRACE LIN"]),
        *((label, []) for label in ("SPEAKER_00", "Unknown Speaker", "R1/R2", "P12", "Student 3", "Teilnehmerin")),
    ],
)  # fmt: skip
def test_a_label_gives_its_name_without_marks_and_roles(label: str, names: list[str]) -> None:
    assert list(names_in_label(label)) == names


@pytest.mark.parametrize(
    ("form", "given", "surname"),
    [
        ("Jana Novak", ("Jana",), "Novak"),
        ("Novak, Jana", ("Jana",), "Novak"),
        ("Prof. Dr. Anna Maria Vogt", ("Anna", "Maria"), "Vogt"),
        ("Anneke van den Bosch", ("Anneke",), "van den Bosch"),
        ("Dr Smith-Jones", (), "Smith-Jones"),
        ("A. Khan", ("A.",), "Khan"),
    ],
)
def test_a_name_is_taken_apart(form: str, given: tuple[str, ...], surname: str) -> None:
    assert (part_name(form).given, part_name(form).surname) == (given, surname)


def words(*said: str) -> dict[str, dict[str, int]]:
    return {word.casefold(): {word: 1} for word in said}


def test_shorter_forms_that_occur_go_with_the_name_in_full() -> None:
    found = group_people(
        ["Omar Haddad", "Haddad, Omar", "Dr Haddad", "O. Haddad"], words("Omar", "Haddad", "Haddads"), ()
    )

    assert found.groups["Omar Haddad"] == ""
    assert {form for form, home in found.groups.items() if home == "Omar Haddad"} == {
        "Haddad, Omar", "Dr Haddad", "O. Haddad", "Omar", "Haddad", "Haddads",
    }  # fmt: skip


def test_a_surname_of_two_people_goes_with_neither() -> None:
    found = group_people(["Omar Haddad", "Lina Haddad"], words("Haddad", "Lina"), ())

    assert (found.groups["Haddad"], found.groups["Lina"]) == ("", "Lina Haddad")
    assert found.perhaps["Haddad"] == "Lina Haddad or Omar Haddad"


def test_who_may_be_his_mother_is_not_filled_in_with_him() -> None:
    found = group_people(["Omar Haddad", "Mrs Haddad"], words("Haddad"), ())

    assert (found.groups["Mrs Haddad"], found.groups["Haddad"]) == ("", "")
    assert found.perhaps["Mrs Haddad"] == "Omar Haddad"


def test_a_part_that_is_a_word_is_left_to_her() -> None:
    assert group_people(["Will Young"], words("Will", "Young"), ("will", "young")).groups == {
        "Will Young": "", "Young": "", "Will": "",
    }  # fmt: skip
