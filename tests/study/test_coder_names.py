"""One coder, however her name is typed: in a file's name, a column, a comment, study.yaml, a command."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.study.test_study import make_study, rows_of
from thematica import CodingsError, Study, StudyError, cli
from thematica.model.coders import CoderNames, fold_name

ROW = "document,quote,code,coder\nfg1,{},{},{}\n"


def add(study: Study, file: str, quote: str, coder: str = "") -> None:
    (study.path / "codings" / file).write_text(ROW.format(quote, "distance", coder), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "coder"),
    [("Ana.csv", ""), ("b.csv", "ANA"), ("b.csv", " ana  "), ("ana .csv", ""), ("Ana.csv", "aNa")],
)
def test_capitals_and_blanks_make_no_other_coder(tmp_path: Path, file: str, coder: str) -> None:
    study = make_study(tmp_path)
    add(study, file, "Yeah.", coder)

    codings = study.human_codings

    assert [name.casefold() for name in codings.coders] == ["ana"]
    assert len(codings) == 3
    assert any("was taken for" in remark for remark in codings.remarks) == (coder != " ana  " and file != "ana .csv")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_stored_in_either_way_make_no_other_coder(tmp_path: Path, form: str) -> None:
    study = make_study(tmp_path)
    add(study, f"{unicodedata.normalize(form, 'Zoë')}.csv", "Yeah.")
    add(study, "x.csv", "far away", unicodedata.normalize("NFD" if form == "NFC" else "NFC", "zoë"))

    assert set(map(fold_name, study.human_codings.coders)) == {"ana", "zoë"}
    assert len(study.human_codings.coders) == 2


def test_a_coder_is_spelled_as_she_was_first_seen() -> None:
    names = CoderNames(["Bea"])

    assert [names.spell(name) for name in ("BEA", "Zo\u0065\u0308 ", "zo\u00eb", "Thematica", "Consensus")] == [
        "Bea", "Zo\u00eb", "Zo\u00eb", "thematica", "consensus",
    ]  # fmt: skip


def test_the_machines_name_is_refused_in_any_capitals(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    add(study, "b.csv", "Yeah.", "Thematica")

    with pytest.raises(CodingsError, match=r"b\.csv:2: 'thematica' is the machine's name"):
        _ = study.human_codings


def test_decisions_go_into_the_file_that_is_there(tmp_path: Path) -> None:
    study = make_study(tmp_path)

    review = study.review("ANA ")

    assert review.coder == "ana"
    assert {path.name.casefold() for path in (study.path / "codings").iterdir()} == {"ana.csv"}
    assert review.file.name in ("ana.csv", "ana-reviewed.csv")
    review.close()


def test_every_command_knows_a_coder_by_another_spelling(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    add(study, "bea.csv", "The clinic is far away.")

    study.next(tmp_path / "next.csv", coder="Ana", n=2)
    made = study.agreement(coders=["ANA", " bea"], level="code")

    assert {row["coder"] for row in rows_of(tmp_path / "next.csv")} == {"ana"}
    assert made[0].coders == ("ana", "bea")
    with pytest.raises(StudyError, match="two different people"):
        study.double(["ana", "Ana"])


def test_study_yaml_may_spell_a_coder_in_another_way(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    add(study, "bea.csv", "The clinic is far away.")
    path = study.path / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "basis: ANA\ncoded_blind: [Ana, 'BEA']\n", encoding="utf-8")

    study = Study.open(study.path)

    assert (study.settings.basis, study.settings.coded_blind) == ("ana", ("ana", "bea"))
    assert study.check().problems == ()
    assert not any("coded_blind" in remark for remark in study.check().remarks)


def test_a_sheet_that_names_another_coder_than_its_file_is_told(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.next(tmp_path / "sheet.csv", coder="bea", n=2)
    content = (tmp_path / "sheet.csv").read_bytes()
    (study.path / "codings" / "next-bea.csv").write_bytes(content)
    assert not any("every row of this sheet" in remark for remark in study.human_codings.remarks)

    (study.path / "codings" / "next-bea.csv").rename(study.path / "codings" / "cleo.csv")

    assert any(
        remark.startswith("cleo.csv: every row of this sheet says that it is by 'bea'")
        for remark in study.human_codings.remarks
    )


@pytest.mark.parametrize("mark", ["FALSE", "no", "0", "nein"])
def test_a_box_that_is_not_ticked_is_no_decision(tmp_path: Path, mark: str) -> None:
    study = make_study(tmp_path)
    head = "document,quote,code,done\n"
    (study.path / "codings" / "bea.csv").write_text(
        f"{head}fg1,Yeah.,,{mark}\nfg1,far away,,TRUE\nfg1,never,distance,{mark}\n", encoding="utf-8"
    )

    codings = study.human_codings.by("bea")

    assert [study.corpus.documents["fg1"].text[r.start : r.end] for r in codings.reviewed] == ["far away", "never"]
    assert "bea.csv: rows without a code that say FALSE, no or 0 in 'done': 1; they count as not looked at" in (
        study.human_codings.remarks
    )


def test_the_command_line_names_a_sheet_after_the_coder_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = make_study(tmp_path)

    assert cli.main(["next", str(study.path), "--coder", "ANA", "-n", "2"]) == 0
    assert "next-ana.csv" in capsys.readouterr().out
