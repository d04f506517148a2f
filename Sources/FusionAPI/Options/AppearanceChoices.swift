// SPDX-License-Identifier: Apache-2.0

/// The enhancer that runs over the fused faces.
public struct EnhancerChoice: Hashable, Sendable {
    /// The model's name.
    public var name: String
    /// 0 (nothing of it) to 100 (all of it).
    public var blend: Int
}

/// How the fused area is bounded.
public struct MaskChoice: Hashable, Sendable {
    /// What bounds it.
    public enum Kind: String, Sendable, CaseIterable {
        case box, occlusion, area, region
    }

    /// All of these at once, each at most once.
    public var types: [Kind]
    /// How soft the edge is, 0 to 100 percent of the engine's greatest.
    public var blur: Int
    /// Top, right, bottom and left, each 0 to 100 percent of the face's side.
    public var padding: [Int]
}

/// How a result is stored.
public struct OutputChoice: Hashable, Sendable {
    /// The formats that are written.
    public enum Format: String, Sendable, CaseIterable {
        case jpeg, png, webp
    }

    /// The format; `nil` is the target's own (HEIC and AVIF: JPEG).
    public var format: Format?
    /// 1 to 100; `nil` is the target's own quantisation, or the encoder's default.
    public var quality: Int?
}
