// SPDX-License-Identifier: Apache-2.0

/// What became of an enqueueing.
public enum EnqueueResult: Hashable, Sendable {
    /// The task waits now.
    case enqueued
    /// The same task with the same body was there already.
    case existing(TaskStatus)
}
