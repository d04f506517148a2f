// SPDX-License-Identifier: Apache-2.0

/// What became of a cancellation.
public enum CancelResult: Hashable, Sendable {
    /// The task has ended.
    case canceled
    /// Its worker will be told; the task ends when it lets go.
    case stopping
}
