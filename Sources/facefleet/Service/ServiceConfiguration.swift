// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Gateway
internal import Logging
internal import Observability
internal import Provenance
internal import Queue
internal import QueueRedis
internal import Storage
internal import Worker

/// What the service is to be, checked: every setting that makes no sense is told at once.
struct ServiceConfiguration: Sendable {
    var gateway: GatewayConfiguration
    var worker: WorkerConfiguration
    var queue: QueuePolicy
    var store: StorageConfiguration
    var data: String
    /// The queue's server; nil: in the data folder.
    var queueServer: QueueAddress?
    /// The store's bucket; nil: in the data folder.
    var bucket: StoreAddress?
    var role: Role
    var models: String?
    var logLevel: Logger.Level
    var logFormat: LogSetup

    /// Checks settings.
    ///
    /// - Parameters:
    ///   - settings: What was said.
    ///   - role: What the process does.
    ///   - secrets: What was made at the first start, for secrets that nobody says.
    /// - Throws: `CommandFailure` with every setting that is wrong, naming its variable.
    init(_ settings: Settings, role: Role, secrets: ServiceSecrets) throws {
        var check = SettingCheck(settings)
        gateway = check.gateway(secrets)
        worker = check.worker()
        queue = QueuePolicy()
        queue.waitingMax = gateway.waitingMax
        queue.storedBytesMax = check.number(.queueBytes, in: 1 << 28...1 << 50)
        queue.leaseDuration = check.lease()
        queue.unnamedGrace = queue.leaseDuration / 3
        worker.leaseBeat = queue.leaseDuration / 3
        let tenantTasks = check.number(.tenantTasks, in: 0...10_000_000)
        queue.tenantTasksMax = tenantTasks > 0 ? tenantTasks : nil
        store = StorageConfiguration()
        store.quotaBytes = check.number(.storeBytes, in: 1 << 28...1 << 50)
        store.resultLifetime = .seconds(3600 * check.number(.resultHours, in: 1...24 * 365))
        store.inputLifetime = queue.inputRetention
        store.deadLetterLifetime = queue.deadLetterRetention
        data = check.text(.data)
        self.role = role
        queueServer = check.queueServer()
        let durability = check.durability()
        let shardCount = check.queueShards()
        queueServer?.location.shardCount = shardCount
        // Each shard has its own bound; what all hold is only looked at to refuse early.
        gateway.waitingMax *= shardCount
        queueServer?.location.durability = durability
        bucket = check.bucket(lifetimes: store)
        check.checkSharing(role)
        models = settings.text(.models)
        logLevel = check.choice(.logLevel, Logger.Level.allCases, named: \.rawValue) ?? .info
        logFormat = check.choice(.logFormat, LogSetup.allCases, named: \.rawValue) ?? .json
        for problem in gateway.problems { check.refuse(problem) }
        if !check.problems.isEmpty { throw CommandFailure(check.problems) }
    }
}
