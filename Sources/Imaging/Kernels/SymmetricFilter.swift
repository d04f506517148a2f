// SPDX-License-Identifier: Apache-2.0

/// Filters interleaved samples along both axes by a symmetric kernel, keeping only as many filtered rows as it has
/// taps.
///
/// - Parameters:
///   - input: Rows without padding.
///   - size: Pixels.
///   - channelCount: Samples in a pixel.
///   - kernel: The centre's weight, then those going out.
/// - Returns: As many samples; the image is mirrored in its outermost pixels' centres.
func filteredSamples<Sample: KernelSample>(
    _ input: Span<Sample>,
    size: PixelSize,
    channelCount: Int,
    kernel: [Float]
) -> [Sample] {
    guard size.pixelCount > 0 else { return [] }
    let radius = kernel.count - 1
    let rowCount = size.width * channelCount
    let count = paddedCount(rowCount, multiple: blockCount)
    let slotCount = min(2 * radius + 1, size.height)
    var padded = [Float](repeating: 0, count: count + 2 * radius * channelCount)
    var ring = AlignedRows(count: slotCount, length: count)
    var row = [Float](repeating: 0, count: count)
    var offsets = [Int](repeating: 0, count: 2 * radius + 1)
    let edges = MirroredEdges(width: size.width, channelCount: channelCount, radius: radius)
    // Where each row's filtered values lie, for every row that a kernel may ask for.
    let places = (-radius..<size.height + radius).map { ring.offset(of: mirrored($0, count: size.height) % slotCount) }
    return makeArray(count: size.pixelCount * channelCount) { (output: inout MutableSpan<Sample>) in
        var filled = 0
        for y in 0..<size.height {
            while filled <= min(y + radius, size.height - 1) {
                var paddedSpan = padded.mutableSpan
                let samples = input.extracting(filled * rowCount..<(filled + 1) * rowCount)
                widen(samples, into: &paddedSpan, at: radius * channelCount)
                edges.fill(&paddedSpan)
                let place = ring.offset(of: filled % slotCount)
                var ringSpan = ring.values.mutableSpan
                var target = ringSpan.part(place..<place + count)
                filterAlongRow(paddedSpan.span, kernel: kernel.span, step: channelCount, into: &target)
                filled += 1
            }
            for j in 0...2 * radius { offsets[j] = places[y + j] }
            var rowSpan = row.mutableSpan
            filterAcrossRows(ring.values.span, offsets: offsets.span, kernel: kernel.span, into: &rowSpan)
            var out = output.part(y * rowCount..<(y + 1) * rowCount)
            narrow(rowSpan.span, into: &out)
        }
    }
}

/// Values that the loops below handle at once.
private let blockCount = 32

/// Rows of floats that start on cache lines, each on another set of the first-level cache than its neighbours.
///
/// Rows whose distance is a power of two would push each other out of the cache.
struct AlignedRows: ~Copyable {
    /// All rows; see ``offset(of:)``.
    var values: [Float]
    private let stride: Int
    private let lead: Int

    init(count: Int, length: Int) {
        let lines = (length + 15) / 16
        stride = (lines | 1) * 16
        values = [Float](repeating: 0, count: stride * count + 16)
        let address = unsafe values.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        lead = Int((64 - address % 64) % 64) / MemoryLayout<Float>.stride
    }

    /// Where a row begins.
    func offset(of row: Int) -> Int { lead + row * stride }
}

/// Which values of a padded row repeat which: `radius` pixels before and behind a row that starts at pixel `radius`.
private struct MirroredEdges {
    private var copies: [(target: Int, source: Int)] = []

    init(width: Int, channelCount: Int, radius: Int) {
        for i in 1..<radius + 1 {
            for channel in 0..<channelCount {
                let left = mirrored(-i, count: width) + radius
                let right = mirrored(width - 1 + i, count: width) + radius
                copies.append(((radius - i) * channelCount + channel, left * channelCount + channel))
                copies.append(((radius + width - 1 + i) * channelCount + channel, right * channelCount + channel))
            }
        }
    }

    func fill(_ row: inout MutableSpan<Float>) {
        for (target, source) in copies { row[target] = row[source] }
    }
}

/// Four neighbouring vectors.
private struct Block {
    private var a, b, c, d: Vector

    @inline(__always)
    init(_ row: Span<Float>, _ start: Int, times weight: Float) {
        a = unsafe row.load(start, as: Vector.self) * weight
        b = unsafe row.load(start &+ 8, as: Vector.self) * weight
        c = unsafe row.load(start &+ 16, as: Vector.self) * weight
        d = unsafe row.load(start &+ 24, as: Vector.self) * weight
    }

    /// Adds the sum of two blocks, weighted.
    @inline(__always)
    mutating func add(_ row: Span<Float>, _ i: Int, _ j: Int, times factor: Float) {
        let weight = Vector(repeating: factor)
        a = unsafe a.addingProduct(row.load(i, as: Vector.self) + row.load(j, as: Vector.self), weight)
        b = unsafe b.addingProduct(row.load(i &+ 8, as: Vector.self) + row.load(j &+ 8, as: Vector.self), weight)
        c = unsafe c.addingProduct(row.load(i &+ 16, as: Vector.self) + row.load(j &+ 16, as: Vector.self), weight)
        d = unsafe d.addingProduct(row.load(i &+ 24, as: Vector.self) + row.load(j &+ 24, as: Vector.self), weight)
    }

    @inline(__always)
    func store(to out: inout MutableSpan<Float>, at start: Int) {
        unsafe out.store(a, at: start)
        unsafe out.store(b, at: start &+ 8)
        unsafe out.store(c, at: start &+ 16)
        unsafe out.store(d, at: start &+ 24)
    }
}

/// A symmetric kernel along a row; `row` holds `(kernel.count - 1) * step` values before and behind the output's.
private func filterAlongRow(_ row: Span<Float>, kernel: Span<Float>, step: Int, into out: inout MutableSpan<Float>) {
    let centre = (kernel.count - 1) * step
    precondition(out.count % blockCount == 0 && row.count >= out.count + 2 * centre)
    var i = 0
    while i < out.count {
        let middle = i &+ centre
        var sum = unsafe Block(row, middle, times: kernel[unchecked: 0])
        var j = 1
        var distance = step
        while j < kernel.count {
            unsafe sum.add(row, middle &- distance, middle &+ distance, times: kernel[unchecked: j])
            j &+= 1
            distance &+= step
        }
        sum.store(to: &out, at: i)
        i &+= blockCount
    }
}

/// A symmetric kernel across the rows that start at `offsets`.
private func filterAcrossRows(
    _ rows: Span<Float>,
    offsets: Span<Int>,
    kernel: Span<Float>,
    into out: inout MutableSpan<Float>
) {
    let radius = kernel.count - 1
    precondition(out.count % blockCount == 0 && offsets.count == 2 * radius + 1)
    for j in 0..<offsets.count { precondition(offsets[j] >= 0 && offsets[j] + out.count <= rows.count) }
    var i = 0
    while i < out.count {
        var sum = unsafe Block(rows, offsets[unchecked: radius] &+ i, times: kernel[unchecked: 0])
        var j = 1
        while j < kernel.count {
            let upper = unsafe offsets[unchecked: radius &- j] &+ i
            let lower = unsafe offsets[unchecked: radius &+ j] &+ i
            unsafe sum.add(rows, upper, lower, times: kernel[unchecked: j])
            j &+= 1
        }
        sum.store(to: &out, at: i)
        i &+= blockCount
    }
}
