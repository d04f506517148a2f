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

from tflite_operators import NCHW, OPERATORS, PLAIN
from tflite_tensors import read_constants, tensor_shape

OPSET = 17
IR_VERSION = 8

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

    # What the operators are built from.

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


def main():
    source, destination = sys.argv[1:]
    with open(source, "rb") as file:
        model = Converter(file.read()).convert()
    with open(destination, "wb") as file:
        file.write(model.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
