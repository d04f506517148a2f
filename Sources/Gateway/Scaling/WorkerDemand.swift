// SPDX-License-Identifier: Apache-2.0

/// How many workers a load asks for: enough slots for what arrives, and for what waits to be done within a while, none
/// of them busier than leaves room for bursts.
struct WorkerDemand {
    /// Within how many seconds what waits is to be done.
    static let drainSeconds = 30.0
    /// The share of their time that slots are to be busy; beyond it waits grow fast.
    static let utilization = 0.8
    /// What a task takes before one was seen, in seconds.
    static let taskSecondsUnknown = 0.25
    /// How many slots a worker has before one was seen.
    static let slotsUnknown = 1.0

    /// Tasks a second.
    var arrivalRate: Double
    /// Tasks that wait, also for their next attempt.
    var waiting: Int
    /// Tasks that run.
    var running: Int
    /// What a task takes a slot, in seconds.
    var taskSeconds = taskSecondsUnknown
    /// How many slots a worker has.
    var slotsPerWorker = slotsUnknown

    /// Workers; none only where nothing arrives, waits or runs.
    var workers: Int {
        let slots = (arrivalRate + Double(waiting) / Self.drainSeconds) * taskSeconds / Self.utilization
        let workers = Int((slots / max(slotsPerWorker, 1)).rounded(.up))
        return waiting + running > 0 ? max(workers, 1) : workers
    }
}
