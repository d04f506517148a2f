// SPDX-License-Identifier: Apache-2.0

/// What came of keeping a task's end.
public enum FinalKeeping: Hashable, Sendable {
    /// It is kept.
    case first
    /// Another was kept before and stays; its status.
    case existing(status: String)
}
