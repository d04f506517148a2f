// SPDX-License-Identifier: Apache-2.0

import Queue

/// A call that waits for its turn in a transaction, and for the commit before its answer.
struct Operation: Sendable {
    /// Does it; the answer is given when the transaction is committed.
    ///
    /// Runs again when a neighbour spoilt the transaction.
    let attempt: @Sendable (QueueCore) throws -> @Sendable () -> Void
    /// Answers that it could not be written.
    let fail: @Sendable (TaskQueueError) -> Void
}
