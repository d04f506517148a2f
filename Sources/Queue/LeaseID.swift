// SPDX-License-Identifier: Apache-2.0

/// The right to run one task once: the process's nonce and a counter of that process.
///
/// Compared for equality only. A process draws each one before it asks, so a backend's counter that goes back after
/// a failover cannot repeat one.
public struct LeaseID: Hashable, Sendable, CustomStringConvertible {
    /// `nonce-counter`, 32 hexadecimal digits and a decimal number.
    public let rawValue: String

    /// The lease with a number that this process never used before.
    public init(worker: WorkerID, counter: UInt64) { rawValue = "\(worker)-\(counter)" }

    /// A lease as a backend stored it.
    package init(stored: String) { rawValue = stored }

    /// The text.
    public var description: String { rawValue }
}
