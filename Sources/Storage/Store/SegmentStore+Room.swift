// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension SegmentStore {
    /// Whether new work has room: nothing was refused for want of it, or what was refused would fit by now.
    public var hasRoom: Bool {
        let refused = refusedBytes.load(ordering: .relaxed)
        guard refused > 0 else { return true }
        let usedBytes = index.withLock { $0.diskBytes }
        // A frame that is longer than segments are gets one of its own.
        let needed = max(refused, configuration.segmentBytes)
        return usedBytes + refused <= configuration.quotaBytes && folder.freeBytes >= needed
    }

    /// Writes new work, and notes whether there was room for it.
    func appendNew(_ append: Append) async throws(StorageError) -> AppendOutcome {
        do throws(StorageError) {
            let outcome = try await writer.append(append)
            // What was there before needed no room.
            if case .written = outcome { refusedBytes.store(0, ordering: .relaxed) }
            return outcome
        } catch {
            if error.code == .storageFull { refusedBytes.store(append.frameLength, ordering: .relaxed) }
            throw error
        }
    }
}
