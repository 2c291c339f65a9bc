"""Thematic analysis on your own laptop: the researcher decides, the machine offers.

>>> import thematica as th
>>> th.Incidence
<class 'thematica.model.incidence.Incidence'>
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thematica.analyses.agreement import Agreement, measure_agreement
    from thematica.analyses.by_question import QuestionComparison, compare_questions
    from thematica.analyses.comparison import Comparison, compare_groups
    from thematica.analyses.cooccurrence import Cooccurrence, count_cooccurrence
    from thematica.analyses.denominators import find_denominators
    from thematica.analyses.joint_display import JointDisplay
    from thematica.analyses.keywords import Keywords, find_keywords
    from thematica.analyses.match import Match, measure_match
    from thematica.analyses.planning import plan_sample
    from thematica.analyses.saturation import Saturation, measure_saturation
    from thematica.api.joint import divide_corpus, make_joint_display
    from thematica.api.notebook import (
        assign_codes,
        embed,
        find_candidate_codes,
        read_answers,
        read_codings,
        read_themes,
        read_transcripts,
        recognise_questions,
        segment,
        suggest_next,
    )
    from thematica.errors import (
        AnalysisError,
        CodingsError,
        InputError,
        MaterialError,
        ModelError,
        SettingsError,
        StudyError,
        ThematicaError,
        ThemesError,
    )
    from thematica.model.candidates import CandidateCode, CandidateCodes
    from thematica.model.codings import Coding, Codings
    from thematica.model.corpus import Corpus, Document, Participant, Session, Turn
    from thematica.model.embeddings import Embeddings
    from thematica.model.incidence import Incidence
    from thematica.model.segments import Segment, Segments
    from thematica.model.settings import Settings
    from thematica.model.strands import Strand
    from thematica.model.themes import Code, Theme, ThemeTree
    from thematica.steps.resolve import resolve
    from thematica.study import Study
    from thematica.study.review import Review

__version__ = "0.1.0"

# Where each public name lives. It is imported when it is first used, so that `import thematica` is quick.
_HOME = {
    "Agreement": "analyses.agreement",
    "AnalysisError": "errors",
    "CandidateCode": "model.candidates",
    "CandidateCodes": "model.candidates",
    "Code": "model.themes",
    "Coding": "model.codings",
    "Codings": "model.codings",
    "CodingsError": "errors",
    "Comparison": "analyses.comparison",
    "Cooccurrence": "analyses.cooccurrence",
    "Corpus": "model.corpus",
    "Document": "model.corpus",
    "Embeddings": "model.embeddings",
    "Incidence": "model.incidence",
    "InputError": "errors",
    "JointDisplay": "analyses.joint_display",
    "Keywords": "analyses.keywords",
    "Match": "analyses.match",
    "MaterialError": "errors",
    "ModelError": "errors",
    "Participant": "model.corpus",
    "QuestionComparison": "analyses.by_question",
    "Review": "study.review",
    "Saturation": "analyses.saturation",
    "Segment": "model.segments",
    "Segments": "model.segments",
    "Session": "model.corpus",
    "Settings": "model.settings",
    "SettingsError": "errors",
    "Strand": "model.strands",
    "Study": "study",
    "StudyError": "errors",
    "ThematicaError": "errors",
    "Theme": "model.themes",
    "ThemeTree": "model.themes",
    "ThemesError": "errors",
    "Turn": "model.corpus",
    "assign_codes": "api.notebook",
    "compare_groups": "analyses.comparison",
    "compare_questions": "analyses.by_question",
    "count_cooccurrence": "analyses.cooccurrence",
    "divide_corpus": "api.joint",
    "embed": "api.notebook",
    "find_candidate_codes": "api.notebook",
    "find_denominators": "analyses.denominators",
    "find_keywords": "analyses.keywords",
    "make_joint_display": "api.joint",
    "measure_agreement": "analyses.agreement",
    "measure_match": "analyses.match",
    "measure_saturation": "analyses.saturation",
    "plan_sample": "analyses.planning",
    "read_answers": "api.notebook",
    "read_codings": "api.notebook",
    "read_themes": "api.notebook",
    "read_transcripts": "api.notebook",
    "recognise_questions": "api.notebook",
    "resolve": "steps.resolve",
    "segment": "api.notebook",
    "suggest_next": "api.notebook",
}

__all__ = [
    "Agreement",
    "AnalysisError",
    "CandidateCode",
    "CandidateCodes",
    "Code",
    "Coding",
    "Codings",
    "CodingsError",
    "Comparison",
    "Cooccurrence",
    "Corpus",
    "Document",
    "Embeddings",
    "Incidence",
    "InputError",
    "JointDisplay",
    "Keywords",
    "Match",
    "MaterialError",
    "ModelError",
    "Participant",
    "QuestionComparison",
    "Review",
    "Saturation",
    "Segment",
    "Segments",
    "Session",
    "Settings",
    "SettingsError",
    "Strand",
    "Study",
    "StudyError",
    "ThematicaError",
    "Theme",
    "ThemeTree",
    "ThemesError",
    "Turn",
    "assign_codes",
    "compare_groups",
    "compare_questions",
    "count_cooccurrence",
    "divide_corpus",
    "embed",
    "find_candidate_codes",
    "find_denominators",
    "find_keywords",
    "make_joint_display",
    "measure_agreement",
    "measure_match",
    "measure_saturation",
    "plan_sample",
    "read_answers",
    "read_codings",
    "read_themes",
    "read_transcripts",
    "recognise_questions",
    "resolve",
    "segment",
    "suggest_next",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'thematica' has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"thematica.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
