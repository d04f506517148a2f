# SPDX-License-Identifier: Apache-2.0
"""OpenCV's side of kernel-bench: the same inputs, types, channels and parameters, one thread.

Usage: opencv_kernels.py [--sizes 112,512] [--only NAME] [--seconds 0.5] [--check DIRECTORY]

Prints the same JSON lines as kernel-bench. With --check compares what `kernel-bench --dump DIRECTORY` wrote with
OpenCV's results and ends with 1 when one differs by more than its tolerance.
"""
import argparse
import json
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)


def pattern(side, shift=0):
    y, x, c = np.mgrid[:side, :side, :3]
    return ((x * 3 + y * 5 + c * 37 + shift + ((x * x + y * y) >> 6)) & 255).astype(np.uint8)


def gray(side):
    y, x = np.mgrid[:side, :side]
    return ((x * 2 + y * 3) & 255).astype(np.uint8)


class Inputs:
    def __init__(self, side):
        self.side = side
        self.small_side = (side * 5 + 5) // 11
        self.image = pattern(side)
        self.second = pattern(side, 91)
        self.small = pattern(self.small_side)
        self.plane = gray(side).astype(np.float32)
        self.half_plane = gray((side + 1) // 2).astype(np.float32)
        self.differences = (gray(side).astype(np.int16) - 128) * 64
        self.half_differences = (gray((side + 1) // 2).astype(np.int16) - 128) * 64
        y, x = np.mgrid[:side, :side].astype(np.float32)
        wave = (3 * np.sin(y / 20)).astype(np.float32)
        self.map_x = (x * np.float32(0.9) + y * np.float32(0.1) + wave).astype(np.float32)
        self.map_y = (y * np.float32(0.9) - x * np.float32(0.05) + 10).astype(np.float32)
        self.weights = gray(side).astype(np.float32) / 255
        self.rest = 1 - self.weights
        self.alpha = pattern(side, 17)
        self.opposite = 255 - self.alpha
        self.unit = self.image.astype(np.float32) / 255
        self.lab = cv2.cvtColor(self.unit, cv2.COLOR_RGB2LAB)
        self.warp = np.float32([[0.9, 0.2, 3], [-0.2, 0.9, 20]])
        k = side / 192
        self.crop = np.float32([[0.8 * k, -0.1 * k, 9 * k], [0.1 * k, 0.8 * k, 3 * k]])
        self.disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (19, 19))
        self.rectangle = np.ones((19, 19), np.uint8)


def resize(filter_flag, enlarge):
    def run(i):
        image, side = (i.small, i.side) if enlarge else (i.image, i.small_side)
        return cv2.resize(image, (side, side), interpolation=filter_flag)
    return run


INVERSE = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def warp_tensor(i):
    crop = cv2.warpAffine(i.image, i.crop, (192, 192), flags=INVERSE, borderMode=cv2.BORDER_CONSTANT)
    return np.multiply(crop, np.float32(1 / 255), dtype=np.float32)


def letterbox(i):
    tensor = np.zeros((128, 128, 3), np.float32)
    tensor[:] = cv2.resize(i.image, (128, 128), interpolation=cv2.INTER_AREA) / np.float32(127.5) - 1
    return tensor


def blend(i):
    near = cv2.multiply(i.image, i.alpha, scale=1 / 255)
    return cv2.add(near, cv2.multiply(i.second, i.opposite, scale=1 / 255))


def planar(image):
    return np.ascontiguousarray(image.transpose(2, 0, 1))


def exact_lab(i):
    """OpenCV itself interpolates in a table of 33 cubed colours and is off by up to 0.23."""
    v = i.image / 255.0
    light = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
    t = light @ (matrix / np.array([[0.950456], [1], [1.088754]])).T
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    lightness = np.where(t[..., 1] > 0.008856, 116 * f[..., 1] - 16, 903.3 * t[..., 1])
    return np.stack([lightness, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


# What is right where OpenCV is not.
EXACT = {"lab_from_rgb_f32": exact_lab, "rgb_from_lab_f32": lambda i: i.image / np.float32(255)}

# name: (OpenCV's call, turn its result into kernel-bench's layout, greatest difference at any value, mean difference)
AREA, LINEAR, CUBIC = cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC
CASES = {
    "resize_area_down": (resize(AREA, False), None, 1, 0.1),
    "resize_bilinear_down": (resize(LINEAR, False), None, 1, 0.15),
    "resize_cubic_down": (resize(CUBIC, False), None, 1, 0.1),
    # OpenCV takes the wrong neighbour where an output pixel's edge meets an input pixel's edge.
    "resize_area_up": (resize(AREA, True), None, 255, 0.15),
    "resize_bilinear_up": (resize(LINEAR, True), None, 1, 0.15),
    "resize_cubic_up": (resize(CUBIC, True), None, 1, 0.1),
    "gaussian_u8_rgb_sigma3": (lambda i: cv2.GaussianBlur(i.image, (0, 0), 3), None, 1, 0.1),
    "gaussian_f32_sigma3": (lambda i: cv2.GaussianBlur(i.plane, (0, 0), 3), None, 0.01, 0.001),
    "gaussian_f32_sigma10": (lambda i: cv2.GaussianBlur(i.plane, (0, 0), 10), None, 0.3, 0.1),
    "pyramid_down_f32": (lambda i: cv2.pyrDown(i.plane), None, 0.001, 0.001),
    "pyramid_up_f32": (lambda i: cv2.pyrUp(i.half_plane, dstsize=(i.side, i.side)), None, 0.001, 0.001),
    "pyramid_down_i16": (lambda i: cv2.pyrDown(i.differences), None, 1, 0.5),
    "pyramid_up_i16": (lambda i: cv2.pyrUp(i.half_differences, dstsize=(i.side, i.side)), None, 1, 0.5),
    "erode_ellipse9_f32": (lambda i: cv2.erode(i.plane, i.disc), None, 0, 0),
    "dilate_rectangle9_f32": (lambda i: cv2.dilate(i.plane, i.rectangle), None, 0, 0),
    "warp_affine_u8_rgb": (lambda i: cv2.warpAffine(i.image, i.warp, (i.side, i.side), flags=INVERSE), None, 8, 0.6),
    "warp_affine_f32": (
        lambda i: cv2.warpAffine(i.plane, i.warp, (i.side, i.side), flags=INVERSE, borderMode=cv2.BORDER_REPLICATE),
        None, 8, 0.6),
    "remap_bilinear_u8_rgb": (
        lambda i: cv2.remap(i.image, i.map_x, i.map_y, LINEAR, borderMode=cv2.BORDER_REFLECT), planar, 8, 0.6),
    "remap_cubic_u8_rgb": (
        lambda i: cv2.remap(i.image, i.map_x, i.map_y, CUBIC, borderMode=cv2.BORDER_REFLECT), planar, 12, 0.9),
    "remap_f32": (
        lambda i: cv2.remap(i.plane, i.map_x, i.map_y, LINEAR, borderMode=cv2.BORDER_REPLICATE), None, 8, 0.6),
    "lab_from_rgb_f32": (lambda i: cv2.cvtColor(i.unit, cv2.COLOR_RGB2LAB), planar, 0.05, 0.01),
    "rgb_from_lab_f32": (
        lambda i: cv2.cvtColor(i.lab, cv2.COLOR_LAB2RGB), lambda x: planar(x * 255), 0.1, 0.05),
    "alpha_blend_u8": (blend, None, 1, 0.5),
    "alpha_blend_pixels_u8_rgb": (
        lambda i: cv2.blendLinear(i.image, i.second, i.weights, i.rest), None, 1, 0.1),
    "tensor_nchw_u8_rgb": (
        lambda i: cv2.dnn.blobFromImage(i.image, 1 / 127.5, None, (127.5, 127.5, 127.5)), None, 1e-5, 1e-5),
    "tensor_nhwc_u8_rgb": (
        lambda i: np.multiply(i.image, np.float32(1 / 127.5), dtype=np.float32) - np.float32(1), None, 1e-5, 1e-5),
    "fused_warp_tensor_192": (warp_tensor, None, 8 / 255, 0.6 / 255),
    "fused_letterbox_128": (letterbox, None, 1.1 / 127.5, 0.1 / 127.5),
}


def measure(run, seconds):
    run()
    start = time.process_time_ns()
    run()
    batch = max(1, 100_000 // max(1, time.process_time_ns() - start))
    samples, end = [], time.process_time_ns() + int(seconds * 1e9)
    while len(samples) < 7 or (time.process_time_ns() < end and len(samples) < 5000):
        start = time.process_time_ns()
        for _ in range(batch):
            run()
        samples.append((time.process_time_ns() - start) / batch)
    samples.sort()
    # Not the least of many: on virtual machines the clock now and then stands still.
    return samples[len(samples) // 20], samples[len(samples) // 2], len(samples)


def check(name, inputs, directory):
    run, layout, greatest, mean = CASES[name]
    expected = EXACT.get(name, run)(inputs)
    kind = np.float32 if "remap" in name or name in EXACT else expected.dtype
    expected = (layout(expected) if layout else expected).ravel().astype(np.float64)
    actual = np.fromfile(f"{directory}/{name}_{inputs.side}.raw", kind).astype(np.float64)
    if actual.shape != expected.shape:
        print(f"FAIL {name} {inputs.side}: {actual.size} values, OpenCV {expected.size}")
        return False
    difference = np.abs(actual - expected)
    good = difference.max() <= greatest and difference.mean() <= mean
    print(f"{'ok  ' if good else 'FAIL'} {name} {inputs.side}: max {difference.max():.5f} mean {difference.mean():.6f}")
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="112,512,2048")
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--check")
    options = parser.parse_args()
    good = True
    for side in map(int, options.sizes.split(",")):
        inputs = Inputs(side)
        for name, (run, *_) in CASES.items():
            if options.only not in name:
                continue
            if options.check:
                good &= check(name, inputs, options.check)
                continue
            best, median, count = measure(lambda: run(inputs), options.seconds)
            print(json.dumps({
                "library": f"opencv {cv2.__version__}", "kernel": name, "size": side,
                "ns_per_pixel_best": best / side**2, "ns_per_pixel_median": median / side**2, "samples": count,
            }), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
