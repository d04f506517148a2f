// SPDX-License-Identifier: Apache-2.0

internal import Storage
internal import Synchronization

/// The beginnings of accept records that were read last, so that a task's pictures come with one request.
///
/// They are biometric: kept for seconds, and few.
final class RecentBundles: Sendable {
    /// An accept record, or its beginning.
    struct Entry: Sendable {
        let id: ObjectID
        let bundle: AcceptBundle
        let bytes: [UInt8]
        let readAt: Int64
    }

    private static let byteCountMax = 16 << 20
    private static let lifetimeMilliseconds: Int64 = 10_000

    private let entries = Mutex<[Entry]>([])
    private let clock: StorageClock

    init(clock: StorageClock) { self.clock = clock }

    func entry(_ id: ObjectID) -> Entry? {
        let now = clock.steadyMilliseconds()
        return entries.withLock { entries in
            entries.removeAll { now - $0.readAt > Self.lifetimeMilliseconds }
            return entries.last { $0.id == id }
        }
    }

    func keep(_ id: ObjectID, _ bundle: AcceptBundle, _ bytes: [UInt8]) -> Entry {
        let entry = Entry(id: id, bundle: bundle, bytes: bytes, readAt: clock.steadyMilliseconds())
        entries.withLock { entries in
            entries.removeAll { $0.id == id }
            entries.append(entry)
            var total = entries.reduce(0) { $0 + $1.bytes.count }
            while total > Self.byteCountMax, entries.count > 1 { total -= entries.removeFirst().bytes.count }
        }
        return entry
    }

    func forget(_ id: ObjectID) { entries.withLock { $0.removeAll { $0.id == id } } }
}
