// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Blends a fused face into the target, every band of frequencies over its own width.
///
/// Fine detail changes over within a pixel or two, light and colour over a tenth of the face: no seam, no halo.
/// Since the blend is linear it works on the difference of both pictures, in 16 bits: `32 * (fused - target)`.
/// Source: Burt and Adelson 1983, ACM Transactions on Graphics 2(4).
struct MultibandBlend {
    /// Units of a difference in one step of 8-bit brightness.
    static let unit: Float = 32
    /// The mask's 1.
    static let maskUnit: Float = 16384

    /// How many times the picture is halved.
    let levelCount: Int

    /// As many levels as the face's width allows, 2 to 6 up to 512 pixels, one more for each doubling.
    init(faceWidth: Float) {
        var count = 0
        var width = faceWidth / 12
        while width >= 2 {
            width /= 2
            count += 1
        }
        levelCount = count.clamped(to: 2...8)
    }

    /// The difference that is added to the target.
    ///
    /// - Parameters:
    ///   - difference: `32 * (fused - target)` in one colour.
    ///   - mask: `16384` where the face is fused, 0 where the target stays.
    /// - Returns: The blended difference, same unit.
    func callAsFunction(_ difference: consuming Plane<Int16>, mask: borrowing MaskPyramid) -> Plane<Int16> {
        blend(difference, mask: mask, level: 0)
    }

    private func blend(_ fine: consuming Plane<Int16>, mask: borrowing MaskPyramid, level: Int) -> Plane<Int16> {
        guard level < levelCount, fine.size.width > 2, fine.size.height > 2 else {
            var base = fine
            mask.scale(&base, level: level)
            return base
        }
        let coarse = fine.pyramidDown()
        var detail = fine
        detail.subtract(coarse.pyramidUp(to: detail.size))
        mask.scale(&detail, level: level)
        detail.add(blend(coarse, mask: mask, level: level + 1).pyramidUp(to: detail.size))
        return detail
    }
}

/// A mask at the full size and halved again and again.
struct MaskPyramid: ~Copyable {
    private let levels: [(values: [Int16], size: PixelSize)]

    /// The pyramid over a mask whose 1 is ``MultibandBlend/maskUnit``.
    init(_ mask: consuming Plane<Int16>, levelCount: Int) {
        var levels: [([Int16], PixelSize)] = []
        var current = mask
        for level in 0...levelCount {
            let size = current.size
            let next = level < levelCount ? current.pyramidDown() : nil
            levels.append((current.takeValues(), size))
            guard let next else { break }
            current = next
        }
        self.levels = levels
    }

    /// Multiplies a plane by the mask of its level.
    borrowing func scale(_ plane: inout Plane<Int16>, level: Int) {
        let (values, size) = levels[level]
        precondition(plane.size == size, "the mask's level and the plane have one size")
        plane.multiply(by: values.span)
    }
}

extension Plane where Element == Int16 {
    /// Multiplies by a mask whose 1 is ``MultibandBlend/maskUnit``.
    mutating func multiply(by mask: borrowing Plane<Int16>) { multiply(by: mask.values) }

    fileprivate mutating func multiply(by mask: Span<Int16>) {
        var values = mutableValues
        let count = values.count
        precondition(mask.count == count, "as many mask values as pixels")
        for i in 0..<count {
            // |value| <= 16320 and mask <= 16384: the product stays below 2^28.
            let product = Int32(values[i]) &* Int32(mask[i]) &+ 8192
            values[i] = Int16(truncatingIfNeeded: product &>> 14)
        }
    }

    fileprivate mutating func subtract(_ other: borrowing Plane<Int16>) {
        let theirs = other.values
        var mine = mutableValues
        let count = mine.count
        precondition(theirs.count == count, "planes of one size")
        for i in 0..<count { mine[i] = mine[i] &- theirs[i] }
    }

    fileprivate mutating func add(_ other: borrowing Plane<Int16>) {
        let theirs = other.values
        var mine = mutableValues
        let count = mine.count
        precondition(theirs.count == count, "planes of one size")
        for i in 0..<count { mine[i] = mine[i] &+ theirs[i] }
    }
}
