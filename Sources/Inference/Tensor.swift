// SPDX-License-Identifier: Apache-2.0

/// Numbers with a shape, the last axis running fastest.
public struct Tensor: Sendable {
    /// The length of each axis.
    public let shape: [Int]
    /// The numbers, as many as the product of ``shape``.
    public var values: [Float]

    /// A tensor over an array, which is shared and not copied.
    ///
    /// - Precondition: `values` holds as many numbers as `shape` asks for.
    public init(shape: [Int], values: [Float]) {
        precondition(values.count == shape.reduce(1, *), "a tensor holds as many values as its shape asks for")
        self.shape = shape
        self.values = values
    }
}

/// The name and shape of one input or output of a model.
public struct TensorDescription: Codable, Hashable, Sendable {
    /// The name inside the model.
    public let name: String
    /// The length of each axis; -1 where any length is taken.
    public let shape: [Int]

    /// A description.
    public init(name: String, shape: [Int]) {
        self.name = name
        self.shape = shape
    }

    /// Whether a tensor of this shape fits.
    public func accepts(_ other: [Int]) -> Bool {
        shape.count == other.count && zip(shape, other).allSatisfy { $1 > 0 && ($0 == $1 || $0 < 0) }
    }
}
