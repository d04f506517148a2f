// SPDX-License-Identifier: Apache-2.0

/// The state of one resize: weights of both axes and a few rows of floats.
struct Resizer {
    private let size: PixelSize
    private let newSize: PixelSize
    private let channelCount: Int
    private let columns: AxisTaps
    private let rows: AxisTaps
    /// Samples in an input and in an output row.
    private let inputCount: Int
    private let outputCount: Int
    /// One input row with two mirrored pixels on each side and room for the last vector.
    private var padded: [Float]

    /// Pixels before the first one in `padded`.
    private static let padding = 2

    init(from size: PixelSize, to newSize: PixelSize, channelCount: Int, filter: ResizeFilter) {
        self.size = size
        self.newSize = newSize
        self.channelCount = channelCount
        columns = AxisTaps(from: size.width, to: newSize.width, filter: filter)
        rows = AxisTaps(from: size.height, to: newSize.height, filter: filter)
        inputCount = size.width * channelCount
        outputCount = newSize.width * channelCount
        padded = [Float](repeating: 0, count: inputCount + 2 * Self.padding * channelCount + 8)
    }

    /// First along the columns, then along the rows.
    mutating func shrink<Sample: KernelSample>(_ input: Span<Sample>, into output: inout MutableSpan<Sample>) {
        var row = [Float](repeating: 0, count: outputCount + 8)
        var rowSpan = row.mutableSpan
        for y in 0..<newSize.height {
            addRows(input, y: y)
            padEdges()
            filterRow(into: &rowSpan, at: 0)
            var out = output.part(y * outputCount..<(y + 1) * outputCount)
            narrow(rowSpan.span, into: &out)
        }
        _ = consume row
    }

    /// First along the rows, each input row once, then along the columns.
    mutating func enlarge<Sample: KernelSample>(_ input: Span<Sample>, into output: inout MutableSpan<Sample>) {
        let slotCount = rows.tapCount
        var ring = AlignedRows(count: slotCount, length: outputCount + 8)
        let (inputCount, start) = (inputCount, Self.padding * channelCount)
        var filled = 0
        for y in 0..<newSize.height {
            let first = Int(rows.starts[y])
            let last = min(first + slotCount - 1, size.height - 1)
            while filled <= last {
                var paddedSpan = padded.mutableSpan
                let samples = input.extracting(filled * inputCount..<(filled + 1) * inputCount)
                widen(samples, into: &paddedSpan, at: start)
                padEdges()
                let place = ring.offset(of: filled % slotCount)
                var ringSpan = ring.values.mutableSpan
                filterRow(into: &ringSpan, at: place)
                filled += 1
            }
            var out = output.part(y * outputCount..<(y + 1) * outputCount)
            if slotCount == 4 {
                combineFour(ring.values.span, ring, y: y, into: &out)
            } else {
                combineTwo(ring.values.span, ring, y: y, into: &out)
            }
        }
    }

    /// Where the ring holds the row of tap `j` of output row `y`.
    private func place(_ ring: borrowing AlignedRows, y: Int, tap: Int) -> Range<Int> {
        let row = min(max(Int(rows.starts[y]) + tap, 0), size.height - 1)
        let start = ring.offset(of: row % rows.tapCount)
        return start..<start + outputCount
    }

    private func combineTwo<Sample: KernelSample>(
        _ values: Span<Float>,
        _ ring: borrowing AlignedRows,
        y: Int,
        into out: inout MutableSpan<Sample>
    ) {
        let a = values.extracting(place(ring, y: y, tap: 0))
        let b = values.extracting(place(ring, y: y, tap: 1))
        let (u, v) = (rows.weights[2 * y], rows.weights[2 * y + 1])
        precondition(a.count == out.count && b.count == out.count)
        for i in 0..<out.count { out[i] = Sample.narrowed((a[i] * u).addingProduct(b[i], v)) }
    }

    private func combineFour<Sample: KernelSample>(
        _ values: Span<Float>,
        _ ring: borrowing AlignedRows,
        y: Int,
        into out: inout MutableSpan<Sample>
    ) {
        let a = values.extracting(place(ring, y: y, tap: 0))
        let b = values.extracting(place(ring, y: y, tap: 1))
        let c = values.extracting(place(ring, y: y, tap: 2))
        let d = values.extracting(place(ring, y: y, tap: 3))
        let (u, v) = (rows.weights[4 * y], rows.weights[4 * y + 1])
        let (w, z) = (rows.weights[4 * y + 2], rows.weights[4 * y + 3])
        precondition(a.count == out.count && b.count == out.count && c.count == out.count && d.count == out.count)
        for i in 0..<out.count {
            let sum = (a[i] * u).addingProduct(b[i], v).addingProduct(c[i], w).addingProduct(d[i], z)
            out[i] = Sample.narrowed(sum)
        }
    }

