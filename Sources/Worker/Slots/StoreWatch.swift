// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// Tells a store that is away from one that fails at a task.
///
/// What nobody can do is no failure of the task: it goes back uncounted, and nothing is claimed until the store
/// answers.
struct StoreWatch: Sendable {
    let store: any ObjectStore

    /// Whether a task ended as it did because the store is away.
    func isToBlame(for outcome: TaskOutcome) async -> Bool {
        guard case .failed(let failure) = outcome, failure.code == ProblemCode.storageFailed.rawValue else {
            return false
        }
        return await isAway()
    }

    /// Whether the store does not answer at all.
    func isAway() async -> Bool {
        do throws(StorageError) {
            try await store.check()
            return false
        } catch {
            return error.code == .unreachable
        }
    }
}
