// SPDX-License-Identifier: Apache-2.0

/// What kind of work a task is.
public struct TaskKindLabels: OpenLabels {
    /// The kind, such as `fusion` or `detection`.
    public let kind: String

    /// The labels of a kind.
    public init(_ kind: String) { self.kind = kind }

    /// `kind`.
    public static let labelNames = ["kind"]
    /// The kind.
    public var labelValues: [String] { [kind] }
    /// Every kind beyond the bound.
    public var overflow: TaskKindLabels { TaskKindLabels(overflowLabelValue) }
}
