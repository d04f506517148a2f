// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The service's settings as flags; what each means is said once, by ``Setting``.
struct SettingFlags: ParsableArguments {
    @Option(help: "File of settings. (default: facefleet.yaml, when it is there)")
    var config: String?

    @Option(help: help(.host)) var host: String?
    @Option(help: help(.port)) var port: String?
    @Option(help: help(.adminHost)) var adminHost: String?
    @Option(help: help(.adminPort)) var adminPort: String?
    @Option(help: help(.data)) var data: String?
    @Option(help: help(.queue)) var queue: String?
    @Option(help: help(.sentinelUser)) var sentinelUser: String?
    @Option(help: help(.sentinelPassword)) var sentinelPassword: String?
    @Option(help: help(.queueShards)) var queueShards: String?
    @Option(help: help(.durability)) var durability: String?
    @Option(help: help(.store)) var store: String?
    @Option(name: .customLong("s3-endpoint"), help: help(.s3Endpoint)) var s3Endpoint: String?
    @Option(name: .customLong("s3-region"), help: help(.s3Region)) var s3Region: String?
    @Option(name: .customLong("s3-style"), help: help(.s3Style)) var s3Style: String?
    @Option(name: .customLong("s3-encryption"), help: help(.s3Encryption)) var s3Encryption: String?
    @Option(help: help(.models)) var models: String?
    @Option(help: help(.slots)) var slots: String?
    @Option(help: help(.pool)) var pool: String?
    @Option(help: help(.classes)) var classes: String?
    @Option(help: help(.lease)) var lease: String?
    @Option(help: help(.memoryBudget)) var memoryBudget: String?
    @Option(help: help(.cacheBytes)) var cacheBytes: String?
    @Option(help: help(.pixelCacheBytes)) var pixelCacheBytes: String?
    @Option(help: help(.cacheSeconds)) var cacheSeconds: String?
    @Option(help: help(.queueCapacity)) var queueCapacity: String?
    @Option(help: help(.queueBytes)) var queueBytes: String?
    @Option(help: help(.storeBytes)) var storeBytes: String?
    @Option(help: help(.resultHours)) var resultHours: String?
    @Option(help: help(.resultLinks)) var resultLinks: String?
    @Option(help: help(.rateLimit)) var rateLimit: String?
    @Option(help: help(.rateBurst)) var rateBurst: String?
    @Option(help: help(.tenantTasks)) var tenantTasks: String?
    @Option(help: help(.uploadBytes)) var uploadBytes: String?
    @Option(help: help(.label)) var label: String?
    @Option(help: help(.markText)) var markText: String?
    @Option(help: help(.contentProducer)) var contentProducer: String?
    @Option(help: help(.allowVIP)) var allowVip: String?
    @Option(help: help(.allowLabelOff)) var allowLabelOff: String?
    @Option(help: help(.webhookSecrets)) var webhookSecrets: String?
    @Option(help: help(.webhookAllow)) var webhookAllow: String?
    @Option(help: help(.secret)) var secret: String?
    @Option(help: help(.drainSeconds)) var drainSeconds: String?
    @Option(help: help(.logLevel)) var logLevel: String?
    @Option(help: help(.logFormat)) var logFormat: String?

    /// What was typed.
    var values: [Setting: String] {
        let all: [(Setting, String?)] = [
            (.host, host), (.port, port), (.adminHost, adminHost), (.adminPort, adminPort), (.data, data),
            (.queue, queue), (.sentinelUser, sentinelUser), (.sentinelPassword, sentinelPassword),
            (.queueShards, queueShards), (.durability, durability), (.pool, pool),
            (.classes, classes), (.lease, lease),
            (.resultLinks, resultLinks), (.rateLimit, rateLimit), (.rateBurst, rateBurst), (.tenantTasks, tenantTasks),
            (.store, store), (.s3Endpoint, s3Endpoint), (.s3Region, s3Region), (.s3Style, s3Style),
            (.s3Encryption, s3Encryption), (.models, models), (.slots, slots), (.memoryBudget, memoryBudget),
            (.cacheBytes, cacheBytes),
            (.pixelCacheBytes, pixelCacheBytes), (.cacheSeconds, cacheSeconds), (.queueCapacity, queueCapacity),
            (.queueBytes, queueBytes), (.storeBytes, storeBytes),
            (.resultHours, resultHours), (.uploadBytes, uploadBytes), (.label, label), (.markText, markText),
            (.contentProducer, contentProducer), (.allowVIP, allowVip), (.allowLabelOff, allowLabelOff),
            (.webhookSecrets, webhookSecrets), (.webhookAllow, webhookAllow), (.secret, secret),
            (.drainSeconds, drainSeconds), (.logLevel, logLevel), (.logFormat, logFormat),
        ]
        return Dictionary(all.compactMap { setting, text in text.map { (setting, $0) } }) { first, _ in first }
    }

    /// Flag, environment, file, default.
    func settings() async throws -> Settings {
        try await Settings(flags: values, file: config, environment: Machine.environment)
    }

    private static func help(_ setting: Setting) -> ArgumentHelp {
        let standard = setting.defaultText.map { $0.isEmpty ? "none" : $0 } ?? "found or made"
        let text = setting.help.prefix(1).uppercased() + setting.help.dropFirst()
        return ArgumentHelp("\(text). (default: \(standard))")
    }
}
