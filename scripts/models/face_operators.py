# SPDX-License-Identifier: Apache-2.0
"""MediaPipe's three custom operators (version 2), expressed with standard ONNX operators.

The attention mesh uses them to look at the eyes and lips again: it fits a box to a few landmarks, cuts that box out
of a feature map, and carries the landmarks found in it back.
"""

import numpy as np
from flatbuffers import flexbuffers

NCHW = "NCHW"
PLAIN = "as in TFLite"


def settings_of(operator):
    return flexbuffers.Loads(operator.CustomOptionsAsNumpy().tobytes())


def landmarks_to_matrix(converter, operator, inputs, outputs):
    """Landmarks [1, n, 3] to the matrix [1, 4, 4] that takes pixels of the cut-out to pixels of the feature map.

    The box stands on the line between two landmarks, encloses a subset of them, and is scaled to the cut-out's size.
    """
    settings = settings_of(operator)
    node, integers = converter.node, converter.integers
    landmarks = node("Squeeze", [converter.read(inputs[0], PLAIN), integers(0)])
    points = node("Slice", [landmarks, integers(0), integers(2), integers(1)])
    transposed = _rotation_transposed(converter, settings, points)
    rotation = node("Transpose", [transposed], perm=[1, 0])

    subset = node("Gather", [points, integers(*settings["subset_idxs"])], axis=0)
    upright = node("MatMul", [subset, transposed])
    highest = node("ReduceMax", [upright], axes=[0], keepdims=1)
    lowest = node("ReduceMin", [upright], axes=[0], keepdims=1)
    middle = node("Mul", [node("Add", [highest, lowest]), converter.floats(0.5)])
    center = node("MatMul", [middle, rotation])

    width, height = settings["output_width"], settings["output_height"]
    scale = converter.floats(settings["scale_x"] / width, settings["scale_y"] / height)
    linear = node("Mul", [transposed, node("Mul", [node("Sub", [highest, lowest]), scale])])
    shift = node("MatMul", [linear, converter.floats(-width / 2, -height / 2)])
    translation = node("Add", [center, node("Reshape", [shift, integers(1, 2)])])

    no_depth = converter.constant(np.zeros((2, 1), np.float32))
    top = node("Concat", [linear, no_depth, node("Transpose", [translation], perm=[1, 0])], axis=1)
    bottom = converter.constant(np.array([[0, 0, 1, 0], [0, 0, 0, 1]], np.float32))
    converter.write(outputs[0], node("Unsqueeze", [node("Concat", [top, bottom], axis=0), integers(0)]), PLAIN)


def _rotation_transposed(converter, settings, points):
    """The transposed rotation that turns the line between two landmarks to the target angle, [2, 2]."""
    node, integers = converter.node, converter.integers
    left = node("Gather", [points, integers(settings["left_rotation_idx"])], axis=0)
    right = node("Gather", [points, integers(settings["right_rotation_idx"])], axis=0)
    line = node("Sub", [right, left])
    direction = node("Div", [line, node("ReduceL2", [line], axes=[1], keepdims=1)])
    cosine = node("Slice", [direction, integers(0), integers(1), integers(1)])
    sine = node("Slice", [direction, integers(1), integers(2), integers(1)])

    # The angle is target - atan2(sine, cosine); the difference formulas need no inverse tangent.
    target_cosine = converter.floats(np.cos(settings["target_rotation_radians"]))
    target_sine = converter.floats(np.sin(settings["target_rotation_radians"]))
    c = node("Add", [node("Mul", [target_cosine, cosine]), node("Mul", [target_sine, sine])])
    s = node("Sub", [node("Mul", [target_sine, cosine]), node("Mul", [target_cosine, sine])])
    rows = [node("Concat", [c, s], axis=1), node("Concat", [node("Neg", [s]), c], axis=1)]
    return node("Concat", rows, axis=0)


def _planar_matrix(converter, index):
    """A matrix [1, 4, 4] without its depth, transposed to [3, 2]: points [n, 3] with a 1 multiply it from the left."""
    node, integers = converter.node, converter.integers
    matrix = node("Squeeze", [converter.read(index, PLAIN), integers(0)])
    columns = node("Gather", [matrix, integers(0, 1, 3)], axis=1)
    rows = node("Slice", [columns, integers(0), integers(2), integers(0)])
    return node("Transpose", [rows], perm=[1, 0])


def transform_tensor(converter, operator, inputs, outputs):
    """Cuts a box out of a feature map, with bilinear interpolation and zeros outside."""
    settings = settings_of(operator)
    height, width = settings["output_height"], settings["output_width"]
    _, map_height, map_width, _ = converter.shape(inputs[0])
    rows, columns = np.mgrid[:height, :width] + 0.5
    centers = np.stack([columns, rows, np.ones_like(rows)], -1).reshape(-1, 3).astype(np.float32)

    pixels = converter.node("MatMul", [converter.constant(centers), _planar_matrix(converter, inputs[1])])
    scaled = converter.node("Mul", [pixels, converter.floats(2 / map_width, 2 / map_height)])
    normalized = converter.node("Sub", [scaled, converter.constant(np.float32(1))])
    grid = converter.node("Reshape", [normalized, converter.integers(1, height, width, 2)])
    operands = [converter.read(inputs[0], NCHW), grid]
    attributes = {"mode": "bilinear", "padding_mode": "zeros", "align_corners": 0}
    converter.write(outputs[0], converter.node("GridSample", operands, **attributes), NCHW)


def transform_landmarks(converter, _, inputs, outputs):
    """Carries landmarks [1, n, 2 or 3] through a matrix; a depth stays as it is."""
    count, dimensions = converter.shape(inputs[0])[1:]
    node, integers = converter.node, converter.integers
    landmarks = node("Squeeze", [converter.read(inputs[0], PLAIN), integers(0)])
    points = node("Slice", [landmarks, integers(0), integers(2), integers(1)])
    homogeneous = node("Concat", [points, converter.constant(np.ones((count, 1), np.float32))], axis=1)
    result = node("MatMul", [homogeneous, _planar_matrix(converter, inputs[1])])
    if dimensions == 3:
        depth = node("Slice", [landmarks, integers(2), integers(3), integers(1)])
        result = node("Concat", [result, depth], axis=1)
    converter.write(outputs[0], node("Unsqueeze", [result, integers(0)]), PLAIN)
