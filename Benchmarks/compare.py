# SPDX-License-Identifier: Apache-2.0
"""Joins the JSON lines of kernel-bench and opencv_kernels.py: compare.py OURS.jsonl OPENCV.jsonl [--least 0.7]

Prints a Markdown table of nanoseconds of CPU per pixel (one run in twenty is faster) and the ratio OpenCV / facefleet:
above 1 is faster than OpenCV. Ratios below --least are named at the end; they fail nothing, since machines are noisy.
"""
import argparse
import json
import sys


def read(path):
    with open(path) as lines:
        rows = [json.loads(line) for line in lines if line.startswith("{")]
    return {(row["kernel"], row["size"]): row["ns_per_pixel_best"] for row in rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ours")
    parser.add_argument("opencv")
    parser.add_argument("--least", type=float, default=0.7)
    options = parser.parse_args()
    ours, opencv = read(options.ours), read(options.opencv)
    sizes = sorted({size for _, size in ours})
    print("| kernel | " + " | ".join(f"{s}² ours | OpenCV | ratio" for s in sizes) + " |")
    print("|---|" + "---:|---:|---:|" * len(sizes))
    slow = []
    for kernel in dict.fromkeys(kernel for kernel, _ in ours):
        cells = []
        for size in sizes:
            mine, theirs = ours.get((kernel, size)), opencv.get((kernel, size))
            if mine is None or theirs is None:
                cells += ["", "", ""]
                continue
            ratio = theirs / mine
            cells += [f"{mine:.2f}", f"{theirs:.2f}", f"{ratio:.2f}"]
            if ratio < options.least:
                slow.append(f"{kernel} at {size}²: {ratio:.2f}")
        print(f"| {kernel} | " + " | ".join(cells) + " |")
    for line in slow:
        print(f"below {options.least}: {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