    /// The weighted sum of the input rows that make output row `y`, into `padded`.
    private mutating func addRows<Sample: KernelSample>(_ input: Span<Sample>, y: Int) {
        let first = Int(rows.starts[y])
        let count = Int(rows.counts[y])
        let offset = Self.padding * channelCount
        let (inputCount, height, tapCount) = (inputCount, size.height, rows.tapCount)
        let weights = rows.weights
        func row(_ j: Int) -> Range<Int> {
            let start = min(max(first + j, 0), height - 1) * inputCount
            return start..<start + inputCount
        }
        var span = padded.mutableSpan
        var target = span.part(offset..<offset + inputCount)
        var j = 0
        while j < count {
            let pair = j + 1 < count ? j + 1 : j
            let a = weights[y * tapCount + j]
            let b = pair == j ? 0 : weights[y * tapCount + pair]
            let (upper, lower) = (input.extracting(row(j)), input.extracting(row(pair)))
            if j == 0 {
                for i in 0..<target.count { target[i] = (upper[i].widened * a).addingProduct(lower[i].widened, b) }
            } else {
                for i in 0..<target.count {
                    target[i] = target[i].addingProduct(upper[i].widened, a).addingProduct(lower[i].widened, b)
                }
            }
            j += 2
        }
    }

    /// Repeats the first and the last pixel of `padded`.
    private mutating func padEdges() {
        let start = Self.padding * channelCount
        let end = start + inputCount
        for i in 0..<start {
            padded[i] = padded[start + i % channelCount]
            padded[end + i] = padded[end - channelCount + i % channelCount]
        }
    }

    /// Filters `padded` along the row; `offset` is where the output row starts, with 8 floats of room behind it.
    private func filterRow(into out: inout MutableSpan<Float>, at offset: Int) {
        precondition(offset >= 0 && out.count >= offset + outputCount + 8)
        switch (channelCount, columns.tapCount) {
        case (1, _): filterSingle(into: &out, at: offset)
        case (_, 2) where columns.counts.allSatisfy({ $0 == 2 }): filterTwoTaps(into: &out, at: offset)
        case (_, 4) where columns.counts.allSatisfy({ $0 == 4 }): filterFourTaps(into: &out, at: offset)
        default: filterManyTaps(into: &out, at: offset)
        }
    }

    // The loads below stay inside: a start is at least -2 and a last tap at most two behind the row (`AxisTaps`), the
    // row is padded by two pixels and 8 floats. A store of four channels overlaps the next pixel, which is then
    // written.

    private func filterTwoTaps(into out: inout MutableSpan<Float>, at offset: Int) {
        let (row, starts, weights) = (padded.span, columns.starts.span, columns.weights.span)
        let channels = channelCount
        for x in 0..<newSize.width {
            let base = unsafe (Int(starts[unchecked: x]) &+ Self.padding) &* channels
            let near = unsafe row.load(base, as: SIMD4<Float>.self) * weights[unchecked: 2 &* x]
            let sum = unsafe near.addingProduct(
                row.load(base &+ channels, as: SIMD4<Float>.self),
                weights[unchecked: 2 &* x &+ 1]
            )
            unsafe out.store(sum, at: offset &+ x &* channels)
        }
    }

    private func filterFourTaps(into out: inout MutableSpan<Float>, at offset: Int) {
        let (row, starts, weights) = (padded.span, columns.starts.span, columns.weights.span)
        let channels = channelCount
        for x in 0..<newSize.width {
            let base = unsafe (Int(starts[unchecked: x]) &+ Self.padding) &* channels
            var sum = unsafe row.load(base, as: SIMD4<Float>.self) * weights[unchecked: 4 &* x]
            for j in 1..<4 {
                sum = unsafe sum.addingProduct(
                    row.load(base &+ j &* channels, as: SIMD4<Float>.self),
                    weights[unchecked: 4 &* x &+ j]
                )
            }
            unsafe out.store(sum, at: offset &+ x &* channels)
        }
    }

    private func filterManyTaps(into out: inout MutableSpan<Float>, at offset: Int) {
        let (row, starts, counts) = (padded.span, columns.starts.span, columns.counts.span)
        let weights = columns.weights.span
        let (channels, tapCount) = (channelCount, columns.tapCount)
        for x in 0..<newSize.width {
            var base = unsafe (Int(starts[unchecked: x]) &+ Self.padding) &* channels
            var sum = SIMD4<Float>.zero
            for j in unsafe 0..<Int(counts[unchecked: x]) {
                sum = unsafe sum.addingProduct(
                    row.load(base, as: SIMD4<Float>.self),
                    weights[unchecked: x &* tapCount &+ j]
                )
                base &+= channels
            }
            unsafe out.store(sum, at: offset &+ x &* channels)
        }
    }

    private func filterSingle(into out: inout MutableSpan<Float>, at offset: Int) {
        let (row, starts, counts) = (padded.span, columns.starts.span, columns.counts.span)
        let (weights, tapCount) = (columns.weights.span, columns.tapCount)
        for x in 0..<newSize.width {
            let base = unsafe Int(starts[unchecked: x]) &+ Self.padding
            var sum: Float = 0
            for j in unsafe 0..<Int(counts[unchecked: x]) {
                sum = unsafe sum.addingProduct(row[unchecked: base &+ j], weights[unchecked: x &* tapCount &+ j])
            }
            unsafe out[unchecked: offset &+ x] = sum
        }
    }
}
