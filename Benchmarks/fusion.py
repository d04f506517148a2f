# SPDX-License-Identifier: Apache-2.0
"""Runs fusion-bench and the program itself, and prints what each took beside what is to be reached."""
import glob
import json
import os
import resource
import subprocess
import sys
import time

import cv2
import numpy as np

FACES, MODELS = "Examples/faces", ".deps/models"


def large_target(path):
    """A 24-megapixel JPEG, baseline 4:2:0, with one face of about 1,100 pixels: an example face enlarged, on gray."""
    face = cv2.imread(sorted(glob.glob(f"{FACES}/p4*"))[0])
    picture = np.full((4000, 6000, 3), 150, np.uint8)
    picture[560:3440, 1560:4440] = cv2.resize(face, (2880, 2880), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(1).normal(0, 3, picture.shape)
    cv2.imwrite(path, np.clip(picture + noise, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 90])


def bench(program, target, count):
    lines = subprocess.run([program, target, FACES, MODELS, str(count)], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in lines.stdout.splitlines()]


def cold(program, out, count):
    """Wall and processor time of whole processes, the best and the median of several."""
    source, target = (sorted(glob.glob(f"{FACES}/{p}*"))[0] for p in ("p1", "p4"))
    wall, cpu = [], []
    for _ in range(count):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        subprocess.run(
            [program, "swap", "--source", source, "--target", target, "--output", f"{out}/cold.png"],
            check=True, capture_output=True)
        wall.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return np.median(wall), np.median(cpu)


def libpng(count):
    """Processor time of decoding both pictures of the pair and encoding one, by libpng as OpenCV has it."""
    paths = [sorted(glob.glob(f"{FACES}/{p}*"))[0] for p in ("p1", "p4")]
    files = [np.fromfile(path, np.uint8) for path in paths]
    samples = []
    for _ in range(count):
        start = time.process_time()
        pictures = [cv2.imdecode(file, cv2.IMREAD_COLOR) for file in files]
        cv2.imencode(".png", pictures[1])
        samples.append(time.process_time() - start)
    return samples


def spread(best, median):
    """The least disturbed run and the median, in milliseconds."""
    return f"{best:.1f} to {median:.1f} ms CPU"


def png_ratio(path):
    """Size of a file beside libpng's at level 6."""
    level6 = cv2.imencode(".png", cv2.imread(path), [cv2.IMWRITE_PNG_COMPRESSION, 6])[1]
    return os.path.getsize(path) / len(level6)


def both(numbers):
    """See spread."""
    return spread(numbers["cpu_ms_best"], numbers["cpu_ms_median"])


def main(program, facefleet, out, count):
    count = int(count)
    rows = []
    whole, engine = bench(program, "pair", count)
    pngs = sorted(libpng(count))
    rows.append(("libpng, both pictures in and one out", spread(1e3 * pngs[0], 1e3 * pngs[len(pngs) // 2]), ""))
    rows.append(("768 x 768 PNG pair, warm, decode to encode", both(whole), "90 ms"))
    rows.append(("the same, engine only", both(engine), "55 ms"))
    rows.append(("the same, peak memory", f"{whole['peak_mb']:.0f} MB", "150 MB"))
    large_target(f"{out}/large.jpg")
    whole, engine = bench(program, f"{out}/large.jpg", max(3, count // 6))
    rows.append(("24-megapixel JPEG, decode to encode", both(whole), "400 ms"))
    rows.append(("the same, engine with reading", both(engine), ""))
    rows.append(("the same, peak memory", f"{whole['peak_mb']:.0f} MB", "300 MB"))
    wall, cpu = cold(facefleet, out, max(5, count // 3))
    rows.append(("facefleet swap, process start to file", f"{wall:.2f} s ({cpu:.2f} s CPU)", "0.5 s"))
    rows.append(("its file beside libpng level 6", f"{png_ratio(out + '/cold.png'):.2f}", "1.25"))
    for name, measured, reach in rows:
        print(f"{name:45} {measured:32} {reach}")


main(*sys.argv[1:])
