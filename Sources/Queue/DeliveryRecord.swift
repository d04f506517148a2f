// SPDX-License-Identifier: Apache-2.0

/// An attempt to tell somebody of a task's end, as it was written down.
public struct DeliveryRecord: Hashable, Sendable {
    /// Counted from 1 within its task.
    public let number: Int
    /// What its writer said of it; the queue does not look into it.
    public let content: [UInt8]

    package init(number: Int, content: [UInt8]) {
        self.number = number
        self.content = content
    }
}
