// SPDX-License-Identifier: Apache-2.0

public import Logging

/// On whose behalf the current task works: every line logged meanwhile carries it.
///
/// ```swift
/// try await LogContext.$current.withValue(LogContext(task: id)) { … }
/// ```
///
/// It follows structured concurrency; a plain thread begins without one.
public struct LogContext: Sendable, Equatable {
    /// The fusion task being worked on, as the API names it.
    public var task: String?
    /// Whose task or request it is.
    public var tenant: String?
    /// The request being answered, as in the header `X-Request-Id`.
    public var requestID: String?
    /// The trace that the request belongs to.
    public var trace: TraceParent?

    /// The context of the current Swift task.
    @TaskLocal public static var current = LogContext()

    /// A context; what is not known stays out of the lines.
    public init(
        task: String? = nil,
        tenant: String? = nil,
        requestID: String? = nil,
        trace: TraceParent? = nil
    ) {
        self.task = task
        self.tenant = tenant
        self.requestID = requestID
        self.trace = trace
    }

    /// The context as fields: `task`, `tenant`, `request_id`, `trace_id`.
    public var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        if let task { metadata["task"] = .string(task) }
        if let tenant { metadata["tenant"] = .string(tenant) }
        if let requestID { metadata["request_id"] = .string(requestID) }
        if let trace { metadata["trace_id"] = .string(trace.traceIDText) }
        return metadata
    }

    /// Gives each line the context of the task that logs it.
    public static let metadataProvider = Logger.MetadataProvider { current.metadata }
}
