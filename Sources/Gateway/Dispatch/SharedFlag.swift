// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A flag that is set once, seen by all that hold it.
final class SharedFlag: Sendable {
    private let flag = Atomic(false)

    /// Whether it was set.
    var isSet: Bool { flag.load(ordering: .acquiring) }

    /// Sets it.
    func set() { flag.store(true, ordering: .releasing) }
}
