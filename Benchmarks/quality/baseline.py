# SPDX-License-Identifier: Apache-2.0
"""Writes prototype.json: landmarks, digests, the prototype's numbers and how much each metric trembles."""
import argparse
import json
import os

import cv2
import numpy as np

from compare import BASELINE, FACES, digest, faces, read
from pair import Pair
from weaknesses import KEPT, WEAKNESSES, measure


FLOOR = {"source likeness": .02}


def perturbed(image, seed):
    """The same picture with changes nobody sees: noise of one level, JPEG at 95, a shift of a fifth of a pixel."""
    noise = np.random.default_rng(seed).normal(0, 1, image.shape)
    yield np.clip(np.round(image + noise), 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    yield cv2.imdecode(coded, cv2.IMREAD_COLOR)
    shift = np.float32([[1, 0, .2], [0, 1, .2]])
    yield cv2.warpAffine(image, shift, image.shape[1::-1], flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def main():
    """Measures the prototype's 56 results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", help="folder of the prototype's pX_to_pY.png")
    parser.add_argument("landmarks", help="JSON: name to 478 x 3")
    parser.add_argument("--faces", default=FACES)
    options = parser.parse_args()
    with open(options.landmarks) as file:
        landmarks = {k: np.round(v, 2).tolist() for k, v in json.load(file).items()}
    known, pairs, trembling = faces(options.faces, landmarks), {}, {m: [] for m in WEAKNESSES + KEPT}
    for a in known:
        for b in known:
            if a == b:
                continue
            result = read(os.path.join(options.results, f"{a}_to_{b}.png"))
            pair = Pair(known[a], known[b])
            numbers = pairs[f"{a}_to_{b}"] = measure(pair, result)
            for other in perturbed(result, len(pairs)):
                moved = measure(pair, other)
                for m in trembling:
                    trembling[m].append(abs(moved[m] - numbers[m]))
    tolerance = {m: round(max(float(np.percentile(v, 95)), FLOOR.get(m, 0)), 3) for m, v in trembling.items()}
    names = sorted(n for n in os.listdir(options.faces) if n.endswith(".png"))
    inputs = {n: digest(os.path.join(options.faces, n)) for n in names}
    with open(BASELINE, "w") as file:
        json.dump({"inputs": inputs, "tolerance": tolerance, "pairs": pairs, "landmarks": landmarks}, file,
                  separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
