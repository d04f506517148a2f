// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageCodecs
import Imaging

/// A picture's pixels for comparison.
struct Pixels {
    let size: PixelSize
    private let bytes: [UInt8]

    /// Decodes a file.
    init(file: String) throws {
        var image = try DecodedImage(decoding: Array(try Data(contentsOf: URL(filePath: file))))
        size = image.size
        bytes = try image.pixels(in: image.size.bounds, reduction: .full).takeBytes()
    }

    /// The smallest region with all pixels that differ; `nil` when none does, or the sizes do.
    func region(differingFrom other: Pixels) -> PixelRegion? {
        guard size == other.size else { return nil }
        let places = bytes.indices.filter { bytes[$0] != other.bytes[$0] }.map { $0 / 3 }
        let (columns, rows) = (places.map { $0 % size.width }, places.map { $0 / size.width })
        guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max() else {
            return nil
        }
        return PixelRegion(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }

    /// The mean absolute difference of all channels, 0 to 255, over some columns or all.
    func distance(to other: Pixels, columns: Range<Int>? = nil) -> Double {
        guard size == other.size else { return 255 }
        let columns = columns ?? 0..<size.width
        var sum = 0
        for y in 0..<size.height {
            for x in columns {
                for channel in 0..<3 {
                    let place = (y * size.width + x) * 3 + channel
                    sum += abs(Int(bytes[place]) - Int(other.bytes[place]))
                }
            }
        }
        return Double(sum) / Double(size.height * columns.count * 3)
    }
}
