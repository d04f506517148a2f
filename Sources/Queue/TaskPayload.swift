// SPDX-License-Identifier: Apache-2.0

/// What a task consists of, opaque to the queue.
public struct TaskPayload: Hashable, Sendable {
    /// The request: small, never parsed here, dropped when the task ends.
    public package(set) var request: [UInt8]
    /// The name of the accept record in the object store.
    public package(set) var record: String
    /// What the accept record takes in the store; counts against the bound in bytes.
    public let storedBytes: Int
    /// The body's identity: the same task id with another digest is refused.
    public let digest: [UInt8]
    /// Where to tell of the end, opaque; `nil`: nowhere.
    ///
    /// Copied into the outbox.
    public let webhook: [UInt8]?

    /// The most bytes a request may have.
    public static let requestBytesMax = 65_536

    /// A payload; see the properties.
    public init(request: [UInt8], record: String, storedBytes: Int, digest: [UInt8], webhook: [UInt8]? = nil) {
        self.request = request
        self.record = record
        self.storedBytes = storedBytes
        self.digest = digest
        self.webhook = webhook
    }
}
