// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Queue
public import ServiceLifecycle
internal import Storage

/// Puts tasks back into a shared queue that may have lost some: at the start, after its server changed, and now and
/// then, for what a gateway accepted and could not enqueue before it ended.
public struct Reconciler: Service {
    private let parts: GatewayParts

    /// A reconciler.
    public init(_ parts: GatewayParts) { self.parts = parts }

    /// Works until the service ends.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat { await look() } while (try? await parts.clock.sleep(for: Self.interval)) != nil
        }
    }

    /// Reconciles when the queue asks for it and nobody else is at it.
    func look() async {
        do {
            guard let mark = try await parts.queue.takeReconciliation() else { return }
            let restored: Int
            do {
                restored = try await Restorer(parts).run(of: mark) {
                    try await parts.queue.continueReconciliation(mark)
                }
                try await eraseAgain(mark)
                try await parts.queue.completeReconciliation(mark)
            } catch {
                try await parts.queue.abandonReconciliation(mark)
                throw error
            }
            guard restored > 0 else { return }
            parts.logger.notice("tasks restored from the store", metadata: ["count": "\(restored)"])
        } catch {
            parts.logger.warning("queue and store cannot be reconciled yet", metadata: ["error": "\(error)"])
        }
    }

    /// An erasure is for good, whatever the queue forgot, and whoever began it and came no further.
    func eraseAgain(_ mark: ReconciliationMark) async throws {
        let erased = try await parts.store.erasures().compactMap { TaskID($0) }.filter { mark.covers($0) }
        _ = try await concurrently(erased) { id in
            guard let record = try await parts.queue.record(of: id), !record.state.isErased else { return }
            try await parts.store.erase(ObjectID(tenant: record.task.tenant.rawValue, name: id.rawValue))
            _ = try await parts.queue.erase(id)
        }
    }

    private static let interval = Duration.seconds(2)
}
