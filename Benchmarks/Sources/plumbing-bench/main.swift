// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Gateway
import Logging
import Queue
import QueueSQLite
import ServiceLifecycle
import Storage
import UnixSignals
import Worker

// Usage: plumbing-bench FOLDER [PORT [SLOTS]]
//
// The service as `facefleet serve` composes it, with its engine replaced: a task ends as soon as it is claimed. Serves
// on 127.0.0.1, by default on port 8000 with 2 slots, until it is told to end; whoever measures it is another process.

let arguments = CommandLine.arguments.dropFirst()
guard let folder = arguments.first else {
    print("plumbing-bench FOLDER [PORT [SLOTS]]")
    exit(2)
}
let numbers = arguments.dropFirst().compactMap { Int($0) }
let wall = WallClock { WallTime(milliseconds: Int(Date().timeIntervalSince1970 * 1000)) }
let logger = {
    var logger = Logger(label: "plumbing")
    logger.logLevel = .warning
    return logger
}()

try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
let store = try await SegmentStore.open(folder + "/store")
let queue = try await SQLiteTaskQueue.open(in: folder + "/queue", wall: wall)

var generator = SystemRandomNumberGenerator()
var configuration = GatewayConfiguration(
    secret: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) },
    webhookSecrets: [WebhookSecret(using: &generator)]
)
configuration.port = numbers.first ?? 8000
configuration.adminPort = 0
var gateway = GatewayParts(
    configuration: configuration,
    queue: queue,
    store: store,
    spool: { store.spool() },
    wallClock: wall
)
gateway.logger = logger

var worker = WorkerParts(queue: queue, store: store, wallClock: wall)
worker.logger = logger
var slots = WorkerConfiguration()
slots.slots = numbers.dropFirst().first ?? 2
let stoodIn = try FusionWorker(standIn: { _ in TaskReport() }, parts: worker, configuration: slots)

let services: [any Service] = [
    Housekeeper(gateway), Archivist(gateway), Notifier(gateway), stoodIn,
    GatewayServer(.open, parts: gateway) { logger.warning("listening on port \($0), process \(getpid())") },
]
let group = ServiceGroup(
    configuration: ServiceGroupConfiguration(
        services: services,
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger
    )
)
try await group.run()
await queue.close()
await store.close()
