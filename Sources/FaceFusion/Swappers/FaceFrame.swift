// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// A window onto a picture at some scale: what landmarks and planes of one face refer to.
struct FaceFrame {
    /// The part of the picture.
    let region: PixelRegion
    /// Pixels of the window: the region's, shrunk.
    let size: PixelSize
    /// The mesh in the window's pixels; `z` is scaled too.
    let points: [SIMD3<Float>]
    /// Width of the face in the window's pixels.
    let faceWidth: Float

    /// The window of a region, shrunk by `scale` (at most 1).
    init(region: PixelRegion, scale: Float, landmarks: [SIMD3<Float>]) {
        self.region = region
        if scale < 1 {
            size = PixelSize(
                width: max(1, Int((Float(region.width) * scale).rounded())),
                height: max(1, Int((Float(region.height) * scale).rounded()))
            )
        } else {
            size = region.size
        }
        let sx = Float(size.width) / Float(max(region.width, 1))
        let sy = Float(size.height) / Float(max(region.height, 1))
        let (x, y) = (Float(region.x), Float(region.y))
        points = landmarks.map {
            SIMD3(($0.x - x + 0.5) * sx - 0.5, ($0.y - y + 0.5) * sy - 0.5, $0.z * (sx + sy) / 2)
        }
        faceWidth = points.faceWidth
    }

    /// The same mesh points moved elsewhere, in the window's pixels.
    func map(_ landmarks: [SIMD3<Float>]) -> [SIMD3<Float>] {
        let sx = Float(size.width) / Float(max(region.width, 1))
        let sy = Float(size.height) / Float(max(region.height, 1))
        let (x, y) = (Float(region.x), Float(region.y))
        return landmarks.map {
            SIMD3(($0.x - x + 0.5) * sx - 0.5, ($0.y - y + 0.5) * sy - 0.5, $0.z * (sx + sy) / 2)
        }
    }

    /// The region around a face with `margin` face widths on each side, inside the picture.
    static func region(around landmarks: [SIMD3<Float>], margin: Float, in picture: PixelSize) -> PixelRegion {
        let pad = margin * landmarks.faceWidth
        var low = SIMD2<Float>(repeating: .greatestFiniteMagnitude)
        var high = -low
        for point in landmarks.prefix(468) {
            low = pointwiseMin(low, point.xy)
            high = pointwiseMax(high, point.xy)
        }
        let whole = picture.bounds
        guard low.x - pad < Float(whole.width), low.y - pad < Float(whole.height), high.x + pad > 0, high.y + pad > 0
        else { return PixelRegion(x: 0, y: 0, width: 0, height: 0) }
        let x = Int((low.x - pad).rounded(.down).clamped(to: 0...Float(whole.width)))
        let y = Int((low.y - pad).rounded(.down).clamped(to: 0...Float(whole.height)))
        let maxX = Int((high.x + pad).rounded(.up).clamped(to: 0...Float(whole.width)))
        let maxY = Int((high.y + pad).rounded(.up).clamped(to: 0...Float(whole.height)))
        return PixelRegion(x: x, y: y, width: max(0, maxX - x), height: max(0, maxY - y))
    }
}

extension [SIMD3<Float>] {
    /// Distance of the cheek edges, or three quarters of the face's height where the head is turned.
    var faceWidth: Float {
        Swift.max(
            distance(MeshPoint.rightCheekEdge, MeshPoint.leftCheekEdge),
            0.75 * distance(MeshPoint.foreheadTop, MeshPoint.chin)
        )
    }
}
