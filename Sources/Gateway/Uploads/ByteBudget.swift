// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Synchronization

/// The bytes of uploads that are in memory at once, over all requests.
///
/// A request that finds no room is refused at once: holding it back would hold its bytes in the kernel instead.
final class ByteBudget: Sendable {
    /// The most bytes.
    let limit: Int
    private let taken = Mutex(0)

    /// A budget of which nothing is taken.
    init(limit: Int) { self.limit = limit }

    /// Bytes that are taken.
    var takenByteCount: Int { taken.withLock { $0 } }

    /// Takes bytes.
    ///
    /// - Throws: `queue_full` with a time to come back after.
    func take(_ count: Int) throws(Problem) {
        let isTaken = taken.withLock { taken in
            guard taken + count <= limit else { return false }
            taken += count
            return true
        }
        guard isTaken else {
            throw Problem(
                .queueFull,
                "too many uploads are coming in at once",
                measured: "\(takenByteCount + count) bytes",
                limit: "\(limit) bytes"
            )
        }
    }

    /// Gives bytes back.
    func give(_ count: Int) { taken.withLock { $0 -= count } }
}

/// What one request has taken of a ``ByteBudget``; given back when it ends, however it ends.
final class ByteShare: Sendable {
    private let budget: ByteBudget
    private let taken = Mutex(0)

    /// A share of nothing.
    init(of budget: ByteBudget) { self.budget = budget }

    deinit { budget.give(taken.withLock { $0 }) }

    /// Takes more.
    ///
    /// - Throws: `queue_full`.
    func take(_ count: Int) throws(Problem) {
        try budget.take(count)
        taken.withLock { $0 += count }
    }

    /// Gives some back before the end.
    func give(_ count: Int) {
        let given = taken.withLock { taken in
            let given = min(count, taken)
            taken -= given
            return given
        }
        budget.give(given)
    }
}
