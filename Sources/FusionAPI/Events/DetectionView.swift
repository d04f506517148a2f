// SPDX-License-Identifier: Apache-2.0

/// A search for faces as clients see it.
public struct DetectionView: Hashable, Sendable {
    /// The search's own name.
    public var id: String
    /// Where it is in its life.
    public var status: FusionStatus
    /// Every face, in the order asked for; empty until it succeeded.
    public var faces: [TaskReport.DetectedFace]
    /// Why it failed; `nil` unless it did.
    public var error: Problem?

    /// A search.
    public init(id: String, status: FusionStatus, faces: [TaskReport.DetectedFace], error: Problem?) {
        self.id = id
        self.status = status
        self.faces = faces
        self.error = error
    }

    /// The search as JSON.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", id)
        writer.member("status", status.rawValue)
        writer.array("faces", faces) { found, writer in
            writer.beginObject()
            writer.member("index", found.face.index)
            writer.array("box", found.face.box) { $1.value($0, decimals: 2) }
            writer.member("score", found.face.score, decimals: 4)
            writer.array("landmarks", found.landmarks) { point, writer in
                writer.beginArray()
                for number in point { writer.value(number, decimals: 2) }
                writer.endArray()
            }
            writer.endObject()
        }
        writer.optional("error", error) { $0.write(to: &$1) }
        writer.endObject()
        return writer.bytes
    }
}
