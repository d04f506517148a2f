// SPDX-License-Identifier: Apache-2.0

public import FusionAPI
public import Logging
public import Queue
public import Storage

/// What the gateway's routes and services work with.
public struct GatewayParts: Sendable {
    /// What is allowed.
    public var configuration: GatewayConfiguration
    /// The index of the tasks.
    public var queue: any TaskQueue
    /// The truth.
    public var store: any ObjectStore
    /// Opens a spool for an upload that is about to arrive.
    public var spool: @Sendable () -> ContentSpool
    /// Forgets what workers keep in memory of these pictures: SHA-256 in hexadecimal digits.
    public var forget: @Sendable (_ tenant: String, _ digests: [String]) -> Void
    /// The models that are loaded.
    public var models: @Sendable () -> [ModelListing]
    /// Whether this process could do its part of a fusion now.
    public var isReady: @Sendable () -> Bool
    /// The metrics in Prometheus' text format.
    public var metrics: @Sendable () async -> String
    /// What is counted.
    public var observer: GatewayObserver
    /// The wall clock.
    public var wallClock: WallClock
    /// What waits are measured with.
    public var clock: any Clock<Duration>
    /// Where the log goes.
    public var logger: Logger

    /// Bytes of uploads that are in memory now.
    public var uploadByteCount: Int { uploads.takenByteCount }

    let traffic = TrafficMeter()
    let fill = QueueFill()
    let scale = ScaleMeter()
    let uploads: ByteBudget

    /// The parts; what does not matter to a test has a default.
    public init(
        configuration: GatewayConfiguration,
        queue: any TaskQueue,
        store: any ObjectStore,
        spool: @escaping @Sendable () -> ContentSpool,
        wallClock: WallClock
    ) {
        self.configuration = configuration
        self.queue = queue
        self.store = store
        self.spool = spool
        self.wallClock = wallClock
        forget = { _, _ in }
        models = { [] }
        isReady = { true }
        metrics = { "" }
        observer = GatewayObserver()
        clock = ContinuousClock()
        logger = Logger(label: "gateway")
        uploads = ByteBudget(limit: configuration.uploadByteCountMax)
    }

    /// Now.
    var now: Timestamp { Timestamp(milliseconds: Int64(wallClock.now.milliseconds)) }
}

extension GatewayParts: CustomStringConvertible {
    /// Short, because services that hold the parts are printed whole by those who run them.
    public var description: String { "gateway at \(configuration)" }
}
