// SPDX-License-Identifier: Apache-2.0

/// How urgent a task is; classes share a pool by weight, so that none starves.
public enum PriorityClass: Int, CaseIterable, Comparable, Sendable {
    /// Needs an entitlement.
    case vip = 0
    /// What a task is unless it says otherwise.
    case normal = 1
    /// Whatever can wait.
    case bulk = 2

    /// The class's share of a pool in cost units: 16, 4 or 1.
    public var weight: Int {
        switch self {
        case .vip: 16
        case .normal: 4
        case .bulk: 1
        }
    }

    /// The name in the interface.
    public var name: String { "\(self)" }

    /// The more urgent class first, as ties are decided.
    public static func < (left: PriorityClass, right: PriorityClass) -> Bool { left.rawValue < right.rawValue }
}
