// SPDX-License-Identifier: Apache-2.0

/// How long things are kept and how much room they may take.
public struct StorageConfiguration: Sendable {
    /// Most bytes on disk before nothing more is accepted.
    ///
    /// Results and tombstones are stored all the same.
    public var quotaBytes = 64 << 30
    /// Length of a segment file.
    ///
    /// One is being written and one lies ready, so a store takes at least twice this.
    public var segmentBytes = 128 << 20
    /// How long an upload is kept that no record names.
    public var uploadLifetime: Duration = .seconds(3_600)
    /// How long results and final records are kept.
    public var resultLifetime: Duration = .seconds(24 * 3_600)
    /// How long inputs are kept after the end of their task.
    ///
    /// The queue has them removed then; where it forgot, a store that many share does it by itself.
    public var inputLifetime: Duration = .seconds(3_600)
    /// How long a dead letter's inputs and final record are kept after its end, so that it can be run again.
    public var deadLetterLifetime: Duration = .seconds(7 * 24 * 3_600)
    /// How long a tombstone keeps late workers out: longer than any task, dead letters included, may be run again.
    public var tombstoneLifetime: Duration = .seconds(8 * 24 * 3_600)
    /// Largest object handed out as bytes; a larger one is handed out as a part of a file.
    public var bytesInMemoryMax = 1 << 20
    /// Most bytes of one upload that are held in memory before it goes on in a file.
    public var spoolInMemoryMax = 256 << 10
    /// A full segment of which less than this part is live is emptied by copying.
    public var compactionThreshold = 0.25
    /// Threads for reading.
    public var readLanes = 4

    /// The defaults.
    public init() {}

    /// Largest record, in bytes: request and inputs together.
    public static let recordBytesMax = 1 << 30
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
