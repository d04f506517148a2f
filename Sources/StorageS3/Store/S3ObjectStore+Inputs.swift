// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// As much of an accept record as is read at once: most records whole.
    static let beginningByteCount = 1 << 20

    /// An input, or a range of it; whole inputs are checked against their digest.
    public func input(_ id: InputID, range: Range<Int>?) async throws(StorageError) -> ObjectBody {
        let entry = try await beginning(of: id.record)
        let (place, sum) = try entry.bundle.input(id.index)
        let wanted = range ?? 0..<sum.byteCount
        try Self.check(wanted, in: sum.byteCount)
        let bytes: [UInt8]
        switch place {
        case .range(let own):
            bytes = try await self.bytes(
                own.lowerBound + wanted.lowerBound..<own.lowerBound + wanted.upperBound,
                of: entry
            )
        case .upload: bytes = try await get(keys.input(id.record, id.index), wanted)
        }
        guard range != nil || ContentDigest(of: bytes) == sum.digest else {
            throw StorageError(.damaged, "an input is not what was accepted: its digest differs")
        }
        return .bytes(bytes)
    }

    /// Removes the inputs of tasks that ended; what came as uploads is removed by a sweep.
    public func removeInputs(of ids: [ObjectID]) async throws(StorageError) {
        for id in ids {
            recent.forget(id)
            let found = try await client.send(S3Call(.head, keys.key(.accepted, id)))
            guard found.isSuccess, let count = found.objectByteCount, count > 1 else { continue }
            var call = S3Call(.put, keys.key(.accepted, id))
            call.body = S3Body("-")
            _ = try await client.send(call)
        }
    }

    /// Takes back a record whose task was refused; what was erased stays so.
    public func withdraw(_ id: ObjectID) async throws(StorageError) {
        recent.forget(id)
        if try await !isErased(id) { try await client.delete([keys.key(.accepted, id)]) }
    }

    /// The beginning of a record's object, read a moment ago or now.
    ///
    /// - Throws: `notFound`, `erased`, `damaged`.
    func beginning(of id: ObjectID) async throws(StorageError) -> RecentBundles.Entry {
        if let entry = recent.entry(id) { return entry }
        let key = keys.key(.accepted, id)
        var call = S3Call(.get, key)
        call.ask(for: 0..<Self.beginningByteCount)
        let answer = try await client.send(call)
        switch (answer.status, answer.body.count) {
        case (404, _): throw StorageError.missingObject
        // Nothing has no range: stores answer 416, or 200 with nothing.
        case (416, _), (_, 0): throw StorageError.erasedObject
        case (_, 1): throw StorageError.missingObject
        default: return recent.keep(id, try AcceptBundle(reading: answer.body), answer.body)
        }
    }

    /// Some bytes of a record's object.
    func bytes(_ range: Range<Int>, of entry: RecentBundles.Entry) async throws(StorageError) -> [UInt8] {
        if range.upperBound <= entry.bytes.count { return [UInt8](entry.bytes[range]) }
        return try await get(keys.key(.accepted, entry.id), range)
    }

    /// Some bytes of an object.
    func get(_ key: String, _ range: Range<Int>) async throws(StorageError) -> [UInt8] {
        guard !range.isEmpty else { return [] }
        var call = S3Call(.get, key)
        call.ask(for: range)
        let answer = try await client.send(call)
        guard answer.isSuccess else { throw StorageError.missingObject }
        // A store that ignores ranges sends everything.
        let bytes = answer.status == 206 || answer.body.count <= range.count ? answer.body : Array(answer.body[range])
        guard bytes.count == range.count else { throw AcceptBundle.damaged }
        return bytes
    }

    /// - Throws: `rangeInvalid`.
    static func check(_ range: Range<Int>, in byteCount: Int) throws(StorageError) {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else {
            throw StorageError(
                .rangeInvalid,
                "bytes \(range.lowerBound) to \(range.upperBound) are not inside an object of \(byteCount)",
                measured: range.upperBound,
                limit: byteCount
            )
        }
    }
}
