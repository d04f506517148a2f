// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import NIOPosix
internal import Queue
internal import QueueRedis
internal import QueueSQLite
internal import Storage
internal import StorageS3

/// The store as a role uses it, whichever it is.
struct OpenedStore: Sendable {
    let objects: any ObjectStore
    let spool: @Sendable () -> ContentSpool
    let close: @Sendable () async -> Void

    /// Opens the store in the bucket or in the data folder.
    static func open(_ configuration: ServiceConfiguration, _ logger: Logger) async throws -> OpenedStore {
        guard let bucket = configuration.bucket else { return try await embedded(configuration, logger) }
        let store = try await bucket.open(logger)
        logger.info("store", metadata: ["place": "\(bucket.location)"])
        let path = Path.join(configuration.data, "spool")
        let folder = SpoolFolder(path, inMemoryMax: configuration.store.spoolInMemoryMax)
        // A worker takes no uploads and needs no folder.
        if configuration.role.hasGateway {
            try OutputFile.prepareFolder(path, create: true)
            do throws(StorageError) { try folder.check() } catch {
                throw Problem(.storageFailed, error.message, file: path)
            }
        }
        return OpenedStore(objects: store, spool: { folder.spool() }, close: { await store.close() })
    }

    private static func embedded(
        _ configuration: ServiceConfiguration,
        _ logger: Logger
    ) async throws(Problem) -> OpenedStore {
        do throws(StorageError) {
            let path = Path.join(configuration.data, "store")
            let store = try await SegmentStore.open(path, configuration: configuration.store)
            for damage in store.recovery.damages {
                logger.warning("a part of the store is damaged", metadata: ["damage": "\(damage)"])
            }
            return OpenedStore(objects: store, spool: { store.spool() }, close: { await store.close() })
        } catch {
            throw Problem(.storageFailed, error.message, file: configuration.data)
        }
    }
}

/// The queue as a role uses it, whichever it is.
struct OpenedQueue: Sendable {
    let tasks: any TaskQueue
    let close: @Sendable () async -> Void

    /// Opens the queue on its server or in the data folder.
    static func open(_ configuration: ServiceConfiguration, _ logger: Logger) async throws(Problem) -> OpenedQueue {
        guard let server = configuration.queueServer else { return try await embedded(configuration, logger) }
        do throws(TaskQueueError) {
            var location = server.location
            location.hearing = configuration.role.hasGateway ? .changes : .stops
            let (policy, group) = (configuration.queue, MultiThreadedEventLoopGroup.singleton)
            guard location.shardCount > 1 else {
                let queue = try await RedisTaskQueue.open(at: location, policy: policy, on: group)
                return OpenedQueue(tasks: queue, close: { await queue.close() })
            }
            let queue = try await ShardedTaskQueue.open(at: location, policy: policy, on: group)
            return OpenedQueue(tasks: queue, close: { await queue.close() })
        } catch {
            throw Problem(.queueUnavailable, "\(error)", file: Setting.queue.variable)
        }
    }

    private static func embedded(
        _ configuration: ServiceConfiguration,
        _ logger: Logger
    ) async throws(Problem) -> OpenedQueue {
        do throws(TaskQueueError) {
            let path = Path.join(configuration.data, "queue")
            let queue = try await SQLiteTaskQueue.open(in: path, policy: configuration.queue, wall: .system)
            if let damaged = queue.recovery.damagedPath {
                logger.error(
                    "the queue's database was damaged; its tasks come back from the store",
                    metadata: ["moved_to": "\(damaged)"]
                )
            }
            if queue.recovery.crashedTasks > 0 {
                logger.warning(
                    "tasks ran when the process ended; each runs again, alone",
                    metadata: ["count": "\(queue.recovery.crashedTasks)"]
                )
            }
            return OpenedQueue(tasks: queue, close: { await queue.close() })
        } catch {
            throw Problem(.storageFailed, "\(error)", file: configuration.data)
        }
    }
}
