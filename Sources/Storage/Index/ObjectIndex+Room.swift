// SPDX-License-Identifier: Apache-2.0

extension ObjectIndex {
    mutating func add(_ place: FramePlace) {
        segments[place.segment]?.liveBytes += place.frameLength
        segments[place.segment]?.liveFrames += 1
    }

    /// Notes that nothing refers to a frame any more.
    mutating func retire(_ place: FramePlace, _ id: ObjectID) {
        segments[place.segment]?.liveBytes -= place.frameLength
        segments[place.segment]?.liveFrames -= 1
        retired[place] = id
    }

    /// Notes that a copy took a frame's place.
    mutating func hold(_ place: FramePlace, _ id: ObjectID) {
        retire(place, id)
        retired[place] = nil
        held[place] = id
    }

    /// Frames that belonged to an object, that nothing refers to and that may still be on the disk.
    func unreachable(of id: ObjectID) -> [FramePlace] {
        (retired.filter { $0.value == id } + held.filter { $0.value == id }).map(\.key)
    }

    /// Notes that frames read as zeros now, and that the removals that asked for it are done.
    mutating func noteDestroyed(_ places: some Sequence<FramePlace>, removals done: [FramePlace: ObjectID] = [:]) {
        for place in places where (retired.removeValue(forKey: place) ?? held.removeValue(forKey: place)) != nil {
            segments[place.segment]?.punchedBytes += place.frameLength - FrameHeader.byteCount
        }
        for (place, id) in done where removals.removeValue(forKey: place) != nil { retire(place, id) }
    }

    /// Forgets a segment whose file is gone.
    mutating func removeSegment(_ number: UInt32) {
        segments[number] = nil
        retired = retired.filter { $0.key.segment != number }
        held = held.filter { $0.key.segment != number }
        removals = removals.filter { $0.key.segment != number }
        if let void = voids.removeValue(forKey: number) { retire(void, ObjectID(tenant: "", name: "")) }
    }

    var diskBytes: Int { segments.values.reduce(0) { $0 + $1.diskBytes } }
}
