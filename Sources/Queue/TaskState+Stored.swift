// SPDX-License-Identifier: Apache-2.0

extension TaskState {
    /// What a backend stores in whole numbers.
    package struct Counters: Sendable {
        package var attempts: Int
        package var deliveries: Int
        package var crashesAlone: Int
        package var revision: Int

        package init(attempts: Int, deliveries: Int, crashesAlone: Int, revision: Int) {
            self.attempts = attempts
            self.deliveries = deliveries
            self.crashesAlone = crashesAlone
            self.revision = revision
        }
    }

    /// What a backend stores as one number.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: Int
        package static let suspect = Flags(rawValue: 1)
        package static let started = Flags(rawValue: 2)
        package static let cancelRequested = Flags(rawValue: 4)
        package static let erased = Flags(rawValue: 8)
        package static let deadLetter = Flags(rawValue: 16)

        package init(rawValue: Int) { self.rawValue = rawValue }
    }

    /// Where it is held or waits.
    package struct Hold: Sendable {
        package var lease: Lease?
        package var lastLease: LeaseID?
        package var releaseAt: ShardTime?

        package init(lease: Lease?, lastLease: LeaseID?, releaseAt: ShardTime?) {
            self.lease = lease
            self.lastLease = lastLease
            self.releaseAt = releaseAt
        }
    }

    /// A state as it was stored.
    package init(status: TaskStatus, counters: Counters, flags: Flags, hold: Hold) {
        self.status = status
        attempts = counters.attempts
        deliveries = counters.deliveries
        crashesAlone = counters.crashesAlone
        revision = counters.revision
        isSuspect = flags.contains(.suspect)
        hasStarted = flags.contains(.started)
        isCancelRequested = flags.contains(.cancelRequested)
        isErased = flags.contains(.erased)
        isDeadLetter = flags.contains(.deadLetter)
        lease = hold.lease
        lastLease = hold.lastLease
        releaseAt = hold.releaseAt
    }

    /// The yes and no of it in one number.
    package var flags: Flags {
        var flags: Flags = []
        if isSuspect { flags.insert(.suspect) }
        if hasStarted { flags.insert(.started) }
        if isCancelRequested { flags.insert(.cancelRequested) }
        if isErased { flags.insert(.erased) }
        if isDeadLetter { flags.insert(.deadLetter) }
        return flags
    }
}
