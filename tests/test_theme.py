"""The colours of .streamlit/config.toml can be seen and told apart, in light and in dark.

Colour blindness is simulated as in Machado, Oliveira and Fernandes (2009), at full severity; how
far two colours are apart is measured in OKLab, times 100: about 2 is the least difference that
people notice side by side.
"""

import math
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from analytics.core.model import KINDS

Colour = tuple[float, float, float]  # linear red, green, blue, from 0 to 1
ROOT = Path(__file__).parents[1]
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
BASES = ("light", "dark")

EYES = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def linear(code: str) -> Colour:
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (red, green, blue)
    )


def times(matrix, colour: Colour) -> Colour:
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    dark, light = sorted(times(((0.2126, 0.7152, 0.0722),), linear(c))[0] for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def apart(one: str, other: str, eyes) -> float:
    def seen(code: str) -> Colour:
        clipped = tuple(min(1.0, max(0.0, v)) for v in times(eyes, linear(code)))
        return times(TO_OKLAB, tuple(math.cbrt(v) for v in times(TO_CONES, clipped)))

    return 100 * math.dist(seen(one), seen(other))


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("base", BASES)
def test_no_two_kinds_look_alike_to_anyone(base: str, eyes: str) -> None:
    kinds = THEME[base]["chartCategoricalColors"][: len(KINDS)]
    nearest = min(combinations(kinds, 2), key=lambda pair: apart(*pair, EYES[eyes]))
    assert apart(*nearest, EYES[eyes]) > 13, nearest


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("base", BASES)
def test_the_further_colours_differ_from_all_others_too(base: str, eyes: str) -> None:
    colours = THEME[base]["chartCategoricalColors"]
    nearest = min(combinations(colours, 2), key=lambda pair: apart(*pair, EYES[eyes]))
    assert apart(*nearest, EYES[eyes]) > 9, nearest


@pytest.mark.parametrize("base", BASES)
def test_every_chart_colour_stands_out_from_the_background(base: str) -> None:
    theme = THEME[base]
    weak = [c for c in theme["chartCategoricalColors"] if contrast(c, theme["backgroundColor"]) < 3]
    assert weak == []


@pytest.mark.parametrize("base", BASES)
def test_text_and_links_can_be_read_on_every_background(base: str) -> None:
    theme = THEME[base]
    backgrounds = [
        part[name]
        for part in (theme, theme["sidebar"])
        for name in ("backgroundColor", "secondaryBackgroundColor")
    ]
    for name in ("textColor", "linkColor"):
        assert min(contrast(theme[name], back) for back in backgrounds) >= 4.5, name
    assert contrast(theme["primaryColor"], "#ffffff") >= 4.5, "white text on a primary button"


@pytest.mark.parametrize("base", BASES)
def test_what_is_chosen_of_a_few_can_be_read(base: str) -> None:
    """Streamlit lays a tenth of the primary colour under it, a fifth under the pointer, and writes in that colour too:
    3.5 : 1 in dark. The style sheet has it written in the colour of text; tests/browser asks whether it is."""
    theme = THEME[base]
    grounds = [
        mixed(theme["primaryColor"], part["backgroundColor"], share)
        for part in (theme, theme["sidebar"])
        for share in (0.1, 0.2)
    ]
    assert min(contrast(theme["textColor"], ground) for ground in grounds) >= 4.5


def mixed(one: str, other: str, share: float) -> str:
    """A share of one colour over another, as a browser lays it."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


@pytest.mark.parametrize("base", BASES)
def test_a_heat_map_runs_one_way_from_pale_to_strong(base: str) -> None:
    colours = THEME[base]["chartSequentialColors"]
    distance = [contrast(colour, THEME[base]["backgroundColor"]) for colour in colours]
    assert len(colours) == 10
    assert distance == sorted(distance)
