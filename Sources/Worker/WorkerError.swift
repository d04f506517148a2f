// SPDX-License-Identifier: Apache-2.0

/// Why a worker did not begin.
public struct WorkerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence without a full stop, in lower case.
    public let description: String

    static func warmUpFailed(_ error: any Error) -> WorkerError {
        WorkerError(description: "the engine did not fuse the two pictures it is tried with: \(error)")
    }
}
