// SPDX-License-Identifier: Apache-2.0

/// A stage of a task, by the name that the task's timings give it.
public struct StageLabels: OpenLabels {
    /// The stage's name; engines have stages of their own.
    public let stage: String

    /// The labels of a stage.
    public init(_ stage: String) { self.stage = stage }

    /// `stage`.
    public static let labelNames = ["stage"]
    /// The stage.
    public var labelValues: [String] { [stage] }
    /// Every stage beyond the bound.
    public var overflow: StageLabels { StageLabels(overflowLabelValue) }
}
