# SPDX-License-Identifier: Apache-2.0
"""Draws one sheet of fused pairs: sources down the left side, targets along the top, results where they meet.

Usage: contact_sheet.py FACES_DIRECTORY RESULTS_DIRECTORY SHEET.jpg

RESULTS_DIRECTORY holds one folder for each source, named like it, with one result for each target, named like that.
"""

import pathlib
import sys

from PIL import Image

CELL = 320
GAP = 4
BACKGROUND = (32, 32, 32)


def thumbnail(path):
    """The picture, fitted into a cell; an empty cell where there is none, as on the diagonal."""
    cell = Image.new("RGB", (CELL, CELL), BACKGROUND)
    if path is not None and path.exists():
        with Image.open(path) as image:
            small = image.convert("RGB")
        small.thumbnail((CELL, CELL), Image.Resampling.LANCZOS)
        cell.paste(small, ((CELL - small.width) // 2, (CELL - small.height) // 2))
    return cell


def main():
    faces_directory, results, sheet = (pathlib.Path(argument) for argument in sys.argv[1:])
    faces = sorted(faces_directory.glob("*.png"))
    rows = [[None, *faces]]
    for source in faces:
        rows.append([source, *(results / source.stem / target.name for target in faces)])
    side = len(rows) * (CELL + GAP) + GAP
    canvas = Image.new("RGB", (side, side), (0, 0, 0))
    for row, cells in enumerate(rows):
        for column, path in enumerate(cells):
            canvas.paste(thumbnail(path), (GAP + column * (CELL + GAP), GAP + row * (CELL + GAP)))
    canvas.save(sheet, quality=90)


if __name__ == "__main__":
    main()
