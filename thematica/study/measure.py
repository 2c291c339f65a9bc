"""Answer what study.yaml asks of a set of codings, and gather what the report is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from thematica.analyses.agreement import Agreement, measure_agreement
from thematica.analyses.by_question import QuestionComparison, compare_questions, list_questions
from thematica.analyses.comparison import Comparison, compare_groups
from thematica.analyses.cooccurrence import Cooccurrence, count_cooccurrence
from thematica.analyses.keywords import Keywords, find_keywords
from thematica.analyses.match import Match, measure_match, with_random_share
from thematica.analyses.saturation import Saturation, measure_saturation
from thematica.api import making
from thematica.errors import AnalysisError
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import CONSENSUS, MACHINE, Codings
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.model.settings import UNITS_OF_TEXT, Settings
from thematica.model.themes import ThemeTree
from thematica.reports.material import ReportMaterial
from thematica.reports.versions import list_versions
from thematica.steps.resolve import keep_round, resolve

DRAWS = 1000  # exchanges of speakers for the p-values of keywords


def measure_all(
    settings: Settings,
    final: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "",
    by: tuple[str, ...] | None = None,
) -> list[Saturation]:
    """Measure saturation at each level of the tree (or one) and by each attribute of the settings (or others)."""
    wanted = settings.saturation
    return [
        measure_saturation(
            final,
            segments,
            corpus,
            tree,
            level=each,
            by=attribute,
            unit=wanted.unit,
            base=wanted.base,
            run=wanted.run,
            threshold=wanted.threshold,
            seed=settings.seed,
        )
        for each in ((level,) if level else tree.levels)
        for attribute in (wanted.by if by is None else by) or ("",)
    ]


def compare_all(
    settings: Settings,
    final: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "",
    by: tuple[str, ...] | None = None,
    unit: str = "",
    tests: bool | None = None,
) -> list[Comparison]:
    """Compare groups at each level of the tree, or one.

    The unit is the participant where each session is one participant's, else (focus groups) the session; p-values are
    left out with the reflexive approach; both unless asked for otherwise.
    """
    usual = "participant" if segments.one_each else "session"
    return [
        compare_groups(
            final,
            segments,
            corpus,
            tree,
            level=each,
            by=settings.saturation.by if by is None else by,
            unit=unit or usual,
            tests=settings.approach != "reflexive" if tests is None else tests,
            seed=settings.seed,
        )
        for each in ((level,) if level else tree.levels)
    ]


def compare_answers(
    settings: Settings,
    final: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    by: tuple[str, ...] | None = None,
) -> dict[str, Comparison]:
    """Count, for each question of a survey with several, who answered it with each code; nothing for one question.

    Groups are counted only where everybody was asked: of a table with one answer a row nobody knows who was not.
    """
    answers = corpus.answers
    found = {}
    for question in answers if len(answers) > 1 else ():
        n_asked = corpus.count_asked(question)
        own = Segments(segment for segment in segments if segment.question_id == question)
        groups = (settings.saturation.by if by is None else by) if n_asked == len(corpus.present) else ()
        compared = compare_groups(final, own, corpus, tree, by=groups, seed=settings.seed) if len(own) else None
        if compared:
            rows = (row if row.by else replace(row, asked=n_asked) for row in compared.rows)
            stances = (row if row.by else replace(row, asked=n_asked) for row in compared.stances)
            remarks = (f"Only answers to '{question}' are counted here.", *compared.remarks)
            found[question] = replace(compared, rows=tuple(rows), stances=tuple(stances), remarks=remarks)
    return found


def compare_guiding_questions(
    settings: Settings, final: Codings, segments: Segments, corpus: Corpus, tree: ThemeTree
) -> dict[str, list[Comparison]]:
    """Count, for each guiding question and level, who voiced what in answer to it.

    A denominator holds those whose words in answer to the question were looked at; a question that nobody answered is
    left out.
    """
    found = {}
    for question in corpus.guide.questions:
        own = Segments(segment for segment in segments if segment.question_id == question.id)
        if len(own) and tree.codes:
            unit = "participant" if segments.one_each else "session"
            found[question.id] = compare_all(settings, final, own, corpus, tree, by=(), unit=unit, tests=False)
    return found


def cut_by_question(
    final: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "",
    unit: str = "",
    questions: Sequence[str] = (),
) -> list[QuestionComparison]:
    """Count who voiced what in answer to which question, at each level of the tree or one."""
    levels = (level,) if level else tree.levels
    parts = (final, segments, corpus, tree)
    return [compare_questions(*parts, level=each, unit=unit, questions=questions) for each in levels]


def count_together(
    settings: Settings,
    final: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    within: str = "",
    level: str = "code",
) -> Cooccurrence:
    """Count which codes turn up together: within turns where segments are sentences, unless asked for otherwise."""
    within = within or ("turn" if settings.unit == "sentence" else "segment")
    return count_cooccurrence(final, segments, corpus, tree, within=within, level=level, seed=settings.seed)


def find_all_keywords(
    settings: Settings,
    segments: Segments,
    corpus: Corpus,
    *,
    by: tuple[str, ...] | None = None,
    tests: bool | None = None,
) -> tuple[list[Keywords], dict[str, str]]:
    """Find the keywords of each attribute; and, for attributes for which there are none, why.

    Raises:
        AnalysisError: There is no such attribute.
    """
    n_draws = DRAWS if (settings.approach != "reflexive" if tests is None else tests) else 0
    found, missing = [], {}
    for attribute in settings.saturation.by if by is None else by:
        corpus.require_attribute(attribute)
        try:
            found.append(find_keywords(segments, corpus, attribute, n_draws=n_draws, seed=settings.seed))
        except AnalysisError as error:
            missing[attribute] = str(error)
    return found, missing


def agree_all(
    settings: Settings,
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    coders: Sequence[str] = (),
    level: str = "",
    frame: str = "reviewed",
    round: str = "",
) -> list[Agreement]:
    """Measure agreement between people in each round of coding and at each level of the tree, or one.

    Raises:
        AnalysisError: Fewer than two have coded, or nothing of what they looked at is the same.
    """
    return [
        measure_agreement(
            codings,
            segments,
            corpus,
            tree,
            level=each,
            coders=tuple(coders),
            unit=settings.unit if settings.unit in UNITS_OF_TEXT else "segment",
            frame=frame,
            round=one_round,
            coded_blind=settings.coded_blind,
            seed=settings.seed,
        )
        for one_round in _list_rounds(codings, coders, round or settings.round)
        for each in ((level,) if level else tree.levels)
    ]


def match_all(
    settings: Settings,
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    coder: str = "",
    level: str = "",
) -> list[Match]:
    """Measure the match of the machine and a person, in the round that counts, at each level of the tree, or one.

    Args:
        settings, segments, corpus, tree: The study.
        codings: People's and the machine's.
        coder: The person; empty: everybody for whom segments were drawn at random, one after the other.
        level: Empty: every one.

    Raises:
        AnalysisError: Nothing was drawn at random, or the machine has coded nothing.
    """
    counted = keep_round(codings, settings.round)
    return [
        measure_match(
            counted,
            segments,
            corpus,
            tree,
            coder=who,
            level=each,
            unit=settings.unit if settings.unit in UNITS_OF_TEXT else "segment",
            seed=settings.seed,
        )
        for who in ((coder,) if coder else with_random_share(counted) or ("",))
        for each in ((level,) if level else tree.levels or ("code",))
    ]


def _list_rounds(codings: Codings, coders: Sequence[str], round: str) -> list[str | None]:
    """Give the rounds to compare, each on its own; None stands for all together, where there is but one."""
    if round:
        return [round]
    rounds = codings.rounds
    if len(rounds) < 2:
        return [None]
    wanted = set(coders) or {coder for coder in codings.coders if coder not in (MACHINE, CONSENSUS)}
    n_coders = {each: len(wanted & set(codings.of_round(each).coders)) for each in rounds}
    shared = [each for each in rounds if n_coders[each] >= (len(wanted) if coders else 2)]
    return [*shared] or [None]


def gather_material(
    settings: Settings,
    corpus: Corpus,
    segments: Segments,
    found: CandidateCodes,
    places: Mapping[str, str],
    tree: ThemeTree,
    codings: Codings,
    embedder: str,
) -> ReportMaterial:
    """Gather everything that results are made from."""
    final = resolve(codings, settings.basis, settings.round)
    reflexive = settings.approach == "reflexive"
    parts = (settings, final, segments, corpus, tree)
    keywords, no_keywords = find_all_keywords(settings, segments, corpus)
    people = [coder for coder in codings.coders if coder not in (MACHINE, CONSENSUS)]
    agreement: list[Agreement] = []
    no_agreement = ""
    if len(people) > 1 and not reflexive:
        try:
            agreement = agree_all(settings, codings, segments, corpus, tree)
        except AnalysisError as error:
            no_agreement = str(error)
    match: list[Match] = []
    no_match: list[str] = []
    if people and MACHINE in codings.coders:  # in reflexive analysis, too: it is about the machine, not about her
        for who in with_random_share(keep_round(codings, settings.round)) or ("",):
            try:
                match += match_all(settings, codings, segments, corpus, tree, coder=who)
            except AnalysisError as error:
                no_match.append(str(error))
    return ReportMaterial(
        settings=settings,
        corpus=corpus,
        segments=segments,
        found=found,
        places=dict(places),
        tree=tree,
        codings=codings,
        final=final,
        saturation=() if reflexive else tuple(measure_all(*parts)),
        comparison=tuple(compare_all(*parts)),
        answers=compare_answers(*parts),
        by_question=compare_guiding_questions(*parts),
        questions=tuple(cut_by_question(*parts[1:]))
        if len(list_questions(corpus, segments)) > 1 and tree.codes
        else (),
        cooccurrence=(count_together(*parts),) if len(tree.codes) > 1 and len(segments) else (),
        keywords=tuple(keywords),
        no_keywords=no_keywords,
        agreement=tuple(agreement),
        no_agreement=no_agreement,
        match=tuple(match),
        no_match="; ".join(no_match),
        made_with={
            "Segments": f"{settings.unit}, by {_name_splitters(corpus, settings)}",
            "Embeddings": embedder,
            "Candidate codes": found.method,
            "The machine's codings": f"{making.make_coding_model().name}; taught by the consensus, else by all coders",
            "Seed": str(settings.seed),
            "Versions": ", ".join(f"{name} {number}" for name, number in list_versions().items()),
        },
    )


def _name_splitters(corpus: Corpus, settings: Settings) -> str:
    """Name what cut the texts, in each of their languages."""
    languages = corpus.languages or (settings.language,)
    return ", ".join(dict.fromkeys(making.make_splitter(language).name for language in languages))
