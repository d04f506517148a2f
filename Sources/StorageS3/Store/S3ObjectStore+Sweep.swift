// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Removes what expired, some pages of it: the next sweep goes on where this one ends.
    ///
    /// Ages are told by the store's clock. Several processes may sweep at once: what one removed, the others pass over.
    public func sweep() async throws(StorageError) -> SweepReport {
        var report = SweepReport()
        for _ in 0..<Self.pagesPerSweep {
            let place = sweeper.current
            let page = try await client.list(keys.area(place.area), after: place.after)
            if place.area == .accepted { report.expiredObjects += try await removeInputs(on: page) }
            let expired = try await expired(page, place.area)
            if !expired.isEmpty { try await client.delete(expired) }
            report.expiredObjects += expired.count
            sweeper.advance(from: place, behind: page.isTruncated ? page.objects.last?.key : nil)
        }
        return report
    }

    private func expired(_ page: S3Page, _ area: S3Keys.Area) async throws(StorageError) -> [String] {
        var expired: [S3Listed] = []
        for object in page.objects where try await isExpired(object, area, at: page.secondsSince1970) {
            expired.append(object)
        }
        if area == .finals { expired = try await withoutInputs(expired) }
        return expired.map(\.key)
    }

    private func isExpired(_ object: S3Listed, _ area: S3Keys.Area, at now: Int) async throws(StorageError) -> Bool {
        let age = object.age(at: now)
        let lifetimes = configuration.lifetimes
        switch area {
        case .uploads, .erasures: return age > lifetimes.uploadLifetime
        case .lists: return age > lifetimes.resultLifetime
        case .results, .finals:
            return age > (object.byteCount == 0 ? lifetimes.tombstoneLifetime : lifetimes.resultLifetime)
        // A task that has not ended keeps its record however long it takes.
        case .accepted: return object.byteCount <= 1 && age > lifetimes.tombstoneLifetime
        case .inputs:
            guard age > lifetimes.uploadLifetime, let id = keys.id(object.key, in: .inputs) else { return false }
            let record = try await client.send(S3Call(.head, keys.key(.accepted, id)))
            return !record.isSuccess || (record.objectByteCount ?? 0) <= 1
        }
    }

    /// Those final records whose tasks have no inputs any more: an accept record with inputs and without a final record
    /// is a task that has not ended, which would be run again.
    private func withoutInputs(_ finals: [S3Listed]) async throws(StorageError) -> [S3Listed] {
        let ids = finals.compactMap { keys.id($0.key, in: .finals) }
        guard let first = ids.first, let last = ids.last else { return finals }
        let records = try await self.ids(in: .accepted, first, last)
        return finals.filter { final in
            let record = keys.id(final.key, in: .finals).flatMap { records[$0] }
            return (record?.byteCount ?? 0) <= 1
        }
    }

    /// Removes the inputs of tasks that ended long enough ago.
    ///
    /// The queue has that done, unless it lost its server meanwhile.
    ///
    /// - Returns: Of how many tasks.
    private func removeInputs(on page: S3Page) async throws(StorageError) -> Int {
        let now = page.secondsSince1970
        let lifetimes = configuration.lifetimes
        let old = page.objects.filter { $0.byteCount > 1 && $0.age(at: now) > lifetimes.inputLifetime }
            .compactMap { keys.id($0.key, in: .accepted) }
        guard let first = old.first, let last = old.last else { return 0 }
        let finals = try await ids(in: .finals, first, last)
        let removed = try await concurrently(old) { id throws(StorageError) in
            guard let age = finals[id]?.age(at: now), age > lifetimes.inputLifetime else { return false }
            if age <= lifetimes.deadLetterLifetime, try await self.isDeadLetter(id) { return false }
            try await self.removeInputs(of: [id])
            return true
        }
        return removed.count { $0 }
    }

    /// As many as there are areas: a small bucket is swept whole.
    private static let pagesPerSweep = S3Keys.Area.allCases.count
}

extension S3Listed {
    /// How long ago it was written.
    fileprivate func age(at now: Int) -> Duration { .seconds(now - modifiedAt) }
}
