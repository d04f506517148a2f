// SPDX-License-Identifier: Apache-2.0

/// A frame that is to be written.
struct Append: Sendable {
    let kind: FrameKind
    let id: ObjectID
    /// The body, part by part; the trailer describes it.
    let contents: [Content]
    let trailer: FrameTrailer
    let encodedTrailer: [UInt8]
    /// For a frame copied forward: where the original lies.
    ///
    /// The copy is dropped when the original is gone.
    let original: FramePlace?

    init(kind: FrameKind, id: ObjectID, contents: [Content], trailer: FrameTrailer, original: FramePlace? = nil) {
        self.kind = kind
        self.id = id
        self.contents = contents
        self.trailer = trailer
        self.original = original
        encodedTrailer = trailer.encoded()
    }

    /// Only what starts new work may be refused for want of room; what runs can always settle.
    var isRefusable: Bool { original == nil && (kind == .accept || kind == .upload) }

    var bodyLength: Int { contents.reduce(0) { $0 + $1.sum.byteCount } }

    var frameLength: Int { FrameHeader.frameLength(body: bodyLength, trailer: encodedTrailer.count) }

    /// - Throws: `recordTooLarge`.
    func checkLength() throws(StorageError) {
        let limit = StorageConfiguration.recordBytesMax
        guard bodyLength <= limit else {
            throw StorageError(
                .recordTooLarge,
                "a record of \(bodyLength) bytes is larger than \(limit)",
                measured: bodyLength,
                limit: limit
            )
        }
        guard encodedTrailer.count <= FrameTrailer.byteCountMax else {
            throw StorageError(
                .recordTooLarge,
                "a description of \(encodedTrailer.count) bytes is larger than \(FrameTrailer.byteCountMax)",
                measured: encodedTrailer.count,
                limit: FrameTrailer.byteCountMax
            )
        }
    }
}

/// What became of an append; either way it, or what it found, is durable.
enum AppendOutcome: Sendable {
    /// The frame was written; `freed` has to be overwritten.
    case written(FramePlace, freed: [FramePlace])
    /// There was nothing to write: it is there already, or no longer wanted.
    case existing
}
