# SPDX-License-Identifier: Apache-2.0
"""How each TFLite operator is written in ONNX.

Every function takes the converter, the operator, and the indices of its input and output tensors.
"""

import numpy as np
import tflite

import face_operators
from face_operators import NCHW, PLAIN


def options(operator, kind):
    """An operator's options, read as the given table of the schema."""
    table = operator.BuiltinOptions()
    result = kind()
    result.Init(table.Bytes, table.Pos)
    return result


def layout_for(converter, index):
    return NCHW if len(converter.shape(index)) == 4 else PLAIN


def padding(size, kernel, stride, dilation, kind):
    """Pixels added before and after one axis; TFLite's SAME puts the odd one after."""
    if kind == tflite.Padding.VALID:
        return 0, 0
    steps = -(-size // stride)
    total = max((steps - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


# Operators on constants only.


def dequantize(converter, _, inputs, outputs):
    converter.constants[outputs[0]] = converter.constants[inputs[0]].astype(np.float32)


def densify(converter, _, inputs, outputs):
    converter.constants[outputs[0]] = converter.constants[inputs[0]]


# Operators that work in NCHW.


def convolution(depthwise):
    def convert(converter, operator, inputs, outputs):
        settings = options(operator, tflite.DepthwiseConv2DOptions if depthwise else tflite.Conv2DOptions)
        weights = converter.constants[inputs[1]].astype(np.float32)
        _, height, width, channels = converter.shape(inputs[0])
        _, kernel_height, kernel_width, weight_channels = weights.shape
        rows = padding(
            height, kernel_height, settings.StrideH(), settings.DilationHFactor(), settings.Padding()
        )
        columns = padding(width, kernel_width, settings.StrideW(), settings.DilationWFactor(), settings.Padding())
        weights = weights.transpose((3, 0, 1, 2) if depthwise else (0, 3, 1, 2))
        operands = [converter.read(inputs[0], NCHW), converter.constant(weights)]
        if len(inputs) > 2 and inputs[2] >= 0:
            operands.append(converter.constant(converter.constants[inputs[2]].astype(np.float32)))
        result = converter.node(
            "Conv",
            operands,
            kernel_shape=[kernel_height, kernel_width],
            strides=[settings.StrideH(), settings.StrideW()],
            dilations=[settings.DilationHFactor(), settings.DilationWFactor()],
            pads=[rows[0], columns[0], rows[1], columns[1]],
            group=channels if depthwise else channels // weight_channels,
        )
        converter.write(outputs[0], converter.activated(result, settings.FusedActivationFunction()), NCHW)

    return convert


def pooling(kind):
    def convert(converter, operator, inputs, outputs):
        settings = options(operator, tflite.Pool2DOptions)
        _, height, width, _ = converter.shape(inputs[0])
        rows = padding(height, settings.FilterHeight(), settings.StrideH(), 1, settings.Padding())
        columns = padding(width, settings.FilterWidth(), settings.StrideW(), 1, settings.Padding())
        result = converter.node(
            kind,
            [converter.read(inputs[0], NCHW)],
            kernel_shape=[settings.FilterHeight(), settings.FilterWidth()],
            strides=[settings.StrideH(), settings.StrideW()],
            pads=[rows[0], columns[0], rows[1], columns[1]],
        )
        converter.write(outputs[0], converter.activated(result, settings.FusedActivationFunction()), NCHW)

    return convert


def binary(kind, options_kind):
    def convert(converter, operator, inputs, outputs):
        layout = layout_for(converter, outputs[0])
        result = converter.node(kind, [converter.read(i, layout) for i in inputs])
        activation = options(operator, options_kind).FusedActivationFunction()
        converter.write(outputs[0], converter.activated(result, activation), layout)

    return convert


def unary(kind):
    def convert(converter, _, inputs, outputs):
        layout = layout_for(converter, outputs[0])
        converter.write(outputs[0], converter.node(kind, [converter.read(inputs[0], layout)]), layout)

    return convert


def parametric_relu(converter, _, inputs, outputs):
    """As `x + (1 - s) relu(-x)`, both factors as depthwise convolutions.

    ONNX Runtime keeps convolutions in a blocked layout that its PRelu cannot read: converting there and back took
    half of the face mesh's time. It takes the ReLU and the sum into the convolutions.
    """
    slopes = converter.constants[inputs[1]].astype(np.float32)
    if slopes.size != slopes.shape[-1]:
        raise NotImplementedError("PRELU with slopes that differ by place")
    value = converter.read(inputs[0], NCHW)
    negative = converter.node("Relu", [channel_scale(converter, value, np.full(slopes.size, -1, np.float32))])
    bend = channel_scale(converter, negative, 1 - slopes.reshape(-1))
    converter.write(outputs[0], converter.node("Add", [bend, value]), NCHW)


def channel_scale(converter, value, factors):
    """Every channel of an NCHW tensor times a number of its own."""
    weights = converter.constant(factors.reshape(-1, 1, 1, 1))
    return converter.node("Conv", [value, weights], kernel_shape=[1, 1], group=factors.size)


def pad(converter, _, inputs, outputs):
    amounts = converter.constants[inputs[1]].astype(np.int64)[[0, 3, 1, 2]]
    value = converter.read(inputs[0], NCHW)
    if amounts.sum() == amounts[1, 1]:
        result = added_channels(converter, value, converter.shape(inputs[0])[3], amounts[1, 1])
    else:
        result = converter.node("Pad", [value, converter.constant(amounts.T.reshape(-1))])
    converter.write(outputs[0], result, NCHW)


def added_channels(converter, value, count, added):
    """An NCHW tensor with channels of zeros behind its own, as a convolution: it keeps the blocked layout too."""
    weights = converter.constant(np.eye(count + added, count, dtype=np.float32)[:, :, None, None])
    return converter.node("Conv", [value, weights], kernel_shape=[1, 1])


def resize_bilinear(converter, operator, inputs, outputs):
    settings = options(operator, tflite.ResizeBilinearOptions)
    mode = "asymmetric"
    if settings.AlignCorners():
        mode = "align_corners"
    elif settings.HalfPixelCenters():
        mode = "half_pixel"
    height, width = converter.constants[inputs[1]].tolist()
    size = converter.integers(1, converter.shape(inputs[0])[3], height, width)
    operands = [converter.read(inputs[0], NCHW), "", "", size]
    result = converter.node("Resize", operands, mode="linear", coordinate_transformation_mode=mode)
    converter.write(outputs[0], result, NCHW)


def depth_to_space(converter, operator, inputs, outputs):
    size = options(operator, tflite.DepthToSpaceOptions).BlockSize()
    operands = [converter.read(inputs[0], NCHW)]
    converter.write(outputs[0], converter.node("DepthToSpace", operands, blocksize=size, mode="DCR"), NCHW)


# Operators that depend on the order of the axes.


def reshape(converter, _, inputs, outputs):
    shape = converter.integers(*converter.shape(outputs[0]))
    converter.write(outputs[0], converter.node("Reshape", [converter.read(inputs[0], PLAIN), shape]), PLAIN)


def concatenation(converter, operator, inputs, outputs):
    settings = options(operator, tflite.ConcatenationOptions)
    result = converter.node("Concat", [converter.read(i, PLAIN) for i in inputs], axis=settings.Axis())
    converter.write(outputs[0], converter.activated(result, settings.FusedActivationFunction()), PLAIN)


def strided_slice(converter, operator, inputs, outputs):
    settings = options(operator, tflite.StridedSliceOptions)
    if settings.EllipsisMask() or settings.NewAxisMask() or settings.ShrinkAxisMask():
        raise NotImplementedError("STRIDED_SLICE that changes the rank")
    begin, end, strides = (converter.constants[i].astype(np.int64).copy() for i in inputs[1:4])
    shape = converter.shape(inputs[0])
    for axis in range(len(begin)):
        if settings.BeginMask() >> axis & 1:
            begin[axis] = 0
        if settings.EndMask() >> axis & 1:
            end[axis] = shape[axis]
    axes = np.arange(len(begin), dtype=np.int64)
    operands = [converter.constant(a) for a in (begin, end, axes, strides)]
    converter.write(outputs[0], converter.node("Slice", [converter.read(inputs[0], PLAIN), *operands]), PLAIN)


OPERATORS = {
    "DEQUANTIZE": dequantize,
    "DENSIFY": densify,
    "CONV_2D": convolution(depthwise=False),
    "DEPTHWISE_CONV_2D": convolution(depthwise=True),
    "MAX_POOL_2D": pooling("MaxPool"),
    "AVERAGE_POOL_2D": pooling("AveragePool"),
    "ADD": binary("Add", tflite.AddOptions),
    "MUL": binary("Mul", tflite.MulOptions),
    "RELU": unary("Relu"),
    "LOGISTIC": unary("Sigmoid"),
    "HARD_SWISH": unary("HardSwish"),
    "PRELU": parametric_relu,
    "PAD": pad,
    "RESIZE_BILINEAR": resize_bilinear,
    "DEPTH_TO_SPACE": depth_to_space,
    "RESHAPE": reshape,
    "CONCATENATION": concatenation,
    "STRIDED_SLICE": strided_slice,
    "Landmarks2TransformMatrix": face_operators.landmarks_to_matrix,
    "TransformTensorBilinear": face_operators.transform_tensor,
    "TransformLandmarks": face_operators.transform_landmarks,
}
