// SPDX-License-Identifier: Apache-2.0

/// Writes the appends of a group, waits for all of them at once and then lets the index know.
struct GroupCommit: Sendable {
    private struct Written {
        /// Which append of the group.
        let position: Int
        let header: FrameHeader
        let place: FramePlace
    }

    private var tail: SegmentTail
    private let index: SharedIndex
    private let quotaBytes: Int

    init(tail: SegmentTail, index: SharedIndex, quotaBytes: Int) {
        self.tail = tail
        self.index = index
        self.quotaBytes = quotaBytes
    }

    /// What became of each append; where one failed to be written or synced, all of them failed.
    mutating func run(_ appends: [Append]) -> [Result<AppendOutcome, StorageError>] {
        var results = [Result<AppendOutcome, StorageError>](repeating: .success(.existing), count: appends.count)
        let written: [Written]
        do throws(StorageError) {
            written = try write(appends, &results)
            // Nothing written: nothing to wait for, since what an append found in the index is durable.
            if !written.isEmpty { try tail.sync() }
        } catch {
            tail.poison()
            return results.map { result in if case .failure = result { result } else { .failure(error) } }
        }
        tail.finishGroup()
        for frame in written {
            let trailer = appends[frame.position].trailer
            let freed = index.withLock { $0.apply(frame.header, at: frame.place, trailer) }
            results[frame.position] = .success(.written(frame.place, freed: freed))
        }
        return results
    }

    mutating func close() { tail.close() }

    /// Writes what is to be written; a failure that concerns one append alone is put into `results`.
    private mutating func write(
        _ appends: [Append],
        _ results: inout [Result<AppendOutcome, StorageError>]
    ) throws(StorageError) -> [Written] {
        var admission = Admission(index: index, quotaBytes: quotaBytes)
        var written: [Written] = []
        for (position, append) in appends.enumerated() {
            do throws(StorageError) {
                guard try admission.isWanted(append) else { continue }
                try tail.reserve(append)
            } catch {
                results[position] = .failure(error)
                continue
            }
            admission.note(append)
            let (header, place) = try tail.write(append)
            written.append(Written(position: position, header: header, place: place))
        }
        return written
    }
}
