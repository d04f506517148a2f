// SPDX-License-Identifier: Apache-2.0

/// How a task's run ended and what it really cost.
public struct Settlement: Hashable, Sendable {
    /// The outcome.
    public let outcome: TaskOutcome
    /// The measured work, which corrects the tenant's share; `nil`: as estimated.
    public let actualCost: Cost?

    /// A settlement.
    public init(_ outcome: TaskOutcome, actualCost: Cost? = nil) {
        self.outcome = outcome
        self.actualCost = actualCost
    }
}
