# SPDX-License-Identifier: Apache-2.0
"""Converts MediaPipe's face models from TFLite to plain float32 ONNX, without TensorFlow.

Usage: tflite_to_onnx.py INPUT.tflite OUTPUT.onnx

- Half-precision and sparse weights become dense float32 constants.
- Inside, four-dimensional tensors are NCHW; inputs and outputs keep TFLite's names and NHWC shapes.
- The result depends on the input alone: the same bytes on every run.
"""

import sys

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

import face_operators
from tflite_tensors import read_constants, tensor_shape

OPSET = 17
IR_VERSION = 8
NCHW = "NCHW"
PLAIN = "as in TFLite"

OPERATOR_NAMES = {v: k for k, v in vars(tflite.BuiltinOperator).items() if isinstance(v, int)}
ACTIVATION = tflite.ActivationFunctionType


class Converter:
    """One conversion: TFLite operators in, ONNX nodes and initialisers out."""

    def __init__(self, data):
        self.model = tflite.Model.GetRootAsModel(data, 0)
        self.graph = self.model.Subgraphs(0)
        self.constants = read_constants(self.model, self.graph)
        self.nodes = []
        self.initializers = []
        self.names = {}  # (tensor index, layout) -> ONNX name
        self.name_count = 0

    # What the operators below are built from.

    def shape(self, index):
        return tensor_shape(self.graph.Tensors(index))

    def fresh_name(self, stem):
        self.name_count += 1
        return f"{stem}_{self.name_count}"

    def constant(self, array):
        """Adds an initialiser and returns its name."""
        name = self.fresh_name("constant")
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def floats(self, *values):
        return self.constant(np.array(values, np.float32))

    def integers(self, *values):
        return self.constant(np.array(values, np.int64))

    def node(self, operator, inputs, **attributes):
        """Adds a node with one output and returns the output's name."""
        output = self.fresh_name(operator.lower())
        self.nodes.append(helper.make_node(operator, inputs, [output], name=self.fresh_name("node"), **attributes))
        return output

    def read(self, index, layout):
        """The ONNX name of a tensor in a layout, transposed once when it exists in the other only."""
        if (index, layout) not in self.names:
            if index in self.constants:
                self.names[index, layout] = self.constant(self.constant_in(index, layout))
            elif len(self.shape(index)) != 4:
                return self.names[index, PLAIN]
            else:
                other = self.names[index, PLAIN if layout == NCHW else NCHW]
                order = [0, 3, 1, 2] if layout == NCHW else [0, 2, 3, 1]
                self.names[index, layout] = self.node("Transpose", [other], perm=order)
        return self.names[index, layout]

    def constant_in(self, index, layout):
        """A constant in a layout; lower ranks are shaped so that they broadcast over channels."""
        array = self.constants[index]
        if layout == PLAIN or array.ndim not in (1, 3, 4):
            return array
        return {
            4: lambda: array.transpose(0, 3, 1, 2),
            3: lambda: array.transpose(2, 0, 1),
            1: lambda: array.reshape(-1, 1, 1),
        }[array.ndim]()

    def write(self, index, name, layout):
        self.names[index, layout] = name

    def activated(self, name, activation):
        if activation == ACTIVATION.NONE:
            return name
        if activation == ACTIVATION.RELU:
            return self.node("Relu", [name])
        if activation == ACTIVATION.RELU6:
            return self.node("Clip", [name, self.constant(np.float32(0)), self.constant(np.float32(6))])
        raise NotImplementedError(f"fused activation {activation}")

    # The conversion.

    def convert(self):
        """The whole model, checked."""
        inputs = [self.declare_input(i) for i in self.graph.InputsAsNumpy().tolist()]
        for place in range(self.graph.OperatorsLength()):
            self.convert_operator(self.graph.Operators(place))
        outputs = [self.declare_output(i) for i in self.graph.OutputsAsNumpy().tolist()]

        used = {name for node in self.nodes for name in node.input}
        initializers = [i for i in self.initializers if i.name in used]
        graph = helper.make_graph(self.nodes, "graph", inputs, outputs, initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="facefleet")
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)
        return model

    def declare_input(self, index):
        name = self.graph.Tensors(index).Name().decode()
        self.write(index, name, PLAIN)
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, self.shape(index))

    def declare_output(self, index):
        name = self.graph.Tensors(index).Name().decode()
        self.nodes.append(
            helper.make_node("Identity", [self.read(index, PLAIN)], [name], name=self.fresh_name("node"))
        )
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, self.shape(index))

    def convert_operator(self, operator):
        code = self.model.OperatorCodes(operator.OpcodeIndex())
        name = OPERATOR_NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        if name == "CUSTOM":
            name = code.CustomCode().decode()
        if name not in OPERATORS:
            raise NotImplementedError(f"operator {name}")
        OPERATORS[name](self, operator, operator.InputsAsNumpy().tolist(), operator.OutputsAsNumpy().tolist())


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
    slopes = converter.constants[inputs[1]].astype(np.float32)
    if slopes.size != slopes.shape[-1]:
        raise NotImplementedError("PRELU with slopes that differ by place")
    operands = [converter.read(inputs[0], NCHW), converter.constant(slopes.reshape(-1, 1, 1))]
    converter.write(outputs[0], converter.node("PRelu", operands), NCHW)


def pad(converter, _, inputs, outputs):
    amounts = converter.constants[inputs[1]].astype(np.int64)[[0, 3, 1, 2]]
    operands = [converter.read(inputs[0], NCHW), converter.constant(amounts.T.reshape(-1))]
    converter.write(outputs[0], converter.node("Pad", operands), NCHW)


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


def main():
    source, destination = sys.argv[1:]
    with open(source, "rb") as file:
        model = Converter(file.read()).convert()
    with open(destination, "wb") as file:
        file.write(model.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
