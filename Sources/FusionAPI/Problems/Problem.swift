// SPDX-License-Identifier: Apache-2.0

/// Why a request was refused or a task failed, as clients are told.
///
/// Source: RFC 9457, with the members `code`, `retryable`, `image`, `measured`, `limit` and `errors` added.
public struct Problem: Error, Hashable, Sendable {
    /// The media type of an answer that is a problem.
    public static let mediaType = "application/problem+json"

    /// The picture to blame.
    public enum Image: String, Sendable, CaseIterable {
        case source, target
    }

    /// The public name of the failure.
    public var code: ProblemCode
    /// The status of the answer: its code's, unless HTTP has a closer one.
    public var status: Int
    /// One sentence without a full stop: what went wrong this time.
    public var detail: String
    /// The resource or the request, a path; `nil` when it is not known.
    public var instance: String?
    /// The picture to blame; `nil` where none is.
    public var image: Image?
    /// What was measured, with its unit, where a limit was passed.
    public var measured: String?
    /// The limit that was passed, with its unit.
    public var limit: String?
    /// Every bad field at once.
    public var errors: [FieldError] = []
    /// When to try again, in whole seconds: the `Retry-After` field.
    public var retryAfterSeconds: Int?

    /// A problem; `measured` and `limit` go together.
    public init(
        _ code: ProblemCode,
        _ detail: String,
        image: Image? = nil,
        measured: String? = nil,
        limit: String? = nil
    ) {
        self.code = code
        status = code.status
        self.detail = detail
        self.image = image
        self.measured = measured
        self.limit = limit
        retryAfterSeconds = code.hasRetryAfter ? 1 : nil
    }

    /// `invalid_options` with every bad field.
    public init(invalidOptions errors: [FieldError]) {
        precondition(!errors.isEmpty, "a refusal names at least one field")
        let names = errors.prefix(3).map(\.field).joined(separator: ", ")
        let more = errors.count > 3 ? " and \(errors.count - 3) more" : ""
        self.init(.invalidOptions, "not valid: \(names)\(more)")
        self.errors = errors
    }

    /// The same problem, to be tried again after this time.
    ///
    /// - Parameter seconds: At least 1.
    /// - Returns: The problem with its `Retry-After`.
    public func retrying(afterSeconds seconds: Int) -> Problem {
        var problem = self
        problem.retryAfterSeconds = max(seconds, 1)
        return problem
    }

    /// The same problem of this picture.
    public func blaming(_ image: Image) -> Problem {
        var problem = self
        problem.image = image
        return problem
    }

    /// The same problem of this resource.
    public func at(_ instance: String) -> Problem {
        var problem = self
        problem.instance = instance
        return problem
    }
}
