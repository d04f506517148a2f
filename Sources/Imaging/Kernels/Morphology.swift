// SPDX-License-Identifier: Apache-2.0

/// The neighbourhood of a minimum or maximum filter.
public enum MorphologyShape: Hashable, Sendable {
    /// A disc: row `dy` reaches `round(sqrt(radius^2 - dy^2))` to both sides.
    case ellipse
    /// A square of side `2 radius + 1`.
    case rectangle
}

extension Plane where Element == Float {
    /// Each value replaced by the least one around it; what is outside the plane does not count.
    ///
    /// Cost: grows with the radius for `.ellipse`, with its logarithm for `.rectangle`.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func eroded(radius: Int, shape: MorphologyShape) -> Plane<Float> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Least.self))
    }

    /// Each value replaced by the greatest one around it; what is outside the plane does not count.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func dilated(radius: Int, shape: MorphologyShape) -> Plane<Float> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Greatest.self))
    }

    /// Each value replaced by the least one in a rectangle around it, of which it is pixel (width / 2, height / 2).
    ///
    /// - Parameters:
    ///   - width: In pixels, at least 1.
    ///   - height: In pixels, at least 1.
    /// - Returns: A plane of the same size.
    public borrowing func eroded(width: Int, height: Int) -> Plane<Float> {
        let window = PixelSize(width: width, height: height)
        return Plane(size: size, values: windowExtremes(values, size: size, window: window, of: Least.self))
    }

    /// Each value replaced by the greatest one in a rectangle around it, of which it is pixel (width / 2, height / 2).
    ///
    /// - Parameters:
    ///   - width: In pixels, at least 1.
    ///   - height: In pixels, at least 1.
    /// - Returns: A plane of the same size.
    public borrowing func dilated(width: Int, height: Int) -> Plane<Float> {
        let window = PixelSize(width: width, height: height)
        return Plane(size: size, values: windowExtremes(values, size: size, window: window, of: Greatest.self))
    }
}

extension Plane where Element == UInt8 {
    /// Each value replaced by the least one around it; what is outside the plane does not count.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func eroded(radius: Int, shape: MorphologyShape) -> Plane<UInt8> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Least.self))
    }

    /// Each value replaced by the greatest one around it; what is outside the plane does not count.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func dilated(radius: Int, shape: MorphologyShape) -> Plane<UInt8> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Greatest.self))
    }
}

/// Which of two values a filter keeps.
private protocol Extreme {
    static func pick<Sample: KernelSample>(_ a: Sample, _ b: Sample) -> Sample
    static func neutral<Sample: KernelSample>(_ type: Sample.Type) -> Sample
}

private enum Least: Extreme {
    @inline(__always) static func pick<Sample: KernelSample>(_ a: Sample, _ b: Sample) -> Sample { a < b ? a : b }
    static func neutral<Sample: KernelSample>(_ type: Sample.Type) -> Sample { .greatest }
}

private enum Greatest: Extreme {
    @inline(__always) static func pick<Sample: KernelSample>(_ a: Sample, _ b: Sample) -> Sample { a > b ? a : b }
    static func neutral<Sample: KernelSample>(_ type: Sample.Type) -> Sample { .least }
}

private func extremes<Sample: KernelSample, Kind: Extreme>(
    _ input: Span<Sample>,
    size: PixelSize,
    radius: Int,
    shape: MorphologyShape,
    of kind: Kind.Type
) -> [Sample] {
    precondition(radius >= 0, "a neighbourhood has no negative radius: \(radius)")
    if shape == .rectangle {
        let window = PixelSize(width: 2 * radius + 1, height: 2 * radius + 1)
        return windowExtremes(input, size: size, window: window, of: kind)
    }
    return discExtremes(input, size: size, radius: radius, of: kind)
}

/// The half-widths of a disc's rows, from the middle one to the outermost.
private func discHalfWidths(radius: Int) -> [Int] {
    (0...radius).map { dy in
        Int(Double(radius * radius - dy * dy).squareRoot().rounded(.toNearestOrEven))
    }
}

