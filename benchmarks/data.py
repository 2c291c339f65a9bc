"""Hand-coded sets that benchmarks read: which files, how to get them, and their sha256.

The project holds no third-party text. Files are looked for under ``--data`` or ``THEMATICA_DATA``; a file that is
missing or differs is named together with the way to obtain it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

from thematica.formats.decode import read_text


class MissingData(Exception):
    """Files of a set are not there, or are not the ones that were measured on."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """One set: its folder under the data folder, its licence, how to get it, and the sha256 of each file."""

    folder: str
    licence: str
    how_to_obtain: str
    files: dict[str, str]

    def find(self, data: Path | None) -> Path:
        """Give the folder of the set after checking every file.

        Raises:
            MissingData: Files are missing or differ; the message says how to get them.
        """
        root = data or Path(os.environ.get("THEMATICA_DATA", "data"))
        wrong = [name for name, sha256 in self.files.items() if _sha256(root / self.folder / name) != sha256]
        if wrong:
            raise MissingData(
                f"{len(wrong)} of {len(self.files)} files of '{self.folder}' are missing or differ under {root}: "
                f"{', '.join(wrong[:5])}{', …' if len(wrong) > 5 else ''}\n"
                f"how to obtain: {self.how_to_obtain}\n"
                "then say where it is with --data FOLDER or THEMATICA_DATA=FOLDER"
            )
        return root / self.folder


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file of a set, whatever its encoding, every cell as text."""
    return list(csv.DictReader(io.StringIO(read_text(path).text, newline="")))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


