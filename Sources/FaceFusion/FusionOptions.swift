// SPDX-License-Identifier: Apache-2.0

/// Whose eyes the fused face has.
public enum EyeOrigin: String, Sendable, CaseIterable {
    case source, target
}

/// By what the faces of a picture are ordered.
public enum FaceOrder: String, Sendable, CaseIterable {
    case largeSmall = "large-small"
    case smallLarge = "small-large"
    case leftRight = "left-right"
    case rightLeft = "right-left"
    case topBottom = "top-bottom"
    case bottomTop = "bottom-top"
    case bestWorst = "best-worst"
    case worstBest = "worst-best"
}

/// Which faces of the target are fused.
public enum FaceSelection: Hashable, Sendable {
    /// The first in the order.
    case one
    /// Every face, at most ``FusionPipeline/fusedFaceCountMax``.
    case all
    /// The face with this place in the order, from 0.
    case index(Int)
    /// Source person `source` goes onto the face at place `target`; both from 0.
    case map([FaceAssignment])
}

/// One line of a face map.
public struct FaceAssignment: Hashable, Sendable {
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

/// How a face is fused.
public struct FusionOptions: Hashable, Sendable {
    /// 0 (the target as it was) to 1 (the engine's full strength): geometry and texture are blended in between.
    public var fusionDegree: Float = 1
    /// Whose eyes.
    public var eyes: EyeOrigin = .source
    /// Which faces.
    public var faces: FaceSelection = .one
    /// What `index` and `map` count along.
    public var order: FaceOrder = .largeSmall

    /// The defaults.
    public init() {}

    /// Faces that cannot matter are not looked for.
    var search: FaceSearch { faces == .one && order == .largeSmall ? .dominant : .all }
}
