// SPDX-License-Identifier: Apache-2.0

import Imaging

/// The samples of a region of a picture.
///
/// - Parameters:
///   - samples: The picture, rows without padding, channels interleaved.
///   - size: Width and height of the picture.
///   - channelCount: Samples in a pixel.
///   - region: Must lie inside the picture.
/// - Returns: The region's samples in rows without padding.
func cropped<Sample: BitwiseCopyable & Sendable>(
    _ samples: Span<Sample>,
    size: PixelSize,
    channelCount: Int,
    to region: PixelRegion
) -> [Sample] {
    precondition(samples.count == size.pixelCount * channelCount, "the samples do not make the size")
    precondition(size.bounds.contains(region), "the region lies inside the picture")
    let rowCount = region.width * channelCount
    return [Sample](capacity: region.height * rowCount) { output in
        // Row by row in the width of memory: a copy must cost no more than one.
        unsafe samples.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                for y in region.y..<region.maxY {
                    let start = (y * size.width + region.x) * channelCount
                    let target = unsafe UnsafeMutableBufferPointer(rebasing: buffer[count..<(count + rowCount)])
                    _ = unsafe target.initialize(fromContentsOf: input[start..<(start + rowCount)])
                    count += rowCount
                }
            }
        }
    }
}
