# SPDX-License-Identifier: Apache-2.0
"""Each metric must rise with the defect it is named after, and stay down without it. Run: python -m unittest."""
import json
import os
import unittest

import cv2
import numpy as np

import mesh
from compare import BASELINE, FACES, faces
from pair import SKIN, Pair
from weaknesses import jaw_and_cheek, measure


class Weaknesses(unittest.TestCase):
    """Defects drawn into the untouched target, which has none."""

    @classmethod
    def setUpClass(cls):
        with open(BASELINE) as file:
            cls.baseline = json.load(file)
        folder = os.environ.get("FACES", FACES)
        cls.known = faces(folder, cls.baseline["landmarks"])
        cls.pair = Pair(cls.known["p2"], cls.known["p4"])
        cls.image = cls.known["p4"].image
        cls.plain = measure(cls.pair, cls.image)
        cls.p = cls.known["p4"].landmarks[:, :2]
        cls.width = mesh.face_width(cls.known["p4"].landmarks)

    def rises(self, metric, image, least, pair=None):
        """Asserts that `metric` grows by at least `least`."""
        before, after = self.plain, measure(pair or self.pair, image)
        if pair:
            before = measure(pair, self.image)
        self.assertGreater(after[metric], before[metric] + least, (before[metric], after[metric]))

    def mixed(self, mask, colour, amount=1.):
        """The target with a colour (or a change, when `colour` is a function) where `mask` (0...1) is."""
        m = mask.astype(np.float32)[..., None] * amount
        base = self.image.astype(np.float32)
        new = colour(base) if callable(colour) else np.float32(colour)
        return np.clip(base * (1 - m) + new * m, 0, 255).astype(np.uint8)

    def soft(self, mask, sigma):
        """A mask with a soft edge."""
        return cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma)

    def test_untouched_target_has_no_weakness(self):
        for metric in ("seam", "forehead band", "dark streak", "background sliver", "fold", "stubble"):
            self.assertLessEqual(self.plain[metric], .35, metric)

    def test_untouched_target_is_like_itself_and_not_like_the_source(self):
        geometry = Pair(self.known["p2"], self.known["p4"], degree=0)
        numbers = measure(geometry, self.image)
        self.assertGreater(numbers["target likeness"], .97)
        self.assertLess(numbers["source likeness"], .7)

    def test_hard_edge_raises_the_seam_and_a_soft_one_does_not(self):
        oval = cv2.erode(mesh.filled(self.p[mesh.OVAL], self.image.shape[:2]), mesh.disk(.04 * self.width))
        hard, soft = (self.mixed(m, lambda x: x * .85) for m in (oval, self.soft(oval, .08 * self.width)))
        self.rises("seam", hard, 2)
        self.assertLess(measure(self.pair, soft)["seam"], .3 * measure(self.pair, hard)["seam"])

    def test_brighter_forehead_raises_the_band(self):
        brow, top = self.p[mesh.BROW_TOP, 1].min() - .06 * self.width, self.p[10, 1] + .03 * self.width
        stripe = np.zeros(self.image.shape[:2])
        stripe[int(top):int((top + brow) / 2), int(self.p[103, 0]):int(self.p[332, 0])] = 1
        self.rises("forehead band", self.mixed(self.soft(stripe, 3), lambda x: x * .88), 2)

    def streak(self, shade):
        mask = np.zeros(self.image.shape[:2], np.uint8)
        a, b = (tuple(int(v) for v in self.p[i]) for i in (123, 215))
        cv2.line(mask, a, b, 1, int(.03 * self.width))
        return self.mixed(self.soft(mask, 1.5), lambda x: x * shade)

    def test_dark_line_on_the_cheek_raises_the_streak_with_its_depth(self):
        self.rises("dark streak", self.streak(.6), 1)
        deep, faint = (measure(self.pair, self.streak(v))["dark streak"] for v in (.5, .8))
        self.assertGreater(deep, 1.5 * faint)

    def test_bright_line_is_no_dark_streak(self):
        after = measure(self.pair, self.streak(1.15))["dark streak"]
        self.assertLess(after, self.plain["dark streak"] + .35)

    def test_source_background_at_the_hidden_edge_raises_the_sliver(self):
        pair = Pair(self.known["p8"], self.known["p4"])
        mask = np.zeros(self.image.shape[:2], np.uint8)
        a, b = (tuple(int(v) for v in self.p[i]) for i in (352, 435))
        cv2.line(mask, a, b, 1, int(.05 * self.width))
        mask = self.soft(mask, 1.5)
        colour = np.median(self.known["p8"].image[self.known["p8"].labels == 0], 0)
        self.rises("background sliver", self.mixed(mask, colour, .6), 1, pair)
        self.rises("background sliver", self.mixed(mask, (235, 235, 250), .5), 1, pair)

    def test_tinted_or_brighter_or_darker_eyes_raise_the_tint(self):
        eyes = np.zeros(self.image.shape[:2], np.uint8)
        for ring in mesh.EYES:
            eyes |= mesh.filled(self.pair.expected[ring], eyes.shape)
        self.rises("eye tint", self.mixed(eyes, (255, 200, 120), .4), 3)
        self.rises("eye tint", self.mixed(eyes, (255, 255, 255), .6), 3)
        self.rises("eye tint", self.mixed(eyes, (0, 0, 0), .6), 3)

    def test_drawn_folds_raise_the_fold(self):
        mask = np.zeros(self.image.shape[:2], np.uint8)
        for line in mesh.FOLDS:
            cv2.polylines(mask, [np.int32(self.pair.expected[line, :2])], False, 1, int(.02 * self.width))
        self.rises("fold", self.mixed(self.soft(mask, 1.5), lambda x: x * .7), 2)

    def test_gray_chin_raises_the_stubble(self):
        chin = mesh.hull(self.p[[172, 150, 152, 379, 397, 287, 57]], self.image.shape[:2])
        self.rises("stubble", self.mixed(chin, lambda x: x.mean(-1, keepdims=True).repeat(3, -1), .5), 2)

    def pasted(self, pair, image, picture):
        """A picture with the pair's crop replaced by one in Lab."""
        rgb = np.clip(np.round(cv2.cvtColor(picture, cv2.COLOR_LAB2RGB) * 255), 0, 255).astype(np.uint8)
        out = image.copy()
        out[pair.low[1]:pair.high[1], pair.low[0]:pair.high[0]] = rgb
        return out

    def test_even_cheeks_are_no_stubble(self):
        for target in ("p6", "p7", "p8"):
            pair = Pair(self.known["p2"], self.known[target])
            self.assertEqual(pair.scale, 1)
            _, cheek = jaw_and_cheek(pair)
            even = pair.target.copy()
            chroma = np.hypot(even[..., 1], even[..., 2])[cheek]
            even[cheek, 1:] *= (chroma.mean() / chroma)[:, None]
            numbers = measure(pair, self.pasted(pair, self.known[target].image, even))
            self.assertLess(numbers["stubble"], .1, target)

    def test_the_whole_source_under_the_target_s_hair_is_wholly_like_it(self):
        for source, target in (("p4", "p7"), ("p8", "p6"), ("p3", "p2")):
            pair = Pair(self.known[source], self.known[target])
            self.assertEqual(pair.scale, 1)
            face = (pair.source_label == SKIN) & (pair.target_label == SKIN) & pair.cover
            picture = np.where(face[..., None], pair.source, pair.target)
            numbers = measure(pair, self.pasted(pair, self.known[target].image, picture))
            self.assertGreater(numbers["source likeness"], .99, (source, target))

    def test_noise_and_blur_stay_within_the_tolerance(self):
        noise = np.random.default_rng(7).normal(0, 1, self.image.shape)
        noisy = np.clip(np.round(self.image + noise), 0, 255).astype(np.uint8)
        for other in (noisy, cv2.GaussianBlur(self.image, (0, 0), .5)):
            numbers = measure(self.pair, other)
            for metric in ("seam", "forehead band", "dark streak", "background sliver", "fold", "stubble"):
                self.assertLess(numbers[metric], self.plain[metric] + .3, metric)

    def test_blur_lowers_the_sharpness(self):
        blurred = cv2.GaussianBlur(self.image, (0, 0), 1.5)
        self.assertLess(measure(self.pair, blurred)["sharpness"], .8 * self.plain["sharpness"])


if __name__ == "__main__":
    unittest.main()
