# SPDX-License-Identifier: Apache-2.0
"""What is known of one source and one target before any engine has touched them."""
from dataclasses import dataclass

import cv2
import numpy as np

import mesh

BACKGROUND, SKIN, HAIR = 0, 1, 2


@dataclass
class Face:
    """An image (RGB, 8 bit), its 478 landmarks in pixels, and its labels (background, skin, hair, clothes)."""
    image: np.ndarray
    landmarks: np.ndarray
    labels: np.ndarray


def lab(rgb):
    """CIE Lab (D65) of an 8-bit RGB picture, L in 0...100."""
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)


class Pair:
    """Everything the metrics compare a result with, cut to the target's face; widths are in crop pixels."""

    def __init__(self, source, target, degree=.7, largest=512):
        t = target.landmarks
        self.expected = mesh.expected_geometry(source.landmarks, t, degree)
        width = mesh.face_width(t)
        self.scale = min(1, largest / width)
        self.low = np.maximum(np.floor(t[:468, :2].min(0) - .3 * width), 0).astype(int)
        self.high = np.minimum(np.ceil(t[:468, :2].max(0) + .3 * width),
                               [target.image.shape[1], target.image.shape[0]]).astype(int)
        self.width = width * self.scale
        self.target = lab(self.cut(target.image))
        self.shape = self.target.shape[:2]
        self.t = self._to_crop(t)
        self.g = self._to_crop(self.expected)
        self.target_label = self._label(target)
        self._warp_source(source)
        self._warp_target()
        self._regions()
        self.open_eyes = cv2.erode(self.skin, mesh.disk(.02 * self.width))
        self.source_eyes = sclera_and_iris(self.source, self.g, self.open_eyes)
        self.target_eyes = sclera_and_iris(self.target, self.t, self.open_eyes)

    def cut(self, image):
        """The same part of another picture of the target's size."""
        x, y = self.low, self.high
        part = image[x[1]:y[1], x[0]:y[0]]
        if self.scale < 1:
            part = cv2.resize(part, None, fx=self.scale, fy=self.scale, interpolation=cv2.INTER_AREA)
        return part

    def _to_crop(self, p):
        q = p.astype(np.float32).copy()
        q[:, :2] -= self.low
        return q * self.scale

    def _label(self, face):
        part = face.labels[self.low[1]:self.high[1], self.low[0]:self.high[0]]
        return cv2.resize(part, (self.shape[1], self.shape[0]), interpolation=cv2.INTER_NEAREST)

    def _warp_source(self, source):
        s = source.landmarks
        ratio = mesh.face_width(s) / self.width
        image, labels, p = source.image, source.labels, s[:, :2]
        if ratio > 1.25:
            image = cv2.resize(image, None, fx=1 / ratio, fy=1 / ratio, interpolation=cv2.INTER_AREA)
            p = p / ratio
            labels = cv2.resize(labels, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST)
        v = mesh.visibility(s)
        maps = mesh.raster(self.g, np.c_[p, p[mesh.MIRROR], v, v[mesh.MIRROR]].astype(np.float32), *self.shape)
        self.cover = maps[..., 0] > -1e3
        self.source = lab(cv2.remap(image, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR))
        self.visible = np.where(self.cover, maps[..., 4], 0)

        def labelled(x, y):
            warped = cv2.remap(labels, x, y, cv2.INTER_NEAREST)
            return np.where(self.cover, warped, HAIR)
        self.source_label = labelled(maps[..., 0], maps[..., 1])
        self.mirrored_label = labelled(maps[..., 2], maps[..., 3])
        source_lab = lab(image)
        background = source_lab[labels == BACKGROUND]
        near = mesh.filled(cv2.convexHull(p[:468].astype(np.float32)).reshape(-1, 2), labels.shape)
        around = cv2.dilate(near, mesh.disk(.25 * mesh.face_width(s) / max(1, ratio if ratio > 1.25 else 1)))
        close = (labels == BACKGROUND) & (around > 0)
        background = source_lab[close] if close.sum() > 50 else background
        skin = source_lab[(labels == SKIN) & (near > 0)]
        self.background, self.source_tone = np.median(background, 0), np.median(skin, 0)

    def _warp_target(self):
        maps = mesh.raster(self.g, self.t[:, :2].astype(np.float32), *self.shape)
        self.target_moved = cv2.remap(self.target, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR)

    def _regions(self):
        w, shape = self.width, self.shape
        self.oval = mesh.filled(self.t[mesh.OVAL], shape)
        self.skin = (self.target_label == SKIN).astype(np.uint8)
        self.features = np.zeros(shape, np.uint8)
        for p in (self.g, self.t):
            for ring, grow in ((mesh.EYES[0], .05), (mesh.EYES[1], .05), (mesh.MOUTH, .035),
                               (mesh.BROWS[0], .03), (mesh.BROWS[1], .03), (mesh.NOSTRILS, .03)):
                self.features |= cv2.dilate(mesh.hull(p[ring], shape), mesh.disk(grow * w))
        self.inner = cv2.dilate(mesh.hull(self.g[mesh.INNER], shape), mesh.disk(.03 * w))
        self.source_skin = cv2.erode((self.source_label == SKIN).astype(np.uint8), mesh.disk(.012 * w))
        self.target_tone = np.median(self.target[(self.oval & self.skin) > 0], 0)
        self.plain = (self.oval & self.skin & (1 - self.features)).astype(np.float32)


def sclera_and_iris(image, p, seen):
    """Mean Lab of the white and of the iris, both eyes together, where `seen`; None where too few pixels show."""
    white, coloured = [], []
    for ring, iris in zip(mesh.EYES, mesh.IRISES):
        centre = p[list(iris), :2].mean(0)
        radius = np.linalg.norm(p[list(iris)[1:], :2] - centre, axis=1).mean()
        eye = mesh.filled(p[ring], image.shape[:2])
        span = np.linalg.norm(p[ring[0], :2] - p[ring[8], :2])
        eye = cv2.erode(eye, mesh.disk(.04 * span)) & seen
        y, x = np.nonzero(eye)
        distance = np.hypot(x - centre[0], y - centre[1]) / max(radius, 1)
        white.append(image[y[distance > 1.15], x[distance > 1.15]])
        coloured.append(image[y[distance < .95], x[distance < .95]])
    return tuple(np.concatenate(v).mean(0) if sum(map(len, v)) > 8 else None for v in (white, coloured))
