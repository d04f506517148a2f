# SPDX-License-Identifier: Apache-2.0
"""The face mesh as the quality metrics need it: topology, expected geometry, warps between two faces."""
import json
import os

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "topology.json")) as _file:
    TOPOLOGY = json.load(_file)

TRIANGLES = np.array(TOPOLOGY["triangles"])
OVAL = TOPOLOGY["oval"]
EYES = (TOPOLOGY["eyeRight"], TOPOLOGY["eyeLeft"])
MOUTH = TOPOLOGY["lipsOuter"]
MOUTH_INSIDE = TOPOLOGY["lipsInner"]
MIRROR = np.array(TOPOLOGY["mirror"])
IRISES = (range(468, 473), range(473, 478))
BROWS = ([70, 63, 105, 66, 107, 55, 65, 52, 53, 46], [300, 293, 334, 296, 336, 285, 295, 282, 283, 276])
BROW_TOP = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300]
NOSTRILS = [98, 97, 2, 326, 327, 1]
INNER = BROW_TOP + [61, 291, 17, 50, 280, 205, 425]
CHEEKS = [50, 101, 118, 117, 123, 187, 205, 36, 280, 330, 347, 346, 352, 411, 425, 266]
RIGID = [33, 133, 263, 362, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 10, 151, 9, 8,
         234, 454, 127, 356, 93, 323, 132, 361, 172, 397, 152]
FOLDS = ([129, 203, 206, 216, 212], [358, 423, 426, 436, 432])


def similarity(a, b):
    """Rotation, scale and shift that bring points `a` onto `b` (least squares, 3-D)."""
    ma, mb = a.mean(0), b.mean(0)
    u, s, vt = np.linalg.svd((b - mb).T @ (a - ma) / len(a))
    d = np.ones(3)
    d[2] = np.sign(np.linalg.det(u @ vt))
    r = u @ np.diag(d) @ vt
    k = (s * d).sum() / ((a - ma) ** 2).sum(1).mean()
    return k, r, mb - k * r @ ma


def face_width(p):
    """Width of a face in pixels, from the temples or, for a turned face, three quarters of its height."""
    return max(np.linalg.norm(p[234, :2] - p[454, :2]), .75 * np.linalg.norm(p[10, :2] - p[152, :2]))


def _move_group(moved, source, target, indices, corners, axis):
    """Moves a feature rigidly, scaled along the eye axis only, so the target's expression stays."""
    indices = np.array(sorted(set(indices)))
    centre = target[list(corners)].mean(0)
    span = np.linalg.norm(target[corners[0], :2] - target[corners[1], :2])
    scale = np.clip(np.linalg.norm(source[corners[0], :2] - source[corners[1], :2]) / span, .85, 1.15)
    relative = target[indices] - centre
    placed = relative.copy()
    placed[:, :2] += np.outer(relative[:, :2] @ axis * (scale - 1), axis)
    moved[indices] = source[list(corners)].mean(0) + placed - target[indices]


def expected_geometry(source, target, degree=.7):
    """Where the features of a fusion are expected: the target's mesh moved towards the source's proportions."""
    s, r, t = similarity(source[RIGID], target[RIGID])
    placed = source @ (s * r).T + t
    moved = placed - target
    axis = target[263, :2] - target[33, :2]
    axis /= np.linalg.norm(axis)
    _move_group(moved, placed, target, TOPOLOGY["refineLips"], (61, 291), axis)
    _move_group(moved, placed, target, TOPOLOGY["refineLeftEyeOutput"][:33], (33, 133), axis)
    _move_group(moved, placed, target, TOPOLOGY["refineRightEyeOutput"][:33], (263, 362), axis)
    for iris, corners in zip(IRISES, ((33, 133), (263, 362))):
        moved[list(iris)] = moved[list(corners)].mean(0)
    oval = target[OVAL, :2]
    distance = np.sqrt(((target[:, None, :2] - oval[None]) ** 2).sum(-1)).min(1)
    w = np.clip(distance / (.16 * np.linalg.norm(target[234, :2] - target[454, :2])), 0, 1)
    w = w * w * (3 - 2 * w)

    def openness(p):
        return np.linalg.norm(p[13, :2] - p[14, :2]) / np.linalg.norm(p[33, :2] - p[263, :2])
    down = target[152, :2] - target[4, :2]
    low = np.clip(((target[:, :2] - target[4, :2]) @ down) / (down ** 2).sum() / .35, 0, 1)
    w = w * (1 - np.clip(abs(openness(source) - openness(target)) / .25, 0, 1) * low)
    return target + degree * w[:, None] * moved


