// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Objects in append-only segment files of one folder, which one process owns.
///
/// Appends that wait share one sync. Reads go through their own threads. See `FrameHeader` for the layout.
public final class SegmentStore: ObjectStore {
    /// What was found when the store was opened.
    public let recovery: RecoveryReport

    let folder: DataFolder
    let configuration: StorageConfiguration
    let time: StoreTime
    let index: SharedIndex
    let writer: SegmentWriter
    let readers: BlockingLanes
    let housekeeping: BlockingLanes
    /// How long the frame was that was refused last for want of room; 0 once one was written again.
    let refusedBytes: Atomic<Int>

    /// Locks the folder, reads what is there and makes it ready to be written.
    ///
    /// - Parameters:
    ///   - path: The folder; created where it is missing.
    ///   - configuration: Limits and lifetimes.
    ///   - clock: What to ask for the time.
    /// - Returns: The store, ready to be used.
    /// - Throws: `folderLocked`, `folderUnwritable`, `failed`. Damage is no error; see `recovery`.
    public static func open(
        _ path: String,
        configuration: StorageConfiguration = StorageConfiguration(),
        clock: StorageClock = .system
    ) async throws(StorageError) -> SegmentStore {
        let lane = BlockingLanes(label: "facefleet.storage.open", count: 1)
        return try await lane.run { () throws(StorageError) in
            try SegmentStore(path, configuration: configuration, clock: clock)
        }
    }

    private init(_ path: String, configuration: StorageConfiguration, clock: StorageClock) throws(StorageError) {
        let folder = try DataFolder(path)
        let time = StoreTime(clock)
        var recovery = Recovery(folder, time: time, tombstoneLifetime: configuration.tombstoneLifetime)
        try recovery.run()
        let index = SharedIndex(recovery.index)
        var tail = SegmentTail(
            folder: folder,
            index: index,
            segmentBytes: configuration.segmentBytes,
            nextNumber: recovery.nextNumber
        )
        let hasRoom = try Self.prepare(&tail, index: index, folder: folder)
        refusedBytes = Atomic(hasRoom ? 0 : 1)
        self.folder = folder
        self.configuration = configuration
        self.time = time
        self.index = index
        self.recovery = recovery.report
        writer = SegmentWriter(GroupCommit(tail: tail, index: index, quotaBytes: configuration.quotaBytes))
        readers = BlockingLanes(label: "facefleet.storage.read", count: configuration.readLanes)
        housekeeping = BlockingLanes(label: "facefleet.storage.housekeeping", count: 1)
    }

    /// On a full disk the store opens without room for more: what is there can be read, and a sweep may make room.
    ///
    /// - Returns: Whether there is room.
    private static func prepare(
        _ tail: inout SegmentTail,
        index: SharedIndex,
        folder: DataFolder
    ) throws(StorageError) -> Bool {
        do throws(StorageError) {
            try tail.prepare()
            return true
        } catch {
            guard error.code == .storageFull else { throw error }
        }
        _ = try removeEmptySegments(of: index, in: folder)
        do throws(StorageError) {
            try tail.prepare()
            return true
        } catch {
            guard error.code == .storageFull else { throw error }
            return false
        }
    }

    /// Finishes what was begun, and seals the newest segment so that the next start is quick.
    ///
    /// Not closing loses nothing.
    public func close() async {
        await writer.close()
        // Behind what is being done there.
        _ = try? await housekeeping.run { [folder] in folder.unlock() }
    }

    /// What the store takes.
    public func usage() -> StorageUsage {
        index.withLock { index in
            StorageUsage(
                liveBytes: index.segments.values.reduce(0) { $0 + $1.liveBytes },
                diskBytes: index.diskBytes,
                quotaBytes: configuration.quotaBytes,
                segmentCount: index.segments.count,
                poisonedSegmentCount: index.segments.values.count { $0.isPoisoned }
            )
        }
    }

    /// An empty spool for an upload that is about to arrive.
    ///
    /// - Parameter byteCount: How long it is said to be, where that is known; nothing is promised by it.
    /// - Returns: The spool.
    public func spool(expecting byteCount: Int? = nil) -> ContentSpool {
        ContentSpool(
            folder: folder.path,
            lanes: readers,
            inMemoryMax: configuration.spoolInMemoryMax,
            expecting: byteCount
        )
    }

    func expiry(_ lifetime: Duration, from now: Int64) -> Int64 { now + lifetime.milliseconds }
}
