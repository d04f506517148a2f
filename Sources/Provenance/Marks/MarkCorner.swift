// SPDX-License-Identifier: Apache-2.0

/// A corner of a picture, upright.
public enum MarkCorner: String, CaseIterable, Sendable {
    case topLeft = "top-left"
    case topRight = "top-right"
    case bottomLeft = "bottom-left"
    case bottomRight = "bottom-right"

    var isLeft: Bool { self == .topLeft || self == .bottomLeft }
    var isTop: Bool { self == .topLeft || self == .topRight }

    /// This corner, then the others: first the one on the same edge, top or bottom.
    var preference: [MarkCorner] {
        switch self {
        case .topLeft: [.topLeft, .topRight, .bottomLeft, .bottomRight]
        case .topRight: [.topRight, .topLeft, .bottomRight, .bottomLeft]
        case .bottomLeft: [.bottomLeft, .bottomRight, .topLeft, .topRight]
        case .bottomRight: [.bottomRight, .bottomLeft, .topRight, .topLeft]
        }
    }
}
