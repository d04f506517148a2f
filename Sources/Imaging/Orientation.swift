// SPDX-License-Identifier: Apache-2.0

/// How a stored picture has to be turned to stand upright.
///
/// The raw values are those of the EXIF tag 0x0112 (TIFF 6.0, section 8), which names the side of the shown picture on
/// which the stored row 0 and the stored column 0 lie.
public enum Orientation: Int, Sendable, CaseIterable {
    /// Stored as shown.
    case up = 1
    /// Mirrored left to right.
    case upMirrored = 2
    /// Turned by half a turn.
    case down = 3
    /// Mirrored top to bottom.
    case downMirrored = 4
    /// Mirrored about the diagonal from the top-left corner.
    case leftMirrored = 5
    /// To be turned clockwise by a quarter turn.
    case right = 6
    /// Mirrored about the diagonal from the top-right corner.
    case rightMirrored = 7
    /// To be turned counter-clockwise by a quarter turn.
    case left = 8

    /// Whether width and height change places.
    @inlinable public var swapsSides: Bool { rawValue >= 5 }

    /// The orientation that takes the shown picture back to the stored one.
    @inlinable public var inverse: Orientation {
        switch self {
        case .right: .left
        case .left: .right
        default: self
        }
    }

    /// This orientation followed by another one.
    public func then(_ next: Orientation) -> Orientation {
        // Two corners of a unit square say which of the eight it is.
        let unit = PixelSize(width: 2, height: 2)
        let corners = [SIMD2(0, 0), SIMD2(1, 0)]
        let wanted = corners.map { next.displayPoint(ofStored: displayPoint(ofStored: $0, in: unit), in: unit) }
        let match = Orientation.allCases.first { candidate in
            corners.map { candidate.displayPoint(ofStored: $0, in: unit) } == wanted
        }
        guard let match else { preconditionFailure("the eight orientations are a group") }
        return match
    }

    /// The size as shown of a picture stored with `size`; also the way back.
    @inlinable
    public func displaySize(ofStored size: PixelSize) -> PixelSize {
        swapsSides ? PixelSize(width: size.height, height: size.width) : size
    }

    /// Where a stored pixel is shown.
    ///
    /// - Parameters:
    ///   - point: A whole pixel of the stored picture.
    ///   - size: The stored size.
    /// - Returns: The pixel of the upright picture.
    @inlinable
    public func displayPoint(ofStored point: SIMD2<Int>, in size: PixelSize) -> SIMD2<Int> {
        let right = size.width - 1 - point.x
        let bottom = size.height - 1 - point.y
        return switch self {
        case .up: point
        case .upMirrored: SIMD2(right, point.y)
        case .down: SIMD2(right, bottom)
        case .downMirrored: SIMD2(point.x, bottom)
        case .leftMirrored: SIMD2(point.y, point.x)
        case .right: SIMD2(bottom, point.x)
        case .rightMirrored: SIMD2(bottom, right)
        case .left: SIMD2(point.y, right)
        }
    }

    /// Where a shown pixel is stored.
    ///
    /// - Parameters:
    ///   - point: A whole pixel of the upright picture.
    ///   - size: The stored size.
    /// - Returns: The pixel of the stored picture.
    @inlinable
    public func storedPoint(ofDisplay point: SIMD2<Int>, in size: PixelSize) -> SIMD2<Int> {
        inverse.displayPoint(ofStored: point, in: displaySize(ofStored: size))
    }

    /// Where a stored region is shown.
    ///
    /// - Parameters:
    ///   - region: A region of the stored picture.
    ///   - size: The stored size.
    /// - Returns: The region of the upright picture with the same pixels.
    @inlinable
    public func displayRegion(ofStored region: PixelRegion, in size: PixelSize) -> PixelRegion {
        let right = size.width - region.maxX
        let bottom = size.height - region.maxY
        let origin: (x: Int, y: Int) =
            switch self {
            case .up: (region.x, region.y)
            case .upMirrored: (right, region.y)
            case .down: (right, bottom)
            case .downMirrored: (region.x, bottom)
            case .leftMirrored: (region.y, region.x)
            case .right: (bottom, region.x)
            case .rightMirrored: (bottom, right)
            case .left: (region.y, right)
            }
        let shown = displaySize(ofStored: region.size)
        return PixelRegion(x: origin.x, y: origin.y, width: shown.width, height: shown.height)
    }

    /// Where a shown region is stored.
    ///
    /// - Parameters:
    ///   - region: A region of the upright picture.
    ///   - size: The stored size.
    /// - Returns: The region of the stored picture with the same pixels.
    @inlinable
    public func storedRegion(ofDisplay region: PixelRegion, in size: PixelSize) -> PixelRegion {
        inverse.displayRegion(ofStored: region, in: displaySize(ofStored: size))
    }
}
