// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// What a fused face must at least be: numbers, not one colour, and another one than before.
///
/// A fault of the engine or of a model must end as an error, never as a picture that looks like success.
enum ResultCheck {
    /// Checks the mesh that the face is laid onto.
    ///
    /// - Throws: `FusionError` with `internal` when a place is not a number.
    static func check(mesh: [SIMD3<Float>]) throws(FusionError) {
        guard mesh.allSatisfy({ $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }) else {
            throw fault("a point of the fused mesh is not a number")
        }
    }

    /// Checks masks and tone.
    ///
    /// - Throws: `FusionError` with `internal` when a value is not a number.
    static func check(plan: borrowing FusionPlan) throws(FusionError) {
        let sums = [
            plan.filling.first.sum(), plan.filling.second.sum(), plan.filling.third.sum(), plan.mask.mask.sum(),
        ]
        guard sums.allSatisfy(\.isFinite) else { throw fault("the fused face's colour is not a number") }
    }

    /// Checks the pixels.
    ///
    /// - Parameters:
    ///   - result: The fused face, `.rgb`.
    ///   - original: The same pixels before; of the same size.
    /// - Throws: `FusionError` with `internal` when nothing changed, or what changed became one colour.
    static func check(_ result: borrowing PixelBuffer, original: borrowing PixelBuffer) throws(FusionError) {
        let (before, after) = (original.bytes, result.bytes)
        precondition(before.count == after.count, "pictures of one size")
        var (low, high) = (SIMD3<UInt8>(repeating: 255), SIMD3<UInt8>(repeating: 0))
        var changed = 0
        for pixel in 0..<result.size.pixelCount {
            let i = 3 * pixel
            let new = SIMD3(after[i], after[i + 1], after[i + 2])
            guard new != SIMD3(before[i], before[i + 1], before[i + 2]) else { continue }
            changed += 1
            low = pointwiseMin(low, new)
            high = pointwiseMax(high, new)
        }
        guard changed > 0 else { throw fault("the fusion changed no pixel of the face") }
        // A few pixels may well be of one colour: a low degree on a face much like the source's.
        guard changed <= flatPixelCountMax || low != high else {
            throw fault("the fusion made \(changed) pixels one colour")
        }
    }

    /// So many changed pixels of one colour are no face: less than the smallest face has.
    private static let flatPixelCountMax = 64

    private static func fault(_ message: String) -> FusionError {
        FusionError(.internalFault, message, image: .target)
    }
}
