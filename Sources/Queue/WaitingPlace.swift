// SPDX-License-Identifier: Apache-2.0

/// What stands before a task that waits.
public struct WaitingPlace: Hashable, Sendable {
    /// Its class.
    public var priority: PriorityClass
    /// Its tenant's tasks of its route and class that wait in front of it.
    public var before: Int
    /// Its tenant's tasks of its route and class that wait in line.
    public var line: Int
    /// Tenants that have tasks of its route and class in line and room to run them.
    public var tenants: Int
    /// Tasks in line, by class, of all routes and tenants.
    public var queued: [PriorityClass: Int]

    /// What stands before a task.
    public init(priority: PriorityClass, before: Int, line: Int, tenants: Int, queued: [PriorityClass: Int]) {
        self.priority = priority
        self.before = before
        self.line = line
        self.tenants = tenants
        self.queued = queued
    }

    /// About how many tasks start before it: exact where all are of one tenant and class.
    ///
    /// Until its turn each other tenant gets as many as its own, and each other class as many as the weights say, as
    /// far as there are any; tenants count as if all had the same weight.
    public var ahead: Int {
        let others = min(max(0, queued[priority, default: 0] - line), max(0, tenants - 1) * (before + 1))
        let ofClass = before + others
        return PriorityClass.allCases.filter { $0 != priority }.reduce(ofClass) { sum, other in
            sum + min(queued[other, default: 0], (ofClass + 1) * other.weight / priority.weight)
        }
    }
}
