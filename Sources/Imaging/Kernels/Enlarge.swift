// SPDX-License-Identifier: Apache-2.0

extension Plane where Element == Float {
    /// A part of this plane enlarged to `full`, bilinear, edges continued.
    ///
    /// Half-pixel centres, as ``PixelBuffer/resized(to:filter:)``. For fields that are kept small and used in strips.
    ///
    /// - Parameters:
    ///   - region: A part of the enlarged plane.
    ///   - full: Width and height of the enlarged plane.
    /// - Returns: The values of the region.
    public func enlarged(_ region: PixelRegion, of full: PixelSize) -> Plane<Float> {
        precondition(full.bounds.contains(region), "the region lies in the enlarged plane")
        precondition(size.width > 0 && size.height > 0, "a plane without pixels cannot be enlarged")
        if full == size { return cropped(to: region) }
        var out = Plane(size: region.size, filledWith: 0)
        let columns = EnlargementTaps(from: size.width, to: full.width, region.x..<region.maxX)
        let lines = EnlargementTaps(from: size.height, to: full.height, region.y..<region.maxY)
        // One extra value on the right, so that the right neighbour of the last column exists.
        var line = [Float](repeating: 0, count: size.width + 1)
        for row in 0..<region.height {
            blendLines(lines.lower[row], weight: lines.weight[row], into: &line)
            out.spread(line, columns: columns, row: row)
        }
        return out
    }

    private func blendLines(_ upper: Int, weight: Float, into line: inout [Float]) {
        let width = size.width
        let first = upper * width
        let second = min(upper + 1, size.height - 1) * width
        let source = values
        for x in 0..<width {
            let a = source[first + x]
            line[x] = a + (source[second + x] - a) * weight
        }
        line[width] = line[width - 1]
    }

    private mutating func spread(_ line: [Float], columns: EnlargementTaps, row: Int) {
        let width = size.width
        let (lower, weight, source) = (columns.lower.span, columns.weight.span, line.span)
        precondition(lower.count == width && weight.count == width, "one tap a column")
        let start = row * width
        var target = mutableValues
        for x in 0..<width {
            let left = source[lower[x]]
            target[start + x] = left + (source[lower[x] + 1] - left) * weight[x]
        }
    }
}

/// For every sample of an enlarged row the sample to its left and the weight of the one to its right.
private struct EnlargementTaps {
    var lower: [Int]
    var weight: [Float]

    init(from small: Int, to large: Int, _ range: Range<Int>) {
        let step = Float(small) / Float(large)
        lower = []
        weight = []
        lower.reserveCapacity(range.count)
        weight.reserveCapacity(range.count)
        for i in range {
            let position = max(0, min(Float(small - 1), (Float(i) + 0.5) * step - 0.5))
            let left = min(Int(position), small - 1)
            lower.append(left)
            weight.append(position - Float(left))
        }
    }
}
