// SPDX-License-Identifier: Apache-2.0

/// What happens in the gateway, for whoever counts it.
public struct GatewayObserver: Sendable {
    /// A request was answered: its route's pattern, method, status and time.
    public var responded: @Sendable (_ route: String, _ method: String, _ status: Int, _ time: Duration) -> Void = {
        _,
        _,
        _,
        _ in
    }
    /// A task was accepted.
    public var accepted: @Sendable () -> Void = {}
    /// A task ended; the status as clients see it.
    public var ended: @Sendable (_ status: String) -> Void = { _ in }
    /// A webhook was posted, or could not be.
    public var delivered: @Sendable (_ succeeded: Bool) -> Void = { _ in }

    /// Nobody watches.
    public init() {}
}