/// Every input row is widened step by step; at each width that the disc has, it goes to the output rows that see it.
private func discExtremes<Sample: KernelSample, Kind: Extreme>(
    _ input: Span<Sample>,
    size: PixelSize,
    radius: Int,
    of kind: Kind.Type
) -> [Sample] {
    let (width, height) = (size.width, size.height)
    let neutral = kind.neutral(Sample.self)
    let halfWidths = discHalfWidths(radius: radius)
    var rowsOfWidth = [[Int]](repeating: [], count: radius + 1)
    for (dy, halfWidth) in halfWidths.enumerated() { rowsOfWidth[halfWidth].append(dy) }
    var values = [Sample](repeating: neutral, count: size.pixelCount)
    var current = [Sample](repeating: neutral, count: width + 2)
    var next = current
    for y in 0..<height {
        for x in 0..<width { current[x + 1] = input[y * width + x] }
        for halfWidth in 0...radius {
            if halfWidth > 0 {
                widenByOne(current.span, into: &next, keepingCentre: halfWidth == 1, of: kind)
                swap(&current, &next)
            }
            for dy in rowsOfWidth[halfWidth] {
                merge(current.span, intoRow: y - dy, of: &values, size: size, kind: kind)
                if dy > 0 { merge(current.span, intoRow: y + dy, of: &values, size: size, kind: kind) }
            }
        }
        current[0] = neutral
        current[width + 1] = neutral
        next[0] = neutral
        next[width + 1] = neutral
    }
    return values
}

/// One more value on each side: from two overlapping windows, and from three where they do not meet yet.
private func widenByOne<Sample: KernelSample, Kind: Extreme>(
    _ row: Span<Sample>,
    into out: inout [Sample],
    keepingCentre: Bool,
    of kind: Kind.Type
) {
    precondition(out.count == row.count && row.count >= 2)
    var span = out.mutableSpan
    let end = row.count - 1
    for i in 1..<end {
        unsafe span[unchecked: i] = kind.pick(row[unchecked: i &- 1], row[unchecked: i &+ 1])
    }
    if keepingCentre { for i in 1..<end { span[i] = kind.pick(span[i], row[i]) } }
    // A window that is centred outside reaches the row's first value too: without it the next step would lose that.
    span[0] = kind.pick(row[0], row[1])
    span[end] = kind.pick(row[end], row[end - 1])
}

private func merge<Sample: KernelSample, Kind: Extreme>(
    _ row: Span<Sample>,
    intoRow y: Int,
    of values: inout [Sample],
    size: PixelSize,
    kind: Kind.Type
) {
    guard y >= 0 && y < size.height else { return }
    var span = values.mutableSpan
    var target = span.part(y * size.width..<(y + 1) * size.width)
    let source = row.extracting(1..<1 + size.width)
    for x in 0..<target.count { target[x] = kind.pick(target[x], source[x]) }
}

/// By doubling: a window of 2 n is two windows of n, so that the passes grow with the logarithm of the side.
private func windowExtremes<Sample: KernelSample, Kind: Extreme>(
    _ input: Span<Sample>,
    size: PixelSize,
    window: PixelSize,
    of kind: Kind.Type
) -> [Sample] {
    precondition(window.width >= 1 && window.height >= 1, "an empty window: \(window)")
    let (width, height) = (size.width, size.height)
    guard size.pixelCount > 0 else { return [] }
    let neutral = kind.neutral(Sample.self)
    // Windows start at the pixel; the row is shifted so that they are centred.
    var row = [Sample](repeating: neutral, count: width + window.width)
    // Rows before the first one that a window may start at.
    let above = window.height / 2
    var lines = [Sample](repeating: neutral, count: (height + window.height) * width)
    for y in 0..<height {
        for i in 0..<row.count { row[i] = neutral }
        for x in 0..<width { row[x + window.width / 2] = input[y * width + x] }
        double(&row, window: window.width, step: 1, of: kind)
        for x in 0..<width { lines[(y + above) * width + x] = row[x] }
    }
    double(&lines, window: window.height, step: width, of: kind)
    lines.removeLast(lines.count - size.pixelCount)
    return lines
}

/// Replaces each value by the extreme of the `window` values from it on, `step` apart.
private func double<Sample: KernelSample, Kind: Extreme>(
    _ values: inout [Sample],
    window: Int,
    step: Int,
    of kind: Kind.Type
) {
    var covered = 1
    var span = values.mutableSpan
    while covered < window {
        let shift = min(covered, window - covered)
        let distance = shift * step
        let count = span.count - distance
        var i = 0
        while i < count {
            unsafe span[unchecked: i] = kind.pick(span[unchecked: i], span[unchecked: i &+ distance])
            i &+= 1
        }
        covered += shift
    }
}
