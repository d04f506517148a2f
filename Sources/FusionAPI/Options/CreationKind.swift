// SPDX-License-Identifier: Apache-2.0

/// What a client creates: they are asked for alike, but for their targets.
public enum CreationKind: Sendable {
    /// One fusion into one target.
    case fusion
    /// A fusion into each of several targets.
    case batch

    /// The most targets.
    public var targetCountMax: Int {
        switch self {
        case .fusion: 1
        case .batch: BatchRequest.targetCountMax
        }
    }
}
