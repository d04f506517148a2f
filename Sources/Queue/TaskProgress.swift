// SPDX-License-Identifier: Apache-2.0

/// How far a running task is; kept in memory only.
public struct TaskProgress: Hashable, Sendable {
    /// The stage's name.
    public let stage: String
    /// The share done, 0 to 1.
    public let fraction: Double

    /// A progress.
    public init(stage: String, fraction: Double) {
        self.stage = stage
        self.fraction = fraction
    }
}
