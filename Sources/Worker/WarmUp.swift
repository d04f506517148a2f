// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import ImageCodecs

extension FusionEngine {
    /// Fuses the two pictures that came with the engine, so that a worker that says it is ready has shown it, and the
    /// first task finds models and memory warm.
    ///
    /// - Throws: What decoding, fusing and encoding throw.
    func warmedUp() throws {
        var photo = try DecodedImage(decoding: warmUp.source)
        let person = SourceIdentity(photos: [try pipeline.photo(&photo)])
        var image = try DecodedImage(decoding: warmUp.target)
        _ = try pipeline.fuse([person], into: &image, options: FusionOptions())
        _ = try image.encoded()
    }
}
