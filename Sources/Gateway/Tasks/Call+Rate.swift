// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue

extension Call {
    /// Takes one of the tenant's turns, of all gateways together, before anything of the request's body is read.
    ///
    /// - Throws: `rate_limited`.
    func takeTurn() async throws(Problem) {
        guard let limit = parts.configuration.rateLimit, let wait = await wait(limit, cost: 1) else { return }
        let seconds = Int((wait / .seconds(1)).rounded(.up))
        throw Problem(.rateLimited, "the tenant asks too often", limit: limit.description).retrying(
            afterSeconds: seconds
        )
    }

    /// Charges the tenant for more turns than the one that it took, once it is known what was accepted: that stays
    /// accepted, and the tenant's next turn comes later.
    func charge(_ turns: Int) async {
        guard let limit = parts.configuration.rateLimit, turns > 0 else { return }
        _ = await wait(limit.onCredit, cost: turns)
    }

    /// How long the tenant has to wait for a turn; `nil` where it got one.
    private func wait(_ limit: RateLimit, cost: Int) async -> Duration? {
        do throws(TaskQueueError) {
            return try await parts.queue.takeTurn(of: TenantID(tenant), limit, cost: cost)
        } catch {
            // Whoever cannot count does not refuse: enqueueing says so soon enough.
            logger.warning("a request is not counted", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
