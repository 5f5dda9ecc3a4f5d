"""Names in any script are printed, from the left or the right; a sign that no font holds is said before saving."""

from dataclasses import replace

import pytest
import typst

from analytics.core.errors import Problem
from analytics.quotes import glyphs, pdf
from analytics.quotes.document import document
from tests.support.quotes import made, packs, request

NAMES = (
    *("李喆堃", "東區實驗學校", "渡辺學園", "강변뷁", "Trường Đại học", "Ελλάδα", "Україна", "ნინო", "Հայերեն"),
    *("مدرسة النهر", "בית ספר", "اسکول‌ها", "ދިވެހި", "ܣܘܪܝܝܐ", "नदी विद्यालय", "বাংলা", "ਪੰਜਾਬੀ", "ગુજરાતી"),
    *("ଓଡ଼ିଆ", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "ไทย", "ລາວ", "བོད་ཡིག", "မြန်မာ", "ខ្មែរ", "አማርኛ"),
    *("ᏣᎳᎩ", "ᠮᠣᠩᠭᠣᠯ", "ꆈꌠ", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ߒߞߏ", "ᮘᮞ ᮞᮥᮔ᮪ᮓ", "ꦧꦱꦗꦮ", "𞤆𞤵𞤤𞤢𞤪"),
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_can_be_printed(name) -> None:
    assert glyphs.missing(name) == ""


def test_each_sign_of_the_list_has_a_glyph() -> None:
    """PDF/A refuses a text without one: every span's ends and each 30th sign are set here."""
    signs = sorted(glyphs.signs())
    edges = {
        sign
        for sign in signs
        if chr(ord(sign) - 1) not in glyphs.signs()
        or chr(min(ord(sign) + 1, 0x10FFFF)) not in glyphs.signs()
    }
    chosen = sorted({*edges, *signs[::30]} - set("\u200c\u200d\u200e\u200f\u034f"))
    text = " ".join(chosen).replace("\\", "\\\\").replace('"', '\\"')
    source = f'#set text(font: "Noto Sans CJK SC", size: 4pt, lang: "en")\n#"{text}"'
    content = typst.compile(
        source.encode(), format="pdf", pdf_standards="a-2b",
        font_paths=glyphs.fonts(), ignore_system_fonts=True,
    )  # fmt: skip
    assert content[:4] == b"%PDF" and len(chosen) > 3000


def test_all_fonts_together_are_small_and_licensed() -> None:
    sizes = [path.stat().st_size for path in glyphs.FONTS.glob("*.[ot]tf")]
    assert len(sizes) > 90 and sum(sizes) < 15_000_000
    assert "SIL OPEN FONT LICENSE" in (glyphs.FONTS / "OFL.txt").read_text()


@pytest.mark.parametrize("text", ["🙂", "𓀀", "\ue000", "\ufffd", "A\u00ad"])
def test_a_sign_that_no_font_holds_is_refused(text) -> None:
    with pytest.raises(Problem, match="Customer: cannot print the characters"):
        made(request(customer=f"School {text}"))


def test_a_quote_with_names_from_the_right_is_printed_in_one_order() -> None:
    plan = replace(request().plan, packs=packs((9_000, "60")))
    named = replace(plan, packs=tuple(replace(pack, name="حزمة كبيرة") for pack in plan.packs))
    doc = document(
        made(
            request(
                customer="مدرسة النهر", owner="בית ספר", plan=named, terms="الدفع خلال 30 يومًا."
            )
        )
    )
    assert len(pdf.as_pdf(doc)) > 20_000
    marked = pdf._directed(["Pack حزمة كبيرة: 9,000", {"a": "مدرسة 30"}, "plain", 7])
    assert marked == ["Pack حزمة كبيرة\u200e: 9,000", {"a": "مدرسة 30"}, "plain", 7]
