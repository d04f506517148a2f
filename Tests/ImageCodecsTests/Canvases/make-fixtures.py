#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the JPEGs in Fixtures/: one crop of a synthetic face in every form whose coefficients are carried over.

Run by hand when a form is added, with Pillow 12 and OpenCV 4.8 or later at hand; the files are committed.
"""

import pathlib

import cv2
import numpy
from PIL import Image

here = pathlib.Path(__file__).resolve().parent
folder = here / "Fixtures"
face = Image.open(here.parents[2] / "Examples" / "faces" / "p7_f_young_asian.png").convert("RGB")
# Odd sides, so that blocks and MCUs reach over the border.
face = face.resize((384, 384), Image.LANCZOS).crop((90, 60, 90 + 181, 60 + 147))
bgr = numpy.asarray(face)[:, :, ::-1].copy()

for sampling in ("444", "422", "420", "440", "411"):
    factor = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{sampling}")
    options = [cv2.IMWRITE_JPEG_QUALITY, 82, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor]
    cv2.imwrite(str(folder / f"baseline-{sampling}.jpg"), bgr, options)
    if sampling in ("444", "420"):
        options += [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
        cv2.imwrite(str(folder / f"progressive-{sampling}.jpg"), bgr, options)

gray = face.convert("L")
gray.save(folder / "baseline-gray.jpg", quality=82)
gray.save(folder / "progressive-gray.jpg", quality=82, progressive=True)
face.save(folder / "restart-420.jpg", quality=82, subsampling=2, restart_marker_blocks=5)
face.save(folder / "optimized-420.jpg", quality=40, subsampling=2, optimize=True)
face.save(folder / "rgb-444.jpg", quality=82, subsampling=0, keep_rgb=True)
