"""Two pages with the defects of the pages that this program was first asked about, checked as a user would."""

import re
from pathlib import Path

import pytest

import copydesk

SAMPLE = Path(__file__).parents[1] / "samples" / "two-stories"

PARAGRAPHS = [
    "Itu disampaikan Hanum dalam rapat di balai nelayan. Ia menyebut pasar apung itu sebagai “dapur seluruh teluk”.",
    "Pasar apung tutup sejak gelombang besar menghanyutkan dermaga kayunya tiga tahun lalu, ketika musim barat tiba.",
    "Namun, biaya dermaga baru menjadi perdebatan yang panjang di kedua kampung.",
    "Kampung Seberang berkali-kali menolak membayar, meski warganya paling sering berbelanja di sana setiap pekan.",
    '"Kami menyumbang kayunya, dan mereka menyumbang tenaga," kata Hanum kepada wartawan seusai rapat.',
    "Kepala kampung itu juga memuji para pedagang yang selama ini berjualan dari perahu kecil di tengah hujan.",
    "“Merekalah yang menjaga pasar ini tetap hidup,” kata Hanum.",
    "“Sekarang giliran kami membuatkan mereka tempat bersandar yang tidak hanyut lagi,” imbuh dia.",
    "Pada musim panen, petani cabai dari hulu sungai telah lama meminta pasar yang buka sebelum matahari terbit.",
    '"Cabai tidak bisa menunggu," kata seorang petani.',
    "Hanum berharap pasar itu dibuka lagi bertepatan dengan pesta perahu pada akhir Juni mendatang.",
]
DOUBLED = "\n".join(
    [
        "Dua Kampung di Teluk Sepakat Membuka Lagi Pasar Apung yang Lama Tutup",
        "loading...",
        "A",
        "A",
        "A",
        "TELUK RANUM - Kepala kampung Hanum Wiraja mengatakan pada Kamis (7/5/2026) bahwa pasar apung dibuka lagi.",
        *PARAGRAPHS,
        *PARAGRAPHS,
        "(kml)",
    ]
)
SIGNED = "\n".join(
    [
        "Pasar Apung Teluk Ranum Bersiap Dibuka Kembali, Pedagang Masih Ragu",
        "",
        "oleh Lila Merta dan Oki Sandra",
        "",
        "Pada Kamis (7 Mei), dua kepala kampung bertemu di balai nelayan dan menandatangani kesepakatan dermaga.",
        "",
        "Hanum menyatakan kampungnya bersedia memberi kayu. “Tentu saja, pasar itu milik kita semua”, katanya.",
        "",
        "Para pedagang menyambut kabar itu dengan hati-hati. Mereka yakin  dermaga itu tidak selesai sebelum Juni.",
        "",
        "Menurut syahbandar, jumlah perahu turun tajam sejak dermaga hanyut. Tahun lalu turun sebesar 38%. (prw)",
    ]
)


@pytest.fixture(scope="module", params=["invented", "sample"])
def result(request, tmp_path_factory):
    if request.param == "sample":
        paths = sorted(SAMPLE.glob("*.txt"))
        if len(paths) != 2:
            pytest.skip("the sample is not in this copy")
    else:
        folder = tmp_path_factory.mktemp("seeds")
        for name, text in (("000_doubled.txt", DOUBLED), ("001_signed.txt", SIGNED)):
            (folder / name).write_text(text, encoding="utf-8")
        paths = sorted(folder.iterdir())
    return copydesk.check(paths, settings=copydesk.Settings())


@pytest.fixture(scope="module")
def doubled(result):
    return [row for row in result.findings.iter_rows(named=True) if row["record"].startswith("000_")]


@pytest.fixture(scope="module")
def signed(result):
    return [row for row in result.findings.iter_rows(named=True) if row["record"].startswith("001_")]


def places(findings, *codes):
    """Code and line of the file, whose first line is the headline."""
    return [(f["code"], f["line"] and f["line"] + 1) for f in findings if not codes or f["code"] in codes]


def test_the_articles_are_named_by_their_files_and_their_language_is_found(result):
    assert result.summary.articles == 2
    assert result.summary.languages == {"id": 2}


def test_the_interface_text_is_found_and_nothing_else_is_called_so(doubled):
    found = [place for place in places(doubled) if place[0].startswith(("UI", "BP"))]
    assert found == [("UI06", 2), ("UI05", 3), ("UI05", 4), ("UI05", 5)]


def test_the_second_copy_of_every_paragraph_is_found(doubled):
    assert places(doubled, "DU01", "DU02") == [("DU02", line) for line in range(18, 29)]
    repeated = [re.search(r"repeats line (\d+);", finding["message"])[1] for finding in by(doubled, "DU02")]
    assert repeated == [str(line) for line in range(6, 17)]  # lines of the body, as messages count them


def by(findings, code):
    return [finding for finding in findings if finding["code"] == code]


def test_the_missing_byline_and_the_sign_off_are_found(doubled):
    assert places(doubled, "BY01", "BY09", "BY10") == [("BY01", None), ("BY10", 29)]


def test_nothing_else_is_found_in_the_doubled_page(doubled):
    assert {finding["code"] for finding in doubled} == {"UI05", "UI06", "DU02", "BY01", "BY10"}


def test_the_byline_in_the_body_is_found_with_its_names(result, signed):
    (finding,) = by(signed, "BY09")
    names = ["Lila Merta", "Oki Sandra"] if "oleh Lila" in finding["quote"] else ["Ratna Melur", "Damar Sagara"]
    assert finding["suggest"] == names
    assert finding["line"] == 2


def test_the_sign_off_of_the_last_paragraph_is_found_and_the_paragraph_is_not(signed):
    (finding,) = by(signed, "BY10")
    assert finding["quote"] in ("(prw)", "(psn)")
    assert finding["end"] - finding["start"] == 5
    assert finding["severity"] == "info"


def test_nothing_else_is_found_in_the_signed_page(signed):
    assert sorted(finding["code"] for finding in signed) == ["BY09", "BY10"]


def test_two_reports_of_one_event_are_no_duplicates(result):
    assert not set(result.findings["code"]) & {"DU05", "RE04"}


def test_the_batch_fails_and_says_why(result):
    assert result.exit_code == 1
    failed = {reason.code for reason in result.summary.gate.reasons if not reason.passed}
    assert {"UI05", "UI06", "DU02", "BY01", "BY09"} == failed