FREIRAUM = DataSet(
    "freiraum-ottensen-de",
    "CC BY-SA 4.0",
    "git clone https://github.com/juliaromberg/cimt-thematic-categorization-dataset ; git checkout 20b63219aaec65e36464c00d5eef68ffed60ecb2 ; FreiRaum Ottensen/dataset-Ottensen-thematic-d1a.csv",
    {"dataset-Ottensen-thematic-d1a.csv": "84a92c860a597824804b65565ff583e9ddd045834d9e3f5d01e371da6cae2659"},
)
GENNOVATE = DataSet(
    "gennovate-focus-groups",
    "CC0 1.0",
    "git clone https://github.com/ElsLecoutere/Gendered-Dreams-and-Realities-GENNOVATE-ML ; git checkout ee152cf576f10f7194451713d7ddb6413f51f384 ; all files lie in its root folder (template_*.csv, TRANSCRIPT_*.csv, Transcript_*.csv, template.csv, codebook.csv, QUESTIONS_*.csv, LICENSE).",
    {
        "TRANSCRIPT_BD3_BD3E_F.csv": "d7e41fa09da76c751fe951c4c1b19f49af88eef343202a5fbf4a918df6bdb048",
        "TRANSCRIPT_BD4_BD4E_F.csv": "52b1681acd96639dedc1e4792a0061be65eb15e497df4e58def0382dde0bfea0",
        "TRANSCRIPT_BD4_BD4E_M.csv": "e903141a0f3cc569a5d1c88df7e3bd6095109d12880c971b85869ab881659d6b",
        "TRANSCRIPT_ET1_ET1E_M.csv": "19319c54a45d483b8214eef1197add65929ee14ceed7970b04090f0e9230ae85",
        "TRANSCRIPT_IN8_IN8E_F.csv": "da74a674b2fee842ef1172cf4b6736018386f7fdd7ecc433b86a80c7f144c4b0",
        "TRANSCRIPT_IN8_IN8E_M.csv": "3f98fc5df6db385d89d9eb6be929ca116057dccb067ec5550ab1d9bb73183ac3",
        "TRANSCRIPT_PK1_PK1E_F.csv": "a8fd816d49dfba141234aa29a0a3fc373f4e85a5895de919d99744cb9db4138e",
        "TRANSCRIPT_PK1_PK1E_M.csv": "c503bb93632804d1c042acd5bd0c2000e9005f4d608f651b894a05c09fb6874e",
        "TRANSCRIPT_UZ4_UZ4E_F.csv": "8668da8a59eabab48ab60c4e49cfd4b32dc77ef750530e07c78e8c099ba35409",
        "TRANSCRIPT_UZ4_UZ4E_M.csv": "0e069a51ac7320385fef3870426e58e77c3bfe2f8fbca27136ca0eb68b8ef5fc",
        "Transcript_ET1_ET1E_F.csv": "0beade11c2fdb9ef11836123ca49159829fb7486347079be5a5c3377ef41750f",
        "Transcript_IN10_IN10E_F.csv": "3f460e1b2a7a1c31388a151d6647cd54ebc96f867f7001eeb0103a85444076b5",
        "Transcript_IN10_IN10E_M.csv": "57f22295c4e393ac7c127ccf87bd380a7b8577adc9c4a34725bb8f79916d2192",
        "Transcript_PK5_PK5E_F.csv": "9f9ae88d078c07a8b13ed50a620e16da7f6baac2c2be32c4e8a1a900eb331af0",
        "codebook.csv": "9ee5f03d7112c248e7cd94bc3d450c826322b91ef0db0c5ed164c557f8af880e",
        "template_BD3_BD3E_F.csv": "28a3ab82ba5cf6016e353af8b913bbd90bb37b6ba4b5de204c901cd36c05bb6b",
        "template_BD3_BD3E_M.csv": "4dc50056b8ab2ad123cff5fd89b205cb64c76e630fbeeaba96a9cecf5d6c7e7c",
        "template_BD6_BD6E_F.csv": "a2596286e84545dd114543370be09fc9783cb0ffcbdf5b24397b0d3c0ee34609",
        "template_BD6_BD6E_M.csv": "a251c46a33cf2c5ee848f9cdc4d7c76d884df3ae1e93bc9ad5a04be1d83e8138",
        "template_ET1_ET1E_F.csv": "7e709da715a48ada2d6886efce895e8ea95327e91bdb6c3fc5fb6159ae6d644f",
        "template_ET1_ET1E_M.csv": "bc3bdaf2e323b779950053fff5f8ae44077b9f1901a8eea438284f44e59f3ed2",
        "template_ET2_ET2E_F.csv": "c7a76ec12760da5de821ea1d6c1c41ef441997457994929e5a072f28063e78f9",
        "template_ET2_ET2E_M.csv": "74bcabaa438805383458d975a0b0ae690a59fc0c8cfb0b8df7c953a1a93bd8c2",
        "template_ET4_ET4E_F.csv": "71c15aab65e3d9c5a7e0afd0a393462b97487875b63666e26c34547a45a04c6c",
        "template_ET4_ET4E_M.csv": "d52b155df20ddae63a70f800b4949dcd33ccc5830919c709fa238a72e10c368b",
        "template_IN1_IN1E_F.csv": "715f928ac4c7a9fec353b540e58886c4ea4abdaa73091691509356fb11f2e159",
        "template_IN1_IN1E_M.csv": "cff5f4cba7a3bf54aed57e857d67754591f29088e1a89e7ca12955c84f151505",
        "template_IN3_IN3E_F.csv": "c67bd5a49ca946f86eb01b2cbdf70b42bee87b8fb62595308c730161a5ca1be2",
        "template_IN3_IN3E_M.csv": "b0f7ff53647b05a60181655b72d2ca03c41db326ff66d9d76472199a35a15951",
        "template_IN4_IN4E_F.csv": "896b9b041354ffaa004da0b864ddb952e9ffa56ef57c7804c422fcfbf8b7ec14",
        "template_IN4_IN4E_M.csv": "e4ff4c35bde91aac9f15c77e035bbf505e6ee95086edae754480b1b822c4eab9",
        "template_IN7_IN7E_F.csv": "a96971a92927a919e21ac59a9064690efe1b58f7ff1d5908d2b80901aa1b5d01",
        "template_IN7_IN7E_M.csv": "2ed0fc9cf73e43944d6c2bdb2dac849e4b0310ad0c64291ca4e4a21ea8814f22",
        "template_IN9_IN9E_F.csv": "adb7c50322357ce189c95049d6d25d0aadb0fa6a6acc94dab117fbd15272c76a",
        "template_IN9_IN9E_M.csv": "0a1d24ed90ea0b670d1cf1c9a299c2086ba0f0f33b1e5c82c0cfa340ba17edf4",
        "template_NP1_NP1E_F.csv": "463d3741484bae35a1328e74a30c51c0a4810599407017e14e89ceed27b49251",
        "template_NP1_NP1E_M.csv": "2c68d9b0571862f7dc8438ed71cec3cf1b68c3b3da590bdd8c913bcf1e60d225",
        "template_NP2_NP2E_F.csv": "333301d2785bac967cf8f2b78a509093ce34448e99a11d66ce5ae0c864e656d3",
        "template_NP2_NP2E_M.csv": "0036092aa956021c8c17feca2b022634c9b12df2d366f6ab7003ee067129fc5c",
        "template_PK2_PK2E_F.csv": "070b0718b2a89a6c92cdfa5de358044e380b6c14866d77f185ed2e1c387e50b0",
        "template_PK2_PK2E_M.csv": "36d5273262d34ce574760b24c2aa45ddbdb882a8d200f63885949a42b9a71912",
        "template_PK7_PK7E_F.csv": "29b4c95bb041711e13f8f88fc7877aea31a920f273dbf17f2310dbf349d3b3d3",
        "template_PK7_PK7E_M.csv": "d2444a90ac0c4de4772a4cb987c1320d625e19c50eb36dc2f02ee4dec2a6db00",
        "template_UZ3_UZ3E_F.csv": "74aa1599264530cd7d78adc6a03a29473d4054ae1ded2722e1898534bb7297c4",
        "template_UZ3_UZ3E_M.csv": "83230ccc8528513eddafc3782c5fb98d29f8305508413873fbf317967b1bde75",
    },
)


