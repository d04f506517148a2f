// SPDX-License-Identifier: Apache-2.0

/// One setting of the service: its name, what it means, and what it is when nobody says.
///
/// The name is the flag's (`--admin-port`), the file's key (`admin-port`) and, in upper case with underscores, the
/// environment variable's (`FACEFLEET_ADMIN_PORT`).
enum Setting: String, CaseIterable, Sendable {
    case host
    case port
    case adminHost = "admin-host"
    case adminPort = "admin-port"
    case data
    case queue
    case sentinelUser = "sentinel-user"
    case sentinelPassword = "sentinel-password"
    case queueShards = "queue-shards"
    case durability
    case store
    case s3Endpoint = "s3-endpoint"
    case s3Region = "s3-region"
    case s3Style = "s3-style"
    case s3Encryption = "s3-encryption"
    case models
    case slots
    case pool
    case classes
    case lease
    case memoryBudget = "memory-budget"
    case cacheBytes = "cache-bytes"
    case pixelCacheBytes = "pixel-cache-bytes"
    case cacheSeconds = "cache-seconds"
    case queueCapacity = "queue-capacity"
    case queueBytes = "queue-bytes"
    case storeBytes = "store-bytes"
    case resultHours = "result-hours"
    case resultLinks = "result-links"
    case uploadBytes = "upload-bytes"
    case rateLimit = "rate-limit"
    case rateBurst = "rate-burst"
    case tenantTasks = "tenant-tasks"
    case label
    case markText = "mark-text"
    case contentProducer = "content-producer"
    case allowVIP = "allow-vip"
    case allowLabelOff = "allow-label-off"
    case webhookSecrets = "webhook-secrets"
    case webhookAllow = "webhook-allow"
    case secret
    case drainSeconds = "drain-seconds"
    case logLevel = "log-level"
    case logFormat = "log-format"

    /// The environment variable.
    var variable: String { "FACEFLEET_" + rawValue.uppercased().split(separator: "-").joined(separator: "_") }

    /// Whether the value is shown to nobody.
    var isSecret: Bool { [.secret, .webhookSecrets, .sentinelPassword].contains(self) }

    /// The value when nobody says; `nil` where it is found out or made.
    var defaultText: String? {
        switch self {
        case .host, .adminHost: "127.0.0.1"
        case .port: "8000"
        case .adminPort: "8001"
        case .data: "data"
        case .queueShards: "1"
        case .durability: "journal"
        case .pool, .sentinelUser: "default"
        case .classes: "vip,normal,bulk"
        case .lease: "15s"
        case .resultLinks, .rateLimit, .tenantTasks: "0"
        case .rateBurst: "10"
        case .queue, .sentinelPassword, .store, .s3Endpoint, .s3Style, .s3Encryption: ""
        case .s3Region: "us-east-1"
        case .models, .secret, .webhookSecrets: nil
        case .slots: String(Machine.coreCount)
        case .memoryBudget: String(1 << 30)
        case .cacheBytes: String(16 << 20)
        case .pixelCacheBytes: String(8 << 20)
        case .cacheSeconds: "600"
        case .queueCapacity: "100000"
        case .queueBytes, .storeBytes: String(64 << 30)
        case .resultHours: "24"
        case .uploadBytes: String(64 << 20)
        case .label: "visible+metadata"
        case .markText: "en"
        case .contentProducer: "facefleet"
        case .allowVIP, .allowLabelOff: "false"
        case .webhookAllow: ""
        case .drainSeconds: "25"
        case .logLevel: "info"
        case .logFormat: "json"
        }
    }

    /// What it means, for `facefleet config` and the documentation.
    var help: String {
        switch self {
        case .host: "address of the public port"
        case .port: "public port; 0 takes a free one"
        case .adminHost: "address of the operators' port"
        case .adminPort: "operators' port; 0 takes a free one"
        case .data: "folder of queue, store and spooled uploads, owned by one process"
        case .queue: "queue for many machines, as redis://:password@host:6379/0; empty: in the data folder"
        case .sentinelUser: "user of the queue's sentinels, where they ask for a password"
        case .sentinelPassword: "password of the queue's sentinels; empty: they ask for none"
        case .queueShards:
            "shards of a queue on a cluster; a tenant has one, and the number is the same for all processes"
        case .durability: "what must have a task before 202, beside the store: memory, journal, replicated, fsync"
        case .store: "store for many machines, as s3://bucket/prefix; empty: in the data folder"
        case .s3Endpoint: "S3 store that is not Amazon's, as https://host:port"
        case .s3Region: "region of the S3 store"
        case .s3Style: "how URLs name the bucket: path, virtual-host; empty: as suits the endpoint"
        case .s3Encryption: "AES256, or aws:kms: and a key's name; empty: what the bucket says"
        case .models: "folder of the models"
        case .slots: "fusions at a time"
        case .pool: "label of this worker's pool, such as spot; for whoever counts workers"
        case .classes: "classes of tasks that this worker takes, by commas"
        case .lease: "how long a task stays with a worker that says nothing, as 15s; the same for all processes"
        case .memoryBudget: "bytes that pictures in work may take"
        case .cacheBytes: "bytes of each of the two caches of analyses"
        case .pixelCacheBytes: "bytes of the cache of decoded targets"
        case .cacheSeconds: "seconds that an analysis or a decoded target is kept"
        case .queueCapacity: "tasks that may wait"
        case .queueBytes: "bytes that the pictures of tasks that have not ended may take, in each shard"
        case .storeBytes: "bytes that the store may take on the disk"
        case .resultHours: "hours that results are kept"
        case .resultLinks:
            "seconds that links to results in the bucket are good, up to 604800; 0: results come from here"
        case .rateLimit: "requests a second that a tenant may create, over all gateways; 0: no limit"
        case .rateBurst: "requests of a tenant that may come at once"
        case .tenantTasks: "tasks of a tenant that may wait or run; 0: no limit"
        case .uploadBytes: "bytes of uploads in memory at once"
        case .label: "label of results: visible+metadata, metadata"
        case .markText: "language of the visible mark: en, zh-Hans, zh-Hant, ja, ko, de, fr, es"
        case .contentProducer: "who makes the results, as their labels say"
        case .allowVIP: "whether requests may ask for the class vip"
        case .allowLabelOff: "whether requests may ask for results without a label"
        case .webhookSecrets: "secrets that webhooks are signed with (whsec_…), the newest first, by commas"
        case .webhookAllow: "private addresses that webhooks may go to, as 10.0.0.0/8, by commas; then also without TLS"
        case .secret: "the service's own secret, 64 hexadecimal digits at least"
        case .drainSeconds: "seconds that running tasks get at the end"
        case .logLevel: "trace, debug, info, notice, warning, error, critical"
        case .logFormat: "json or text"
        }
    }
}
