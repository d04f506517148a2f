// SPDX-License-Identifier: Apache-2.0

public import Logging
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How a process logs; the executable decides once.
public enum LogSetup: String, Sendable, CaseIterable {
    /// One JSON object a line.
    case json
    /// Plain text, for terminals.
    case text

    /// Makes every `Logger` of the process write to standard error, in this format.
    ///
    /// To be called once, before the first logger is made. What waits is written when the process exits, but not when
    /// a signal kills it.
    ///
    /// - Parameter level: The least grave level that is written.
    /// - Returns: Where the lines go, for the number of those dropped.
    @discardableResult
    public func install(level: Logger.Level) -> LogSink {
        let sink = makeSink(descriptor: STDERR_FILENO)
        LoggingSystem.bootstrap(
            { label, provider in handler(label: label, sink: sink, level: level, provider: provider) },
            metadataProvider: LogContext.metadataProvider
        )
        Self.installed.withLock { $0 = sink }
        atexit { LogSetup.installed.withLock { $0 }?.flush(within: .seconds(2)) }
        return sink
    }

    private static let installed = Mutex<LogSink?>(nil)

    private func makeSink(descriptor: Int32) -> LogSink {
        switch self {
        case .json: LogSink(descriptor: descriptor, format: JSONLogFormat.self)
        case .text: LogSink(descriptor: descriptor, format: TextLogFormat.self)
        }
    }

    private func handler(
        label: String,
        sink: LogSink,
        level: Logger.Level,
        provider: Logger.MetadataProvider?
    ) -> any LogHandler {
        switch self {
        case .json: JSONLogHandler(label: label, sink: sink, level: level, metadataProvider: provider)
        case .text: TextLogHandler(label: label, sink: sink, level: level, metadataProvider: provider)
        }
    }
}
