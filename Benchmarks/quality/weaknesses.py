# SPDX-License-Identifier: Apache-2.0
"""Numbers for what one sees wrong in a fused face. Definitions and units are in README.md."""
import cv2
import numpy as np

import mesh
from pair import BACKGROUND, SKIN, lab, sclera_and_iris

WEAKNESSES = ("seam", "forehead band", "dark streak", "background sliver", "eye tint", "fold", "stubble")
KEPT = ("source likeness", "target likeness", "sharpness")


def measure(pair, image):
    """All numbers of one result (RGB, 8 bit, the target's size)."""
    result = lab(pair.cut(image))
    numbers = {
        "seam": seam(pair, result), "forehead band": forehead_band(pair, result),
        "dark streak": dark_streak(pair, result), "background sliver": background_sliver(pair, result),
        "eye tint": eye_tint(pair, result), "fold": fold(pair, result), "stubble": stubble(pair, result),
        "source likeness": likeness(pair, result, pair.source),
        "target likeness": likeness(pair, result, pair.target_moved),
        "sharpness": sharpness(pair, result),
    }
    return {k: round(float(v), 4) for k, v in numbers.items()}


def _blur(x, sigma):
    return cv2.GaussianBlur(x, (0, 0), max(sigma, .6))


def _gradient(x, sigma):
    """Length of the Lab gradient per pixel at one scale."""
    y = _blur(x, sigma)
    gx, gy = cv2.Sobel(y, -1, 1, 0, scale=.125), cv2.Sobel(y, -1, 0, 1, scale=.125)
    return np.sqrt((gx * gx + gy * gy).sum(-1))


def _gain(pair):
    """Factor by which the target's skin is brighter than the source's."""
    q = (pair.plain > 0) & (pair.source_skin > 0)
    if q.sum() < 50:
        return 1.
    return float(np.clip(np.median(pair.target[q][:, 0]) / max(np.median(pair.source[q][:, 0]), 1), .5, 2.6))


def changed(pair, result):
    """The fused region: where the result differs visibly from the target, without holes."""
    difference = np.linalg.norm(_blur(result - pair.target, .01 * pair.width), axis=-1)
    mask = (difference > 1.5).astype(np.uint8)
    k = mesh.disk(.04 * pair.width)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, k)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    solid = np.zeros_like(mask)
    cv2.drawContours(solid, outlines, -1, 1, cv2.FILLED)
    return cv2.morphologyEx(solid, cv2.MORPH_OPEN, k)


def seam(pair, result):
    """Mean step (Lab units) across the blend's border that neither the target nor the source's skin has there."""
    w = pair.width
    region = changed(pair, result)
    if not region.any():
        return 0
    band = cv2.dilate(region, mesh.disk(.02 * w)) & (1 - cv2.erode(region, mesh.disk(.13 * w), borderValue=0))
    band &= 1 - pair.features
    allowed = np.maximum(_gradient(pair.target, .006 * w),
                         _gradient(pair.source, .006 * w) * _gain(pair) * pair.source_skin)
    allowed = cv2.dilate(allowed, mesh.disk(.015 * w))
    excess = np.maximum(_gradient(result, .006 * w) - 1.1 * allowed - .1, 0)
    perimeter = cv2.arcLength(pair.t[mesh.OVAL, :2].astype(np.float32), True)
    return (excess * band).sum() / perimeter


def _forehead(pair):
    """Mask of the target's bare forehead above the brows, and the unit vector up the face."""
    up = pair.t[10, :2] - pair.t[152, :2]
    up /= np.linalg.norm(up)
    ys, xs = np.mgrid[:pair.shape[0], :pair.shape[1]]
    height = xs * up[0] + ys * up[1]
    brow = max((pair.g[mesh.BROW_TOP, :2] @ up).max(), (pair.t[mesh.BROW_TOP, :2] @ up).max()) + .03 * pair.width
    near = cv2.dilate(pair.oval, mesh.disk(.06 * pair.width))
    return ((height > brow) & (pair.skin > 0) & (near > 0)).astype(np.float32), up


