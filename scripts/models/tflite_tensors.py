# SPDX-License-Identifier: Apache-2.0
"""Reading constants out of a TFLite file: data types, and sparse weights made dense."""

import numpy as np
import tflite

NUMPY_TYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT64: np.int64,
    tflite.TensorType.INT8: np.int8,
    tflite.TensorType.UINT8: np.uint8,
}

# The members of the union SparseIndexVector in the TFLite schema.
INDEX_VECTORS = {1: tflite.Int32Vector, 2: tflite.Uint16Vector, 3: tflite.Uint8Vector}


def tensor_shape(tensor):
    """The shape as a list; a scalar has an empty one."""
    return tensor.ShapeAsNumpy().tolist() if tensor.ShapeLength() else []


def read_constants(model, graph):
    """The arrays of all tensors that carry data, by tensor index, in TFLite's own layout."""
    constants = {}
    for index in range(graph.TensorsLength()):
        tensor = graph.Tensors(index)
        buffer = model.Buffers(tensor.Buffer())
        if not buffer.DataLength():
            continue
        values = np.frombuffer(buffer.DataAsNumpy().tobytes(), NUMPY_TYPES[tensor.Type()])
        constants[index] = densified(tensor, values) if tensor.Sparsity() else values.reshape(tensor_shape(tensor))
    return constants


def densified(tensor, values):
    """A sparse tensor as a dense array.

    TFLite stores a sparse tensor as a tree: one level for each entry of the traversal order, a level being either
    dense (a count) or compressed sparse rows (segments and indices). Entries beyond the rank address the inside of
    blocks, whose dimension the block map names.
    """
    sparsity = tensor.Sparsity()
    shape = tensor_shape(tensor)
    order = sparsity.TraversalOrderAsNumpy().tolist()
    block_map = sparsity.BlockMapAsNumpy().tolist() if sparsity.BlockMapLength() else []
    block_size = [1] * len(shape)
    for place, dimension in enumerate(block_map):
        block_size[dimension] = sparsity.DimMetadata(len(shape) + place).DenseSize()

    dense = np.zeros(shape, values.dtype)
    levels = [_level(sparsity.DimMetadata(i)) for i in range(len(order))]
    for coordinates, leaf in _leaves(levels):
        index = [0] * len(shape)
        for dimension, coordinate in zip(order, coordinates):
            if dimension < len(shape):
                index[dimension] += coordinate * block_size[dimension]
            else:
                index[block_map[dimension - len(shape)]] += coordinate
        dense[tuple(index)] = values[leaf]
    return dense


def _level(metadata):
    """One level of the tree: a count when dense, else the pair (segments, indices)."""
    if metadata.Format() == tflite.DimensionType.DENSE:
        return metadata.DenseSize()
    segments = _index_vector(metadata.ArraySegmentsType(), metadata.ArraySegments())
    indices = _index_vector(metadata.ArrayIndicesType(), metadata.ArrayIndices())
    return segments, indices


def _index_vector(kind, table):
    vector = INDEX_VECTORS[kind]()
    vector.Init(table.Bytes, table.Pos)
    return vector.ValuesAsNumpy().tolist()


def _leaves(levels, parent=0, coordinates=()):
    """Every stored value: its coordinate on each level and its place among the values."""
    if not levels:
        yield coordinates, parent
        return
    level, rest = levels[0], levels[1:]
    if isinstance(level, int):
        children = ((parent * level + i, i) for i in range(level))
    else:
        segments, indices = level
        children = ((i, indices[i]) for i in range(segments[parent], segments[parent + 1]))
    for child, coordinate in children:
        yield from _leaves(rest, child, coordinates + (coordinate,))
