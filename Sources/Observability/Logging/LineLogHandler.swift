// SPDX-License-Identifier: Apache-2.0

public import Logging

/// Writes each event as one line of a ``LogSink``.
public struct LineLogHandler<Format: LogLineFormat>: LogHandler {
    /// The least grave level that is written.
    public var logLevel: Logger.Level
    /// Fields of every line.
    public var metadata: Logger.Metadata = [:]
    /// Fields that depend on who logs; usually ``LogContext/metadataProvider``.
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let sink: LogSink
    private let now: @Sendable () -> UnixTime

    /// A handler for one label.
    ///
    /// - Parameters:
    ///   - label: Which part of the program speaks.
    ///   - sink: Where lines go.
    ///   - level: The least grave level that is written.
    ///   - metadataProvider: Fields that depend on who logs.
    ///   - now: The wall clock.
    public init(
        label: String,
        sink: LogSink,
        level: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = LogContext.metadataProvider,
        now: @escaping @Sendable () -> UnixTime = UnixTime.now
    ) {
        self.label = label
        self.sink = sink
        self.logLevel = level
        self.metadataProvider = metadataProvider
        self.now = now
    }

    /// A field of every line.
    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an event; one that is critical has left the process when this returns, if its reader keeps up.
    public func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        var record = LogRecord(
            time: now(),
            level: event.level,
            label: label,
            message: event.message.description,
            metadata: fields
        )
        record.error = event.error
        sink.accept(Format.line(of: record))
        if event.level == .critical { _ = sink.flush(within: .seconds(1)) }
    }
}

/// Writes JSON lines, for machines.
public typealias JSONLogHandler = LineLogHandler<JSONLogFormat>

/// Writes plain text, for terminals.
public typealias TextLogHandler = LineLogHandler<TextLogFormat>