def forehead_band(pair, result):
    """Mean of the coarse steps (Lab units) met going up the bare forehead, beyond the target's and the source's."""
    area, up = _forehead(pair)
    if area.sum() < .005 * pair.width ** 2:
        return 0
    s = .02 * pair.width

    def slope(x, mask):
        y = mesh.masked_blur(x, mask, s)
        gx, gy = cv2.Sobel(y, -1, 1, 0, scale=.125), cv2.Sobel(y, -1, 0, 1, scale=.125)
        return np.linalg.norm(gx * up[0] + gy * up[1], axis=-1)
    inside = cv2.erode(area, mesh.disk(.01 * pair.width))
    source = slope(pair.source, pair.source_skin.astype(np.float32)) * _gain(pair) * pair.source_skin
    allowed = cv2.dilate(np.maximum(slope(pair.target, area), source), mesh.disk(.02 * pair.width))
    excess = np.maximum(slope(result, area) - allowed, 0) * inside
    across = np.ptp(pair.t[mesh.OVAL, :2] @ np.array([-up[1], up[0]]))
    return excess.sum() / across


def _dark(x, mask, w):
    """How much darker than the skin around it, relative, beyond 4 %."""
    light = x[..., :1]
    level = mesh.masked_blur(light, mask, .08 * w)
    for _ in range(2):
        level = mesh.masked_blur(np.maximum(light, level), mask, .08 * w)
    return np.maximum(0, 1 - light[..., 0] / np.maximum(level[..., 0], 3) - .04) * (mask > 0)


def dark_streak(pair, result):
    """Area (thousandths of the squared face width) times relative darkness that neither face's skin has there."""
    w = pair.width
    area = pair.plain * cv2.erode(pair.skin, mesh.disk(.02 * w))
    near = mesh.disk(.02 * w)
    allowed = np.maximum(cv2.dilate(_dark(pair.target, area, w), near),
                         cv2.dilate(_dark(pair.source, pair.source_skin * area, w), near))
    excess = np.maximum(0, _dark(_blur(result, .005 * w), area, w) - 1.15 * allowed)
    return 1000 * excess.sum() / w ** 2


def _far_zone(pair):
    """Skin of the target where the source, straight or mirrored, shows no skin or hardly faces the camera."""
    w = pair.width
    bad = ((pair.source_label == BACKGROUND) | (pair.visible < .35)
           | ((pair.mirrored_label == BACKGROUND) & (pair.visible < .6))).astype(np.uint8)
    grown = cv2.dilate(bad & pair.cover, mesh.disk(.04 * w))
    return grown * pair.oval * pair.skin * (1 - pair.features) * (1 - pair.inner)


def background_sliver(pair, result):
    """Area (thousandths of the squared face width) of skin shifted to the source's background, per 10 Lab."""
    w = pair.width
    zone = _far_zone(pair)
    source_skin = pair.plain * pair.source_skin * (pair.visible > .35)

    def local(x, mask):
        return (_blur(x, .006 * w) - mesh.masked_blur(x, mask, .12 * w)) * (mask > 0)[..., None]
    marks = [local(x, m) for x, m in ((result, pair.plain), (pair.target, pair.plain), (pair.source, source_skin))]
    most = 0
    for direction in (pair.background - pair.source_tone, pair.background - pair.target_tone):
        ours, target, source = (v @ (direction / max(np.linalg.norm(direction), 1e-3)) for v in marks)
        near = mesh.disk(.02 * w)
        allowed = np.maximum(cv2.dilate(target, near), cv2.dilate(source, near) * source_skin)
        most = np.maximum(most, ours - np.maximum(allowed, 0) - 2)
    return 1000 * (most * zone).sum() / (10 * w ** 2)


def eye_tint(pair, result):
    """Lab distance of the whites from what lies between both originals, plus half the iris's in lightness."""
    white, iris = sclera_and_iris(result, pair.g, pair.open_eyes)
    total = 0
    if white is not None and pair.source_eyes[0] is not None and pair.target_eyes[0] is not None:
        s, t = pair.source_eyes[0], pair.target_eyes[0]
        total += np.hypot(_outside(white[0], s[0], t[0]), _from_segment(white[1:], s[1:], t[1:]))
    if iris is not None and pair.source_eyes[1] is not None and pair.target_eyes[1] is not None:
        total += .5 * _outside(iris[0], pair.source_eyes[1][0], pair.target_eyes[1][0])
    return total


def _outside(x, a, b):
    return max(min(a, b) - x, x - max(a, b), 0)


def _from_segment(x, a, b):
    d = b - a
    k = np.clip(((x - a) @ d) / max(d @ d, 1e-6), 0, 1)
    return np.linalg.norm(x - a - k * d)


def _fold_depth(pair, image, p):
    """Mean relative depth of dark lines along both nasolabial paths."""
    light = np.ascontiguousarray(image[..., 0])
    k = mesh.disk(.035 * pair.width)
    depth = np.maximum(cv2.morphologyEx(light, cv2.MORPH_CLOSE, k) - light, 0) / np.maximum(light, 5)
    path = np.zeros(pair.shape, np.uint8)
    for line in mesh.FOLDS:
        cv2.polylines(path, [np.int32(p[line, :2])], False, 1, max(1, int(.06 * pair.width)))
    return 100 * depth[(path > 0) & (pair.features == 0)].mean()


