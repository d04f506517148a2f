# SPDX-License-Identifier: Apache-2.0
"""Measures a folder of results pX_to_pY.png and sets them beside the stored baseline."""
import argparse
import glob
import hashlib
import json
import os
import sys

import cv2
import numpy as np

from mesh import HERE
from pair import Face, Pair
from weaknesses import KEPT, WEAKNESSES, measure

BASELINE = os.path.join(HERE, "prototype.json")
FACES = os.path.join(HERE, "..", "..", "Examples", "faces")


def read(path):
    """An image as 8-bit RGB; fails loudly when it is not there."""
    image = cv2.imread(path, cv2.IMREAD_COLOR)
    if image is None:
        raise SystemExit(f"cannot read {path}")
    return np.ascontiguousarray(image[..., ::-1])


def digest(path):
    """SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def faces(folder, landmarks):
    """The labelled faces by short name, p1 to p8."""
    found = {}
    for path in sorted(glob.glob(os.path.join(folder, "p*.png"))):
        name = os.path.basename(path)[:2]
        labels = cv2.imread(os.path.join(HERE, "labels", f"{name}.png"), cv2.IMREAD_GRAYSCALE)
        found[name] = Face(read(path), np.float32(landmarks[name]), labels // 80)
    return found


def measure_folder(folder, known, progress=lambda done, of: None):
    """The numbers of every pair by name, `p1_to_p2`."""
    names = [(a, b) for a in known for b in known if a != b]
    numbers = {}
    for i, (a, b) in enumerate(names):
        result = read(os.path.join(folder, f"{a}_to_{b}.png"))
        if result.shape != known[b].image.shape:
            raise SystemExit(f"{a}_to_{b}.png is {result.shape[1::-1]}, the target {known[b].image.shape[1::-1]}")
        numbers[f"{a}_to_{b}"] = measure(Pair(known[a], known[b]), result)
        progress(i + 1, len(names))
    return numbers


def worse(metric, before, after, tolerance):
    """By how much a number got worse beyond its tolerance; 0 when it did not."""
    if metric == "target likeness":
        return 0
    loss = before - after if metric in KEPT else after - before
    return max(0, loss - tolerance[metric])


def table(baseline, ours, per_pair=True):
    """The comparison as lines of text, and whether any pair got worse."""
    before, tolerance = baseline["pairs"], baseline["tolerance"]
    lines, failures = [], []
    if per_pair:
        lines.append(f"{'pair':10} " + " ".join(f"{m:>19}" for m in WEAKNESSES + KEPT))
        for p in ours:
            cells = (f"{before[p][m]:8.2f} ->{ours[p][m]:8.2f}" for m in WEAKNESSES + KEPT)
            lines.append(f"{p:10} " + " ".join(cells))
    lines.append(f"{'metric':18} {'mean':>18} {'worst':>18}  better  worse  tolerance")
    for m in WEAKNESSES + KEPT:
        a, b = np.array([before[p][m] for p in ours]), np.array([ours[p][m] for p in ours])
        bad = [p for p in ours if worse(m, before[p][m], ours[p][m], tolerance) > 0]
        sign = -1 if m in KEPT else 1
        good = int((sign * (a - b) > tolerance[m]).sum())
        pick = min if m in KEPT else max
        lines.append(f"{m:18} {a.mean():7.3f} -> {b.mean():7.3f} {pick(a):7.2f} -> {pick(b):7.2f}"
                     f" {good:7} {len(bad):6} {tolerance[m]:10.3f}")
        failures += [(m, p, before[p][m], ours[p][m]) for p in bad]
    for m, p, a, b in failures:
        lines.append(f"worse: {m:18} {p} {a:.3f} -> {b:.3f}")
    return lines, failures


def main():
    """Prints the comparison; ends with 1 when a pair got worse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", help="folder of pX_to_pY.png")
    parser.add_argument("--faces", default=FACES)
    parser.add_argument("--json", help="also write the numbers here")
    parser.add_argument("--brief", action="store_true", help="no line per pair")
    options = parser.parse_args()
    with open(BASELINE) as file:
        baseline = json.load(file)
    for name, expected in baseline["inputs"].items():
        if digest(os.path.join(options.faces, name)) != expected:
            raise SystemExit(f"{name} is not the picture the baseline was measured on")
    ours = measure_folder(options.results, faces(options.faces, baseline["landmarks"]))
    lines, failures = table(baseline, ours, not options.brief)
    print("\n".join(lines))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(ours, file, indent=1)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
