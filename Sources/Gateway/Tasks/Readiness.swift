// SPDX-License-Identifier: Apache-2.0

internal import Queue
internal import Storage

extension GatewayParts {
    /// Whether a fusion would succeed now: the process is ready, and queue and store answer within two seconds.
    public func wouldSucceed() async -> Bool {
        guard isReady() else { return false }
        return await withTaskGroup { group in
            group.addTask { await serversAnswer() }
            group.addTask {
                // Canceled once the others have answered.
                try? await clock.sleep(for: Self.patience)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }

    private func serversAnswer() async -> Bool {
        async let counts = try? queue.counts()
        let isStoreThere = (try? await store.check()) != nil
        return await counts != nil && isStoreThere
    }

    private static let patience = Duration.seconds(2)
}
