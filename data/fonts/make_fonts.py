"""Cut the fonts of printed quotes and reports out of Debian's Noto packages, and list which signs they hold.

    apt-get install fonts-noto-cjk fonts-noto-core
    pip install fonttools==4.68.0
    python data/fonts/make_fonts.py /usr/share/fonts

Noto Sans CJK SC is the body: its Latin, and the Chinese, Japanese and Korean of all of its regions' encodings, in each
language's own form. Every other script that Noto has a sans for comes as a file of its own, whole, Tibetan as a serif.
Bold holds Latin and the fixed words of the translations. Scripts in which nobody is named any more are left out where they
are large, and so are signs that are no letters: all files together stay under 15 MB.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FAMILY = "Noto Sans CJK SC"
BODY = "NotoSansCJKsc-Regular-subset.otf"
LEFT_OUT = (
    *("SignWriting", "Symbols", "Symbols2", "Math", "Display", "Mono", "UI", "Slanted"),
    *("AnatolianHieroglyphs", "Bhaiksuki", "Brahmi", "Cuneiform", "EgyptianHieroglyphs", "Grantha"),
    *("Kaithi", "Kharoshthi", "Khojki", "LinearA", "LinearB", "Manichaean", "Marchen", "Meroitic"),
    *("Modi", "PhagsPa", "Sharada", "Siddham", "Sogdian", "Soyombo", "Tangut"),
)
REGIONS = [
    f"{script}.{language}"
    for script in ("DFLT", "hani", "kana", "hang", "latn", "grek", "cyrl")
    for language in ("dflt", "JAN", "ZHT")
]
"""Whose own forms of a Chinese character the body has."""
INVISIBLE = {0x200C, 0x200D, 0x200E, 0x200F}
"""Joiners and marks of direction, which Persian, Indic and Hebrew names need."""
_SPANS = (
    (0x20, 0x7F),
    (0xA0, 0x250),
    (0x370, 0x460),
    (0x2010, 0x2028),
    (0x202F, 0x2040),
    (0x3000, 0x3100),  # punctuation, kana
    (0x3105, 0x3130),  # Bopomofo
    (0x3131, 0x318F),
    (0xAC00, 0xD7A4),  # Hangul, by syllables
    (0xFF00, 0xFFF0),  # full-width forms
)
_SINGLE = "€₩™−×…№𠮷𠮟𡈽𣘺𩸽"
_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))


def body() -> set[int]:
    """The signs of the body: GBK's, Big5's and JIS's Chinese characters, the Korean ones, Latin, Greek, Cyrillic."""
    codes = {code for first, end in _SPANS for code in range(first, end)} | set(map(ord, _SINGLE))
    tables = (
        ("gbk", range(0x81, 0xFF), _TRAILS),
        ("big5", range(0xA4, 0xFA), _TRAILS),
        ("euc_jp", range(0xB0, 0xF5), range(0xA1, 0xFF)),
        ("euc_kr", range(0xB0, 0xFE), range(0xA1, 0xFF)),
    )
    for codec, leads, trails in tables:
        codes |= set(_decoded(codec, leads, trails))
    return codes


def _decoded(codec: str, leads: Iterable[int], trails: Iterable[int]) -> Iterator[int]:
    trails = tuple(trails)
    for lead in leads:
        for trail in trails:
            try:
                sign = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(sign) == 1 and "\u3400" <= sign < "\ue000":
                yield ord(sign)


def words() -> set[int]:
    """The signs of the translations and of Latin, which headings are set in."""
    texts = "".join(path.read_text() for path in (ROOT / "data/translations").glob("*.po"))
    latin = {code for code in body() if code < 0x250 or 0x2010 <= code < 0x2040 or code == 0x2212}
    return latin | {ord(sign) for sign in texts if sign >= " "}


def cut(
    face: TTFont, target: Path, codes: set[int] | None, features: list[str], regions: list[str]
) -> set[int]:
    """A face with the glyphs of ``codes`` (None: all of it); which signs it holds."""
    options = subset.Options(hinting=False, layout_features=features, notdef_outline=True)
    options.name_IDs = ["*"]
    options.layout_scripts = regions
    options.drop_tables += ["vhea", "vmtx", "VORG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes or set(face.getBestCmap()))
    cutter.subset(face)
    cmap = face["cmap"]
    if wide := [table for table in cmap.tables if table.format == 12]:
        cmap.tables = (
            wide  # the shorter form cannot name a glyph beyond the 32,768th to every reader
        )
    face["head"].modified = face["head"].created
    face.recalcTimestamp = False
    face.save(target)
    return set(face.getBestCmap())


def cjk(path: Path) -> TTFont:
    faces = TTCollection(str(path)).fonts
    return next(face for face in faces if face["name"].getDebugName(1) == FAMILY)


def scripts(folder: Path) -> Iterator[Path]:
    """A regular sans of each script, and a serif of what has no sans."""
    names = {path.name.removesuffix("-Regular.ttf") for path in folder.glob("Noto*-Regular.ttf")}
    for name in sorted(names):
        script = name.removeprefix("NotoSans").removeprefix("NotoSerif")
        is_only = name == f"NotoSerif{script}" and f"NotoSans{script}" not in names
        if (name.startswith("NotoSans") or is_only) and not script.endswith(LEFT_OUT):
            yield folder / f"{name}-Regular.ttf"


def spans(codes: set[int]) -> Iterator[str]:
    """Runs of signs, a line each: ``0020-007E``."""
    ordered = sorted(codes)
    start = ordered[0]
    for code, following in zip(ordered, [*ordered[1:], -1], strict=True):
        if following != code + 1:
            yield f"{start:04X}-{code:04X}"
            start = following


if __name__ == "__main__":
    fonts = Path(sys.argv[1])
    for old in [*HERE.glob("*.otf"), *HERE.glob("*.ttf")]:
        old.unlink()
    held = cut(
        cjk(fonts / "opentype/noto/NotoSansCJK-Regular.ttc"),
        HERE / BODY,
        body(),
        ["kern", "locl"],
        REGIONS,
    )
    bold = HERE / BODY.replace("Regular", "Bold")
    cut(cjk(fonts / "opentype/noto/NotoSansCJK-Bold.ttc"), bold, words(), ["kern", "locl"], REGIONS)
    for path in scripts(fonts / "truetype/noto"):
        face = TTFont(str(path))
        fresh = set(face.getBestCmap()) - held
        if (
            path.name == "NotoSans-Regular.ttf"
        ):  # what it has besides, and the narrow quotation marks
            fresh |= {code for code in face.getBestCmap() if code < 0x2040}
        if len(fresh) < 5:
            continue
        codes = None if path.name != "NotoSans-Regular.ttf" else fresh
        held |= cut(
            face, HERE / path.name.replace("-Regular", "-Regular-subset"), codes, ["*"], ["*"]
        )
    held -= {code for code in held if code < 0x20 or 0x7F <= code < 0xA0 or 0xE000 <= code < 0xF900}
    held -= {
        code
        for code in held
        if 0x2000 <= code < 0x2010 or 0x2028 <= code < 0x202F or 0x2060 <= code < 0x2070
    }
    held -= {0xFEFF, 0xAD, 0x1680} | set(range(0xFFF0, 0x10000))
    (HERE / "signs.txt").write_text("\n".join(spans(held | INVISIBLE)) + "\n")