NHS = DataSet(
    "nhs-patient-experience",
    "MIT",
    "git clone https://github.com/CDU-data-science-team/pxtextmining ; git checkout ba6c0a2f10ca9bb3b964b72afe6047b463095c75 ; then copy datasets/v6framework_230831.csv and datasets/phase_1/text_data.csv (renamed as above). Column dictionary: datasets/README.md and datasets/phase_1/README.md. theme_tree_v6.json: write it from the dictionary of major and minor categories in params.py at the commit named above (compare the parsed tree, not the sum: the layout of the file is ours).",
    {
        "theme_tree_v6.json": "cee2174a59e065e16d941ab3230cf40833032f81b9a8e6fc6a1a90445db6b260",
        "v6framework_230831.csv": "6c90cc740f2c486a17ef89be852f13f8ca434da4e2a06254a43288de7dc39567",
    },
)


BILLS = DataSet(
    "topicgpt-bills",
    "MIT",
    "git clone https://github.com/chtmp223/topicGPT ; git checkout e6499ef7f3db8bba2bcff30e4d636b11d2acc97d ; then copy data/input/bills_subset.jsonl.",
    {
        "bills_subset.jsonl": "8685cd9e1d33fad93fbc8bbbd79f99c63e0a84e7e3780b103aeaef2dfca33b62",
    },
)


SERDIF = DataSet(
    "serdif-usability-taguette",
    "GPL-3.0",
    "git clone https://github.com/navarral/swj2022-usability-paper ; git checkout 8ce3b61b0ee9d0b5f3bbef4bcd3a8eca9fc8db1b ; then copy the files from the upstream paths below.",
    {
        "all_tags_20220303.csv": "b9c07fe52801eed3db7a983e0a0128376e18619b9e3524eec0779b8659075bba",
        "codebook-versions/codebook_20220303_8.csv": "5e73f628050798c872204182f432a82af8f8dfd93a33820bd430801741a70f08",
    },
)


SIGHT = DataSet(
    "sight-student-comments",
    "MIT",
    "git clone https://github.com/rosewang2008/sight ; git checkout ae3f8b8982ad9a983b30c685fc33f5b7659f589b ; then copy data/annotations/sample_dataset.csv, drop every column whose name starts with annotator_openaichat_, replace each e-mail address by [e-mail], write the rest with Python's csv module (default dialect, line end \\n, UTF-8): the sha256 below is that of the result. sha256 of the upstream file before the change: d920de05b59a93084f6aae05a4ad904fd1506208543768b00c99917c85fc5c49",
    {
        "sample_dataset.csv": "65436f30f6a3b75f5db964b3a0d838a449003a7c4f5c05b4e28855858cb4dbc5",
    },
)


