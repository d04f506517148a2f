// SPDX-License-Identifier: Apache-2.0

/// Why an attempt failed and whether another makes sense.
public struct TaskFailure: Hashable, Sendable {
    /// The code of the public interface, such as `no_face_detected`.
    public let code: String
    /// Whether and when to try again.
    public let retry: RetryAdvice
    /// The error object, opaque.
    public let error: [UInt8]

    /// A failure.
    public init(code: String, retry: RetryAdvice, error: [UInt8] = []) {
        self.code = code
        self.retry = retry
        self.error = error
    }

    /// What a task gets that ended its process several times, running alone.
    public static let crashed = TaskFailure(code: "crashed", retry: .permanent)
}
