"""Cut the fonts of the printed quote out of Debian's fonts-noto-cjk, to the signs it needs.

    pip install fonttools==4.68.0
    python data/fonts/make_fonts.py /usr/share/fonts/opentype/noto

Regular holds all of ``analytics.quotes.glyphs``, Bold what is set in bold: ASCII and Latin with accents.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from analytics.quotes.glyphs import signs  # noqa: E402

FAMILY = "Noto Sans CJK SC"


def cut(source: Path, target: Path, codes: set[int]) -> None:
    """The glyphs of ``codes`` out of the family's face in a collection."""
    faces = TTCollection(str(source)).fonts
    face = next(one for one in faces if one["name"].getDebugName(1) == FAMILY)
    options = subset.Options(hinting=False, layout_features=["kern", "locl"], notdef_outline=True)
    options.name_IDs = ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "GSUB"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(face)
    face["head"].modified = face["head"].created
    face.recalcTimestamp = False
    face.save(target)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    every = {ord(sign) for sign in signs()}
    cut(folder / "NotoSansCJK-Regular.ttc", HERE / "NotoSansCJKsc-Regular-subset.otf", every)
    latin = {code for code in every if code < 0x250 or 0x2010 <= code < 0x2040 or code == 0x2212}
    cut(folder / "NotoSansCJK-Bold.ttc", HERE / "NotoSansCJKsc-Bold-subset.otf", latin)
