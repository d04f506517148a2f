// SPDX-License-Identifier: Apache-2.0

/// Why an attempt failed, by the interface's error code.
public struct FailureLabels: OpenLabels {
    /// The code.
    public let code: String

    /// The labels of a code.
    public init(_ code: String) { self.code = code }

    /// `code`.
    public static let labelNames = ["code"]
    /// The code.
    public var labelValues: [String] { [code] }
    /// Every code beyond the bound.
    public var overflow: FailureLabels { FailureLabels(overflowLabelValue) }
}
