// SPDX-License-Identifier: Apache-2.0

/// Where what belongs to one task lies.
struct TaskEntry: Sendable {
    /// A frame that is gone at a time.
    struct Expiring: Sendable {
        var place: FramePlace
        var expiresAt: Int64
    }

    /// The record, while the inputs are kept.
    var accept: FramePlace?
    /// Where the record was first found; stays when the inputs are removed, so that a repeated accept knows it.
    var position: SegmentPosition?
    /// Uploads that the record names.
    var uploads: [ObjectID] = []
    var result: Expiring?
    var final: Expiring?
    var finalCreatedAt: Int64 = 0
    var tombstone: Expiring?

    /// Where the task is first found: its record or, when its inputs are gone, what is left of it.
    var firstPosition: SegmentPosition? { position ?? final?.place.position ?? result?.place.position }

    var isEmpty: Bool { accept == nil && result == nil && final == nil && tombstone == nil }
}
