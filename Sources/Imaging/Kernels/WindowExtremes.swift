// SPDX-License-Identifier: Apache-2.0

/// The least or greatest values in a rectangle around each value; pixel (width / 2, height / 2) of it is the value's
/// own.
///
/// Along the rows by doubling, across them by van Herk's blocks: the cost hardly grows with the rectangle.
func windowExtremes<Sample: KernelSample, Kind: Extreme>(
    _ input: Span<Sample>,
    size: PixelSize,
    window: PixelSize,
    of kind: Kind.Type
) -> [Sample] {
    precondition(window.width >= 1 && window.height >= 1, "an empty window: \(window)")
    guard size.pixelCount > 0 else { return [] }
    var rows = WindowRows<Sample, Kind>(size: size, window: window)
    let (width, height) = (size.width, size.height)
    return makeArray(count: size.pixelCount) { (output: inout MutableSpan<Sample>) in
        // Rows of the window's height make a block. A window that starts inside a block is what is left of it plus the
        // beginning of the next: the extremes from each row to its block's end, and from the next block's start on.
        var block = rows.block(0, of: input)
        rows.accumulateUpwards(&block)
        for start in stride(from: 0, to: height, by: window.height) {
            var next = rows.block(start + window.height, of: input)
            var beginning = [Sample](repeating: kind.neutral(Sample.self), count: width)
            for k in 0..<min(window.height, height - start) {
                var out = output.part((start + k) * width..<(start + k + 1) * width)
                pick(block.span.extracting(k * width..<(k + 1) * width), beginning.span, into: &out, of: kind)
                var target = beginning.mutableSpan
                pickInto(&target, next.span.extracting(k * width..<(k + 1) * width), of: kind)
            }
            rows.accumulateUpwards(&next)
            swap(&block, &next)
        }
    }
}

/// Rows in which each value is the extreme of its window's width.
private struct WindowRows<Sample: KernelSample, Kind: Extreme> {
    private let size: PixelSize
    private let window: PixelSize
    private var current: [Sample]
    private var next: [Sample]

    init(size: PixelSize, window: PixelSize) {
        self.size = size
        self.window = window
        current = [Sample](repeating: Kind.neutral(Sample.self), count: size.width + window.width)
        next = current
    }

    /// The rows from `first` on, counted from the first row of the first pixel's window.
    mutating func block(_ first: Int, of input: Span<Sample>) -> [Sample] {
        var rows = [Sample](repeating: Kind.neutral(Sample.self), count: window.height * size.width)
        var span = rows.mutableSpan
        for k in 0..<window.height {
            let y = first + k - window.height / 2
            guard y >= 0 && y < size.height else { continue }
            let row = input.extracting(y * size.width..<(y + 1) * size.width)
            filterRow(row, window: window.width, current: &current, next: &next, of: Kind.self)
            var target = span.part(k * size.width..<(k + 1) * size.width)
            copyRow(current.span.extracting(0..<size.width), into: &target, at: 0)
        }
        return rows
    }

    /// Each row becomes the extreme of itself and all rows below it in the block.
    func accumulateUpwards(_ block: inout [Sample]) {
        let width = size.width
        var span = block.mutableSpan
        for k in stride(from: window.height - 2, through: 0, by: -1) {
            let (here, below) = (k * width, (k + 1) * width)
            precondition(below + width <= span.count)
            for i in 0..<width {
                unsafe span[unchecked: here &+ i] = Kind.pick(span[unchecked: here &+ i], span[unchecked: below &+ i])
            }
        }
    }
}

/// Leaves in `current` the extreme of the `window` values around each value of `row`.
///
/// A window of 2 n is two windows of n: the passes grow with the logarithm of the width.
private func filterRow<Sample: KernelSample, Kind: Extreme>(
    _ row: Span<Sample>,
    window: Int,
    current: inout [Sample],
    next: inout [Sample],
    of kind: Kind.Type
) {
    let neutral = Kind.neutral(Sample.self)
    for i in 0..<current.count { current[i] = neutral }
    var span = current.mutableSpan
    copyRow(row, into: &span, at: window / 2)
    var covered = 1
    while covered < window {
        let shift = min(covered, window - covered)
        let count = current.count - shift
        var target = next.mutableSpan
        var head = target.part(0..<count)
        pick(current.span.extracting(0..<count), current.span.extracting(shift..<count + shift), into: &head, of: kind)
        for i in count..<current.count { next[i] = current[i] }
        swap(&current, &next)
        covered += shift
    }
}

private func pick<Sample: KernelSample, Kind: Extreme>(
    _ a: Span<Sample>,
    _ b: Span<Sample>,
    into out: inout MutableSpan<Sample>,
    of kind: Kind.Type
) {
    precondition(a.count == out.count && b.count == out.count)
    for i in 0..<out.count { out[i] = kind.pick(a[i], b[i]) }
}

private func pickInto<Sample: KernelSample, Kind: Extreme>(
    _ out: inout MutableSpan<Sample>,
    _ row: Span<Sample>,
    of kind: Kind.Type
) {
    precondition(row.count == out.count)
    for i in 0..<out.count { out[i] = kind.pick(out[i], row[i]) }
}
