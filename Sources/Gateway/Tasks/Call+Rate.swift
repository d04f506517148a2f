// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue

extension Call {
    /// Takes one of the tenant's turns, of all gateways together, before anything of the request's body is read.
    ///
    /// - Throws: `rate_limited`.
    func takeTurn() async throws(Problem) {
        guard let limit = parts.configuration.rateLimit else { return }
        let wait: Duration?
        do throws(TaskQueueError) {
            wait = try await parts.queue.takeTurn(of: TenantID(tenant), limit)
        } catch {
            // Whoever cannot count does not refuse: enqueueing says so soon enough.
            logger.warning("a request is not counted", metadata: ["error": "\(error)"])
            return
        }
        guard let wait else { return }
        let seconds = Int((wait / .seconds(1)).rounded(.up))
        throw Problem(.rateLimited, "the tenant asks too often", limit: limit.description).retrying(
            afterSeconds: seconds
        )
    }
}
