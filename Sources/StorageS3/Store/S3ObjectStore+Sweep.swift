// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Removes what expired, some pages of it: the next sweep goes on where this one ends.
    ///
    /// Ages are told by the store's clock. Several processes may sweep at once.
    public func sweep() async throws(StorageError) -> SweepReport {
        var report = SweepReport()
        for _ in 0..<Self.pagesPerSweep {
            let place = sweeper.current
            let page = try await client.list(keys.area(place.area), after: place.after)
            var expired: [String] = []
            for object in page.objects where try await isExpired(object, place.area, at: page.secondsSince1970) {
                expired.append(object.key)
            }
            if !expired.isEmpty { try await client.delete(expired) }
            report.expiredObjects += expired.count
            sweeper.advance(from: place, behind: page.isTruncated ? page.objects.last?.key : nil)
        }
        return report
    }

    private func isExpired(_ object: S3Listed, _ area: S3Keys.Area, at now: Int) async throws(StorageError) -> Bool {
        let age = Duration.seconds(now - object.modifiedAt)
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

    /// As many as there are areas: a small bucket is swept whole.
    private static let pagesPerSweep = S3Keys.Area.allCases.count
}