def visibility(p, low=.18, high=.45):
    """How far each vertex faces the camera, 0 to 1."""
    a, b, c = (p[TRIANGLES[:, k], :3] for k in range(3))
    n = np.cross(b - a, c - a)
    nz = -n[:, 2] / (np.linalg.norm(n, axis=1) + 1e-6)
    nz = -nz if np.median(nz) < 0 else nz
    total, count = np.zeros(len(p)), np.zeros(len(p))
    for k in range(3):
        np.add.at(total, TRIANGLES[:, k], nz)
        np.add.at(count, TRIANGLES[:, k], 1)
    v = np.clip((total / np.maximum(count, 1) - low) / (high - low), 0, 1)
    return v * v * (3 - 2 * v)


def raster(points, attributes, h, w):
    """Interpolates per-vertex attributes over the mesh with a z-buffer; -1e4 where there is no face."""
    out = np.full((h, w, attributes.shape[1]), -1e4, np.float32)
    depth = np.full((h, w), 1e9, np.float32)
    for tri in TRIANGLES:
        p, z, attrs = points[tri, :2], points[tri, 2], attributes[tri]
        x0, y0 = np.maximum(np.floor(p.min(0)).astype(int), 0)
        x1, y1 = np.minimum(np.ceil(p.max(0)).astype(int) + 1, [w, h])
        e1, e2 = p[1] - p[0], p[2] - p[0]
        d = e1[0] * e2[1] - e2[0] * e1[1]
        if x0 >= x1 or y0 >= y1 or abs(d) < 1e-6:
            continue
        xs, ys = np.arange(x0, x1) - p[0, 0], (np.arange(y0, y1) - p[0, 1])[:, None]
        u, v = (xs * e2[1] - ys * e2[0]) / d, (ys * e1[0] - xs * e1[1]) / d
        zz = z[0] + u * (z[1] - z[0]) + v * (z[2] - z[0])
        near = depth[y0:y1, x0:x1]
        m = (u >= -1e-3) & (v >= -1e-3) & (u + v <= 1.001) & (zz <= near)
        near[m] = zz[m]
        out[y0:y1, x0:x1][m] = attrs[0] + u[m][:, None] * (attrs[1] - attrs[0]) + v[m][:, None] * (attrs[2] - attrs[0])
    return out


def filled(points, shape):
    """A mask, 0 or 1, of a polygon."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(points[:, :2] * 16).astype(np.int32)], 1, shift=4)
    return mask


def hull(points, shape):
    """A mask, 0 or 1, of the convex hull of points."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.round(points[:, :2]).astype(np.int32)), 1)
    return mask


def disk(radius):
    """A round structuring element of at least one pixel radius."""
    r = max(1, int(round(radius)))
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1))


def masked_blur(x, mask, sigma):
    """Gaussian blur of `x` (h, w, k) that looks only at pixels inside `mask`."""
    f = max(1, int(sigma / 6))
    h, w = mask.shape
    size = (max(1, w // f), max(1, h // f))
    a = cv2.GaussianBlur(cv2.resize(x * mask[..., None], size, interpolation=cv2.INTER_AREA), (0, 0), sigma / f)
    b = cv2.GaussianBlur(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / f)
    a = a[..., None] if a.ndim == 2 else a
    out = cv2.resize(a / np.maximum(b, 1e-3)[..., None], (w, h), interpolation=cv2.INTER_LINEAR)
    return out[..., None] if out.ndim == 2 else out