def fold(pair, result):
    """Depth of the smile folds, in percent of the local lightness, beyond the target's own."""
    return max(0, _fold_depth(pair, result, pair.g) - _fold_depth(pair, pair.target, pair.t))


def jaw_and_cheek(pair):
    """Masks of the chin with the jaw, and of spots on the cheeks: the target's bare skin."""
    p, w = pair.t, pair.width
    down = p[152, :2] - p[10, :2]
    down /= np.linalg.norm(down)
    ys, xs = np.mgrid[:pair.shape[0], :pair.shape[1]]
    low = (xs * down[0] + ys * down[1] > p[[61, 291], :2].mean(0) @ down)
    area = cv2.erode(pair.oval, mesh.disk(.05 * w)) * pair.skin * (1 - pair.features)
    cheek = np.zeros(pair.shape, np.uint8)
    for q in p[mesh.CHEEKS, :2]:
        cv2.circle(cheek, tuple(int(v) for v in q), max(2, int(.03 * w)), 1, -1)
    return (area > 0) & low, (cheek & area > 0) & ~low


def stubble(pair, result):
    """Chroma that the chin and jaw lack beside the cheeks, beyond what the target's lack (Lab units)."""
    jaw, cheek = jaw_and_cheek(pair)

    def lack(x):
        chroma = np.hypot(x[..., 1], x[..., 2])
        # Means: a median also sees how a blotchy cheek's chroma is spread, which says nothing of the jaw.
        return chroma[cheek].mean() - chroma[jaw].mean()
    return max(0, lack(result) - max(0, lack(pair.target)))


def _level_eyes(pair, x):
    """Lightness with both eyes brought to the level of the skin around, so that their detail counts, not skin tone."""
    light = x[..., 0].copy()
    for ring in mesh.EYES:
        eye = cv2.dilate(mesh.filled(pair.g[ring], pair.shape), mesh.disk(.01 * pair.width))
        around = (cv2.dilate(eye, mesh.disk(.03 * pair.width)) > 0) & (eye == 0)
        if eye.any() and around.any():
            soft = _blur(eye.astype(np.float32), .008 * pair.width)
            light += soft * (light[around].mean() - light[eye > 0].mean())
    return light


def likeness(pair, result, other):
    """Correlation (-1...1) of the locally normalised detail of brows, eyes, nose and mouth, over three scales."""
    w = pair.width
    face = (pair.source_label == SKIN) & (pair.target_label == SKIN) & pair.cover
    face = cv2.erode(face.astype(np.uint8), mesh.disk(.03 * w))
    mask = (pair.inner > 0) & (pair.visible > .3) & (face > 0)
    mask &= mesh.filled(pair.g[mesh.MOUTH_INSIDE], pair.shape) == 0
    for ring in mesh.EYES:  # whether a white is lighter or darker than its lid is the skin's tone, not the person
        eye = mesh.filled(pair.g[ring], pair.shape)
        mask &= (cv2.dilate(eye, mesh.disk(.05 * w)) & (1 - cv2.erode(eye, mesh.disk(.01 * w)))) == 0
    mask, face = mask.astype(np.float32), face.astype(np.float32)
    if mask.sum() < .01 * w * w:
        return 0

    def detail(x, s):
        # Of the face alone: a wide blur would reach the target's hair, or where the stretched source ends.
        light = _level_eyes(pair, x)[..., None]
        d = (mesh.masked_blur(light, face, s * w) - mesh.masked_blur(light, face, 2 * s * w))[..., 0]
        return d / (mesh.masked_blur(np.abs(d)[..., None], mask, .12 * w)[..., 0] + .15)
    scores = []
    for s in (.006, .012, .024):
        a, b = detail(result, s)[mask > 0], detail(other, s)[mask > 0]
        scores.append(np.corrcoef(a, b)[0, 1])
    return np.mean(scores)


def sharpness(pair, result):
    """Fine detail of the inner face relative to lightness, as a ratio to the stretched source's."""
    mask = (pair.inner > 0) & (pair.source_label == SKIN)

    def fine(x):
        light = np.ascontiguousarray(x[..., 0])
        d = np.abs(_blur(light, .6) - _blur(light, 1.5))
        return d[mask].mean() / light[mask].mean()
    return fine(result) / max(fine(pair.source), 1e-6)
