# SPDX-License-Identifier: Apache-2.0
"""Writes the outlines of the letters of visible marks as Swift.

Usage: mark_glyphs.py NOTO_SANS_BOLD NOTO_SANS_CJK_BOLD

Curves come out as quadratic Bézier curves, in SVG's path notation, in font units (1,000 to the em), y upwards.
"""

import sys
import textwrap

from fontTools.pens.basePen import BasePen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.ttLib import TTCollection, TTFont

# The texts are those of Sources/Provenance/Marks/MarkLanguage.swift; a test there fails when a letter is missing.
LATIN = "AI-generated KI-generiert Généré par IA Generado por IA"
CJK = "AI生成 AI 생성"
UNITS_PER_EM = 1000
# How far a quadratic curve may be from the cubic that it stands for.
ERROR_MAX = 1.0

HEADER = """\
// SPDX-License-Identifier: Apache-2.0
//
// Made by scripts/make-mark-glyphs; do not edit. The outlines are those of {latin} and {cjk},
// licensed under the SIL Open Font License 1.1 (docs/licenses/OFL-1.1.txt):
// {latin_copyright}
// {cjk_copyright}

/// The letters of the visible marks.
enum MarkGlyphs {{
"""


class PathPen(BasePen):
    """Collects a path in SVG's notation, absolute, in whole units."""

    def __init__(self, glyph_set):
        super().__init__(glyph_set)
        self.commands = []

    def _point(self, point):
        return f"{round(point[0])} {round(point[1])}"

    def _moveTo(self, point):
        self.commands.append(f"M {self._point(point)}")

    def _lineTo(self, point):
        self.commands.append(f"L {self._point(point)}")

    def _qCurveToOne(self, control, point):
        self.commands.append(f"Q {self._point(control)} {self._point(point)}")

    def _closePath(self):
        self.commands.append("Z")


def glyphs(font, characters):
    """Each character with its advance and its path."""
    assert font["head"].unitsPerEm == UNITS_PER_EM
    glyph_set = font.getGlyphSet()
    names = font.getBestCmap()
    for character in sorted(set(characters)):
        glyph = glyph_set[names[ord(character)]]
        path = PathPen(glyph_set)
        # Contours keep their direction: the inside of a letter turns the other way round.
        glyph.draw(Cu2QuPen(path, ERROR_MAX, reverse_direction=False))
        yield character, round(glyph.width), " ".join(path.commands)


def table(name, comment, font, characters):
    lines = [f"    /// {comment}", f"    static let {name}: [Character: GlyphOutline] = ["]
    for character, advance, path in glyphs(font, characters):
        if not path:
            lines.append(f'        "{character}": GlyphOutline(advance: {advance}, path: ""),')
            continue
        lines += [f'        "{character}": GlyphOutline(', f"            advance: {advance},", '            path: """']
        lines += textwrap.wrap(path, 103, initial_indent=" " * 16, subsequent_indent=" " * 16)
        lines += ['                """', "        ),"]
    return "\n".join(lines + ["    ]"])


def main():
    latin = TTFont(sys.argv[1])
    # Ideographs and syllables of a mark are drawn alike in every region, so the first font of the collection serves.
    cjk = TTCollection(sys.argv[2]).fonts[0]
    header = HEADER.format(
        latin=latin["name"].getDebugName(4),
        latin_copyright=latin["name"].getDebugName(0),
        cjk="Noto Sans CJK Bold",
        cjk_copyright=cjk["name"].getDebugName(0),
    )
    print(header, end="")
    print(table("latin", "Noto Sans Bold.", latin, LATIN), end="\n\n")
    print(table("eastAsian", "Noto Sans CJK Bold.", cjk, CJK))
    print("}")


if __name__ == "__main__":
    main()
