// SPDX-License-Identifier: Apache-2.0

public import Imaging
public import Provenance
public import Queue

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// How much a worker takes on and how it labels; the defaults are the ones shipped.
public struct WorkerConfiguration: Sendable {
    /// How many tasks run at once, each on a thread of its own; by default as many as there are cores.
    public var slots = ProcessInfo.processInfo.activeProcessorCount
    /// The routes that tasks are taken from.
    public var routes: Set<Route> = [.mesh]
    /// The classes of tasks that are taken.
    public var classes = Set(PriorityClass.allCases)
    /// What its operator calls workers like this one, for whoever counts them.
    public var label = "default"
    /// How often all leases are renewed; a third of a lease, so that two beats may fail.
    public var leaseBeat = Duration.seconds(5)
    /// How soon a beat that did not come through is made up for: the leases run on meanwhile.
    public var leaseBeatRetry = Duration.seconds(1)
    /// How long a slot that found nothing waits for the bell before it looks again.
    public var claimIdle = Duration.seconds(2)
    /// How long tasks may go on once the worker is to stop; those that take longer are given back.
    public var drainGrace = Duration.seconds(25)
    /// The memory that pictures in work may take together; see ``MemoryEstimate``.
    public var memoryBudgetBytes = 1 << 30
    /// What is kept of source photos.
    public var sourceCache = CacheLimits()
    /// What is kept of targets.
    public var targetCache = CacheLimits()
    /// What is kept of decoded targets.
    public var pixelCache = CacheLimits(byteCountMax: 8 << 20)
    /// What a picture may measure.
    public var imageLimits = ImageLimits()
    /// Who makes the results, as their labels say.
    public var contentProducer = "facefleet"
    /// What the visible mark looks like.
    public var visibleMark = VisibleMark()
    /// The right to results without a label; `nil`: nobody has it.
    public var labelExemption: LabelExemption?

    /// The defaults.
    public init() {}

    private static let labelBytesMax = 64

    /// What it takes on.
    var pool: WorkerPool { WorkerPool(routes: routes, classes: classes) }

    /// Checks everything.
    ///
    /// - Throws: `WorkerConfigurationError` with every flaw.
    public func validate() throws(WorkerConfigurationError) {
        var flaws: [String] = []
        if !(1...1024).contains(slots) { flaws.append("slots: \(slots), from 1 to 1024") }
        if routes.isEmpty { flaws.append("routes: none, at least 1") }
        if classes.isEmpty { flaws.append("classes: none, at least 1") }
        if !(1...Self.labelBytesMax).contains(label.utf8.count) {
            flaws.append("pool: \(label.utf8.count) bytes, from 1 to \(Self.labelBytesMax)")
        }
        let pauses = [("lease-beat", leaseBeat), ("lease-beat-retry", leaseBeatRetry), ("claim-idle", claimIdle)]
        for (name, duration) in pauses where duration <= .zero {
            flaws.append("\(name): \(duration), more than 0")
        }
        if drainGrace < .zero { flaws.append("drain-grace: \(drainGrace), at least 0") }
        if memoryBudgetBytes < 1 << 20 { flaws.append("memory-budget: \(memoryBudgetBytes) bytes, at least 1048576") }
        let caches = [("source-cache", sourceCache), ("target-cache", targetCache), ("pixel-cache", pixelCache)]
        for (name, limits) in caches {
            if limits.byteCountMax < 0 { flaws.append("\(name): \(limits.byteCountMax) bytes, at least 0") }
            if limits.timeToLive < .zero { flaws.append("\(name)-ttl: \(limits.timeToLive), at least 0") }
        }
        do throws(ProvenanceError) {
            _ = try Labelling(self).labeler(.metadata)
        } catch {
            flaws.append("content-producer: \(error.message)")
        }
        if !flaws.isEmpty { throw WorkerConfigurationError(flaws: flaws) }
    }
}

/// How much a cache keeps and for how long.
public struct CacheLimits: Hashable, Sendable {
    /// The most bytes; 0 keeps nothing.
    public var byteCountMax: Int
    /// How long an entry stays after it was made: what is kept is biometric, and use does not prolong it.
    public var timeToLive = Duration.seconds(600)

    /// The defaults, 16 MB unless said otherwise.
    public init(byteCountMax: Int = 16 << 20) { self.byteCountMax = byteCountMax }
}
