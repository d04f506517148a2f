// SPDX-License-Identifier: Apache-2.0

/// Which faces of the target are fused.
public struct FaceChoice: Hashable, Sendable {
    /// By what the faces are chosen.
    public enum Mode: String, Sendable, CaseIterable {
        /// The first in the order.
        case one
        /// Every face.
        case all
        /// The face with this place in the order.
        case index
        /// Several persons onto several faces.
        case map
        /// The face that looks like the source person: needs a recogniser.
        case reference
    }

    /// By what the faces of a picture are ordered.
    public enum Order: String, Sendable, CaseIterable {
        case largeSmall = "large-small"
        case smallLarge = "small-large"
        case leftRight = "left-right"
        case rightLeft = "right-left"
        case topBottom = "top-bottom"
        case bottomTop = "bottom-top"
        case bestWorst = "best-worst"
        case worstBest = "worst-best"
    }

    /// One line of a face map.
    public struct Assignment: Hashable, Sendable {
        /// Place of the person among the sources, from 0.
        public var source: Int
        /// Place of the face in the target's order, from 0.
        public var target: Int

        /// Person `source` goes onto face `target`.
        public init(source: Int, target: Int) {
            self.source = source
            self.target = target
        }
    }

    /// By what the faces are chosen.
    public var mode = Mode.one
    /// What `index` and `map` count along.
    public var order = Order.largeSmall
    /// The face's place, from 0; with mode `index` alone, and then always.
    public var index: Int?
    /// The lines of the map, sorted by target; with mode `map` alone, and then always at least one.
    public var map: [Assignment]?

    /// The dominant face.
    public init() {}
}
