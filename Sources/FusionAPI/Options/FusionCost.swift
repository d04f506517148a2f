// SPDX-License-Identifier: Apache-2.0

/// How much work a fusion is expected to be, before anything is decoded.
///
/// Units: milliseconds of one core, as the mesh engine takes them: 93 for two pictures of 768 by 768, 501 for a target
/// of 24 megapixels. The queue only compares costs, and corrects them by what a task took.
public enum FusionCost {
    /// What a fusion takes beside its pixels.
    static let base = 45
    /// What a search for faces takes beside its pixels.
    static let sourceBase = 10
    /// A megapixel of the target: to decode, search, encode.
    static let targetMegapixel = 17
    /// A megapixel of a source: to decode and search.
    static let sourceMegapixel = 10
    /// Every face to be fused.
    static let face = 30
    /// Every face to be enhanced.
    static let enhancedFace = 100
    /// How many faces a request for all of them is taken for.
    static let facesOfAll = 4

    /// The expected cost; at least ``base``.
    public static func estimate(_ request: FusionRequest) -> Int {
        let sourcePixels = request.sources.joined().reduce(0) { $0 + $1.pixelCount }
        let faces = faceCount(request.options.faces)
        let perFace = face + (request.options.enhancer == nil ? 0 : enhancedFace)
        return base + faces * perFace
            + (request.target.pixelCount * targetMegapixel + sourcePixels * sourceMegapixel) / 1_000_000
    }

    /// The expected cost of a search for faces.
    public static func estimate(_ request: DetectionRequest) -> Int {
        sourceBase + request.image.pixelCount * sourceMegapixel / 1_000_000
    }

    private static func faceCount(_ choice: FaceChoice) -> Int {
        switch choice.mode {
        case .one, .index, .reference: 1
        case .all: facesOfAll
        case .map: choice.map?.count ?? 1
        }
    }
}
