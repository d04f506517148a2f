// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport

/// Sizes at which loops of eight and of sixteen, rings of rows and borders behave differently.
let oddSizes: [PixelSize] = [
    PixelSize(width: 1, height: 1), PixelSize(width: 1, height: 7), PixelSize(width: 9, height: 1),
    PixelSize(width: 2, height: 2), PixelSize(width: 3, height: 5), PixelSize(width: 8, height: 8),
    PixelSize(width: 17, height: 9), PixelSize(width: 35, height: 33),
]

/// Widths one below, at and one above whole vectors of eight, in few rows.
let vectorSizes: [PixelSize] = [1, 7, 8, 9, 15, 16, 17, 25].map { PixelSize(width: $0, height: $0 % 4 + 1) }

/// What may lie outside an image.
let borders: [BorderMode] = [.constant(0), .constant(77), .replicate, .reflect, .reflect101]

/// A smooth picture: differences between neighbours stay small, so that small shifts change little.
func smooth(_ size: PixelSize, channelCount: Int = 1) -> ReferenceImage {
    ReferenceImage(size: size, channelCount: channelCount) { x, y, channel in
        let (u, v) = (Double(x) / 40, Double(y) / 40)
        return 128 + 100 * (u - 0.4) * (v - 0.3) + 40 * u * u - 30 * v + 10 * Double(channel)
    }
}

extension ReferenceImage {
    /// Left and right exchanged.
    var mirrored: ReferenceImage {
        ReferenceImage(size: size, channelCount: channelCount) { x, y, channel in self[size.width - 1 - x, y, channel] }
    }
}

/// A plane with left and right exchanged.
func mirrored(_ plane: borrowing Plane<Float>) -> [Float] {
    let (width, values) = (plane.size.width, plane.copy().takeValues())
    return values.indices.map { values[$0 / width * width + width - 1 - $0 % width] }
}

/// The three planes' values.
func values(of planes: borrowing ColorPlanes<Float>) -> [[Float]] {
    [planes.first.copy().takeValues(), planes.second.copy().takeValues(), planes.third.copy().takeValues()]
}
