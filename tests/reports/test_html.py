from __future__ import annotations

import dataclasses
import html
import re

import pytest

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code
from tests.reports.builders import NASTY, make_empty_material, make_material, make_survey_material
from thematica.analyses.comparison import compare_groups
from thematica.analyses.match import measure_match
from thematica.analyses.saturation import measure_saturation
from thematica.model.codings import MACHINE, Codings, Reviewed
from thematica.reports.html import build_report
from thematica.reports.material import ReportMaterial
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment


def read(material: ReportMaterial) -> str:
    """Give the page as it was written."""
    return build_report(material).decode()


def words(page: str) -> str:
    """Give what a reader sees: the page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.fixture(scope="module")
def page() -> str:
    return read(make_material())


def test_the_same_material_gives_the_same_bytes() -> None:
    assert build_report(make_material()) == build_report(make_material())


def test_the_page_loads_nothing_from_anywhere(page: str) -> None:
    for loader in ("<script", "src=", "<link", "@import", "<iframe", "<object", 'href="http', "url(http", "url('http"):
        assert loader not in page
    # Figures say in which vocabularies they are written; nothing follows these addresses.
    without_vocabularies = re.sub(r"<metadata>.*?</metadata>", "", page, flags=re.DOTALL)
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", without_vocabularies))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_a_figure_stands_within_the_page(page: str) -> None:
    # Curves and a comparison at each level, the order-free curves of the codes, a network, and the words of groups.
    assert page.count("<svg") == 2 * len(TREE.levels) + 3 == len(make_material().figures)
    assert "<!DOCTYPE svg" not in page
    assert "<?xml" not in page


def test_participants_words_are_shown_and_never_run(page: str) -> None:
    assert html.escape(NASTY, quote=False).replace('"', "&#34;") in page
    assert "<b>&#34;no" not in page
    assert '<b>"no' not in page


def test_the_title_is_escaped(page: str) -> None:
    assert "<title>Mentors &amp; &lt;labs&gt;</title>" in page
    assert "<labs>" not in page


def test_the_page_states_whose_codings_its_numbers_rest_on(page: str) -> None:
    assert (
        "The numbers on this page rest on people's codings (ana 3) and the machine's codings (1), "
        "which no person has checked." in words(page)
    )


def test_a_page_that_rests_on_the_machine_alone_says_so() -> None:
    material = make_material()
    machine = dataclasses.replace(material, final=resolve(material.codings, "machine"))

    shown = words(read(machine))

    assert "rest on the machine's codings (2), which no person has checked." in shown
    assert "They show what the machine would say, not what you found" in shown
    assert "They show what the machine would say" not in words(read(make_material()))


def test_named_speakers_stand_beside_what_is_counted_by_session() -> None:
    material = make_material()
    by_session = tuple(
        compare_groups(
            material.final, material.segments, material.corpus, TREE, level=c.level, by="group", unit="session"
        )
        for c in material.comparison
    )
    row = by_session[-1].rows[0]
    shown = words(read(dataclasses.replace(material, comparison=by_session)))

    assert row.of_speakers > row.of  # two of the three who were heard sat in one session
    assert f"{row.n} of {row.of} sessions ({len(row.speakers)} of {row.of_speakers} named speakers)" in shown
    assert f"{len(row.speakers)} of {row.of_speakers} speakers" in shown
    assert "named speakers)" not in words(read(material)).split("Who said what")[0]


def test_the_machines_quotes_are_marked(page: str) -> None:
    assert '<span class="tag">machine</span>' in page
    assert '<span class="tag">machine</span>' not in read(make_material(machine=False))


def test_every_theme_and_code_of_the_tree_is_shown(page: str) -> None:
    for node in TREE.nodes:
        assert node.name in words(page)


def test_counts_name_the_unit_and_the_denominator(page: str) -> None:
    # Looked at: P1 and Q in the first session, P2 by ana, Q again by the machine; P1 and Q are coded.
    assert "Lab work 2 of 3 participants" in words(page)


def test_saturation_is_shown_and_never_said_to_be_reached(page: str) -> None:
    assert "saturation reached" not in page.casefold()
    assert "New codes heard by group" in page
    assert "not evaluable" in page
    assert "Estimated completeness" in page


def test_the_reflexive_approach_gives_the_note_and_no_saturation() -> None:
    page = read(make_material(approach="reflexive"))

    assert "approach: reflexive" in words(page)
    assert "generated through interpretation, not excavated from data" in words(page)
    assert "information power" in words(page)
    assert "Curve of" not in page
    assert "Base, run and threshold" not in page
    assert "p-values are left out because study.yaml says" in words(page)
    assert "p (Holm)" not in page


def test_another_approach_gives_no_note(page: str) -> None:
    assert "information power" not in page


def test_an_empty_study_renders() -> None:
    shown = words(read(make_empty_material()))

    assert "Nothing has been coded yet." in shown
    assert "There are no themes yet." in shown
    assert "None were found" in shown
    assert "0 documents" in shown


def test_a_study_that_was_read_and_not_coded_renders_with_its_candidate_codes() -> None:
    material = make_material()
    uncoded = dataclasses.replace(material, codings=Codings(), final=resolve(Codings()), saturation=(), comparison=())

    shown = words(read(uncoded))

    assert "Nothing has been coded yet." in shown
    assert material.found.ids
    for candidate in material.found:
        assert candidate.name in shown


def test_a_candidate_in_the_tree_is_not_shown_as_a_candidate() -> None:
    material = make_material()
    first, *rest = material.found.ids
    placed = dataclasses.replace(material, places={first: "in the tree: labs", **dict.fromkeys(rest, "offered")})

    page = read(placed)

    assert page.count('class="card"') == len(rest)
    assert f"shown here are {len(rest)} that are not in your tree" in words(page)


def test_quotes_come_from_different_people_before_one_person_speaks_again() -> None:
    corpus = make_corpus([("A", "The lab was cold one."), ("A", "The lab was cold two."), ("B", "The lab was dark.")])
    segments = segment(corpus, "turn")
    codings = resolve(Codings([apply_code(s, "labs", "ana") for s in segments]))
    material = dataclasses.replace(
        make_material(),
        corpus=corpus,
        segments=segments,
        codings=codings,
        final=codings,
        saturation=(measure_saturation(codings, segments, corpus, TREE),),
        comparison=(compare_groups(codings, segments, corpus, TREE),),
        found=type(make_material().found)(),
        settings=make_empty_material().settings,
    )

    speakers = re.findall(r"<cite>(\w+) <span", read(material))

    assert speakers == ["A", "B", "A"]


def test_what_no_number_counts_is_listed(page: str) -> None:
    assert "moderators' turns 7 context: read and shown, never coded or counted" in words(page)
    assert "segments not looked at by those whose codings count 10" in words(page)


def test_the_machines_name_is_not_shown_as_a_person(page: str) -> None:
    assert f"({MACHINE} " not in words(page)


def with_match(material: ReportMaterial) -> ReportMaterial:
    """Give the material with all that ana looked at drawn at random, and the machine having looked everywhere."""
    drawn = [dataclasses.replace(r, at_random=True) for r in material.codings.reviewed if r.coder == "ana"]
    everywhere = [
        Reviewed(document_id=s.document_id, start=s.start, end=s.end, coder=MACHINE) for s in material.segments
    ]
    codings = Codings(list(material.codings), reviewed=[*drawn, *everywhere])
    match = tuple(
        measure_match(codings, material.segments, material.corpus, TREE, level=level, n_resamples=20)
        for level in TREE.levels
    )
    return dataclasses.replace(material, match=match)


def test_the_match_is_shown_at_each_level_and_not_called_agreement() -> None:
    material = make_material()
    page = read(with_match(material))
    section = words(page[page.index('id="match"') : page.index('id="candidates"')])

    assert page.count("<svg") == len(material.figures) + len(TREE.levels)
    assert "3 segments drawn at random" in section
    assert "A match is not agreement between coders" in section
    assert all(f"ana, at the level of the {level}" in section for level in TREE.levels[:-1])
    assert '<a href="#match">Match</a>' in page


def test_where_the_match_is_not_known_the_page_says_how_to_get_it() -> None:
    page = words(
        read(dataclasses.replace(make_material(), no_match="how well it matches is not known: 'thematica next'"))
    )

    assert "How well it matches is not known: 'thematica next'." in page


def test_without_machine_and_person_there_is_no_section_of_the_match(page: str) -> None:
    assert 'id="match"' not in page


def test_which_codes_go_together_is_told_drawn_and_listed(page: str) -> None:
    shown = words(page)

    assert "What goes together Counted are sessions with both of two codes" in shown
    assert "Replies to mail · Lab work 1 1 2 1.0 1.0" in shown.replace(" –", "")
    assert 'aria-label="Network of codes that turn up together"' in page


def test_the_words_of_groups_are_shown_and_what_is_missing_says_why(page: str) -> None:
    shown = words(page)

    assert "Words of groups" in shown
    assert "Compared are the words of participants by group" in shown
    assert "By ward: not evaluable, keywords of 'ward' need two groups." in shown


def test_sections_without_anything_to_show_are_left_out() -> None:
    page = read(make_empty_material())

    assert 'href="#keywords"' not in page
    assert 'href="#cooccurrence"' not in page
    assert "Words of groups" not in page


def test_differences_between_groups_come_with_interval_and_p_only_where_it_was_asked_for() -> None:
    material = make_survey_material()
    told = words(read(material))

    assert "Groups Difference, in points Odds ratio p (Holm)" in told
    assert "Lab work north 2 of 2, south 1 of 2 +50 [" in told


def test_a_survey_shows_each_share_of_those_who_answered_and_of_those_asked() -> None:
    told = words(read(make_survey_material()))

    assert "all N = 4 participants of 5 asked" in told
    assert "Lab work 3 75% [30%, 95%] 60% of those asked" in told
    assert "good 5 asked, 4 answered and looked at bad 5 asked, 2 answered and looked at" in told
    assert "Replies to mail 0 0% [0%, 49%] of the answers 0% [0%, 43%] of those asked 2 100% [34%, 100%]" in told
    assert "of the answers 40% [12%, 77%] of those asked" in told


def test_a_code_that_no_answer_has_is_left_out_and_counted() -> None:
    assert "Codes that no answer has are left out (1)." in words(read(make_survey_material()))


def test_focus_groups_have_one_denominator(page: str) -> None:
    assert "of those asked" not in page
    assert "By question" not in page


def test_groups_are_compared_at_equal_completeness_and_forecasts_are_told(page: str) -> None:
    shown = words(page)

    assert "What further sessions would bring" in shown
    assert "New codes in the next session" in shown
    assert "Where each code was heard" in shown
    assert "Lab work 2 2 100% S1" in shown


def test_while_answers_are_not_looked_at_the_page_gives_no_share_of_those_asked() -> None:
    material = make_survey_material()
    part = resolve(Codings([next(iter(material.final))]))
    compared = compare_groups(part, material.segments, material.corpus, TREE, by="ward")
    shown = words(read(dataclasses.replace(material, final=part, comparison=(compared,), answers={})))

    assert "3 more participants answered and were not looked at yet" in shown
    assert "% of those asked" not in shown


def test_a_survey_with_several_questions_and_no_codes_yet_has_a_report() -> None:
    material = make_survey_material()
    uncounted = {name: dataclasses.replace(each, rows=()) for name, each in material.answers.items()}

    assert uncounted
    assert read(dataclasses.replace(material, answers=uncounted)).startswith("<!doctype html>")
