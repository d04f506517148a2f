// SPDX-License-Identifier: Apache-2.0

/// Which of two values a filter keeps.
protocol Extreme {
    static func pick<Sample: KernelSample>(_ a: Sample, _ b: Sample) -> Sample
    static func neutral<Sample: KernelSample>(_ type: Sample.Type) -> Sample
}

enum Least: Extreme {
    @inline(__always) static func pick<Sample: KernelSample>(_ a: Sample, _ b: Sample) -> Sample { a < b ? a : b }
    static func neutral<Sample: KernelSample>(_ type: Sample.Type) -> Sample { .greatest }
}

enum Greatest: Extreme {
    @inline(__always) static func pick<Sample: KernelSample>(_ a: Sample, _ b: Sample) -> Sample { a > b ? a : b }
    static func neutral<Sample: KernelSample>(_ type: Sample.Type) -> Sample { .least }
}

/// The least or greatest values around each value.
func extremes<Sample: KernelSample, Kind: Extreme>(
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
