// SPDX-License-Identifier: Apache-2.0

public import Logging

/// One event as a format writes it: metadata of handler, context and event merged.
public struct LogRecord: Sendable {
    /// When it was logged.
    public var time: UnixTime
    /// How grave it is.
    public var level: Logger.Level
    /// Which part of the program speaks.
    public var label: String
    /// What happened.
    public var message: String
    /// The error that goes with it.
    public var error: (any Error)?
    /// Everything else, the ids of task, tenant and request included.
    public var metadata: Logger.Metadata

    /// An event to write.
    public init(time: UnixTime, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata = [:]) {
        self.time = time
        self.level = level
        self.label = label
        self.message = message
        self.metadata = metadata
    }

    /// The fields that name on whose behalf a line was logged, in the order in which they are written.
    static let contextKeys = ["task", "tenant", "request_id"]

    /// The remaining fields in alphabetical order, so that equal events give equal lines.
    var otherFields: [(key: String, value: Logger.MetadataValue)] {
        var fields: [(key: String, value: Logger.MetadataValue)] = []
        fields.reserveCapacity(metadata.count)
        for (key, value) in metadata where !Self.contextKeys.contains(key) { fields.append((key, value)) }
        if fields.count > 1 { fields.sort { $0.key < $1.key } }
        return fields
    }
}