VALUEEVAL = DataSet(
    "valueeval-2023",
    "CC BY-SA 4.0",
    "git clone https://github.com/XingyuChenTim/NLPSharedTask4 ; git checkout 31345af0045717155a1020acf6f4d04eee553318 ; then copy the files from the upstream paths below. The original release is Touche23-ValueEval by the Webis group, https://doi.org/10.5281/zenodo.6814563.",
    {
        "arguments-validation.tsv": "fa3c1b393b367696ace0220cb377fa8583a14f8491dc155680cdfa681931233d",
        "labels-validation.tsv": "383b1dbbacfdcc7948e29619391a00f177b7708f85eb8ab1808972a76fc201b5",
        "value-categories.json": "f2847738a5cf37f18f7428441f448242b3e969061aa9d8b03df5c9ba77e749bf",
    },
)


ML_PRACTICES = DataSet(
    "ml-practices-se-researchers",
    "Apache-2.0",
    "git clone https://github.com/aieng-lab/Replication-kit-Perspective-of-SE-Researchers-on-ML-Practices ; git checkout 199f934924d1047e60d1144b7dd3a540cc1ef184 ; then copy Data/axial_codes/result_Axial_categories.xlsx.",
    {
        "result_Axial_categories.xlsx": "72b20bf020e1bc8f27c6fe5b3c8e393b7183c37454b4f71d1a3f74c354252a04",
    },
)


PDPILOT = DataSet(
    "pdpilot-interviews-maxqda",
    "BSD-3-Clause",
    "git clone https://github.com/DanielKerrigan/PDPilotUserStudy ; git checkout 42514894f50c0768e3137e1c5dab86e07204e7b0 ; then copy results/coded-segments.pdf.",
    {
        "coded-segments.pdf": "f9b181c719311c01b6d655e3e5a5e33379c388f9f77a16789b35f641c695ceea",
    },
)


PDPILOT_TRANSCRIPTS = DataSet(
    "pdpilot-interviews-maxqda",
    "BSD-3-Clause",
    "git clone https://github.com/DanielKerrigan/PDPilotUserStudy ; git checkout 42514894f50c0768e3137e1c5dab86e07204e7b0 ; then copy results/transcripts/P1.pdf to P7.pdf into transcripts/.",
    {
        "transcripts/P1.pdf": "4ad3320c398e4b827a617cf5506611a033811221f9eb4454c239c87c534b04d8",
        "transcripts/P2.pdf": "281da2835bff520a2bc3219ceef2be00e34a39bbf5f343b75f8bcbc7c4d22282",
        "transcripts/P3.pdf": "41334c1a26ed793b1e58d29a414d1426dce135401156e6a59033fe157cc56e0f",
        "transcripts/P4.pdf": "17af4c42cfe4108ab7fb67c0d37c48531e3e51f92368c59d19f788431755869b",
        "transcripts/P5.pdf": "f9786142dd4176823f1b2e5fecb0dfb7c33d7b9f9e23cd07631b8ff9fecc78c8",
        "transcripts/P6.pdf": "80a9c7b5dce78e238062afd716ef5868d033b05c9740dc0550683030e4d4a4a6",
        "transcripts/P7.pdf": "5ea7551da766472d1052b48efdbc2662865d1b206eb7b3ea3e352ab97c327be4",
    },
)


SERDIF_PROJECT = DataSet(
    "serdif-usability-taguette",
    "GPL-3.0",
    "git clone https://github.com/navarral/swj2022-usability-paper ; git checkout 8ce3b61b0ee9d0b5f3bbef4bcd3a8eca9fc8db1b ; then copy data/transcripts/thematic-analysis/SERDIF_P2_ThematicAnalysis.sqlite3.",
    {
        "SERDIF_P2_ThematicAnalysis.sqlite3": "33bc97988ddedb792f1f57575a5949525373942151d6fe52a3ebc000214d8c9a",
    },
)


QMSUM = DataSet(
    "qmsum-meetings",
    "MIT",
    "git clone https://github.com/Yale-LILY/QMSum ; git checkout 83d7768c1f2b4dfeb091385d3dc7e239b8e5bb7e ; then copy data/ALL/jsonl/val.jsonl.",
    {
        "val.jsonl": "fc7444e241bdbe6997c01720d07f1a58b7357284acb73f909766e5a4700db49f",
    },
)
