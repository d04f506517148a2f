// SPDX-License-Identifier: Apache-2.0

/// What an autoscaler goes by: the same from every gateway, since all of it comes from the queue they share.
public struct ScaleSignals: Hashable, Sendable {
    /// Processes of workers, by the label that their operator gave them.
    public var workers: [String: Int] = [:]
    /// How many tasks they run at once, all together.
    public var slots = 0
    /// How many workers like those that are there the load asks for.
    public var desiredWorkers = 0
    /// Tasks accepted a second, over the last half minute.
    public var arrivalRate = 0.0
    /// Tasks that ended a second, over the last half minute.
    public var drainRate = 0.0
}
