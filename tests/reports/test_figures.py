from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree as ET

import pytest

from tests.reports.builders import make_empty_material, make_material
from thematica.reports.figures import as_files, name_figure, within_page

FIGURES = make_material().figures


def test_every_figure_is_a_file_of_its_own_that_any_program_reads() -> None:
    files = as_files(FIGURES)

    assert set(files) == {f"figures/{name}.svg" for name in FIGURES}
    for content in files.values():
        assert ET.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_figure_bears_no_date_and_comes_out_the_same() -> None:
    assert make_material().figures == FIGURES
    assert not any("dc:date" in svg for svg in FIGURES.values())


def test_two_figures_of_one_page_share_no_id_that_is_pointed_at() -> None:
    pointed = [set(re.findall(r"url\(#(\w+)\)", svg)) for svg in FIGURES.values()]

    assert sum(map(len, pointed)) == len(set().union(*pointed)) > 0


def test_what_stands_within_a_page_has_no_head_of_a_file() -> None:
    assert all(within_page(svg).startswith("<svg") for svg in FIGURES.values())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("keywords", "by", "Service type 1"), "keywords-by-Service-type-1"),
        (("keywords", "by", "../up"), "keywords-by-up_"),
        (("keywords", "by", "école"), "keywords-by-école"),
        (("keywords", "by", "?"), "keywords-by-"),
    ],
)
def test_a_file_name_holds_nothing_that_a_folder_would_trip_over(words: tuple[str, ...], name: str) -> None:
    found = name_figure(*words)

    assert found.startswith(name)
    assert re.fullmatch(r"[\w-]+", found)


def test_attributes_that_differ_in_a_mark_only_have_figures_of_their_own() -> None:
    names = ["a b", "a_b", "a/b", "a-b", "a  b", "a?b"]

    assert len({name_figure("keywords", name) for name in names}) == len(names)


def test_without_codings_there_are_only_figures_of_words() -> None:
    material = make_material()
    uncoded = dataclasses.replace(material, final=make_empty_material().final)

    assert list(uncoded.figures) == ["keywords-by-group"]
