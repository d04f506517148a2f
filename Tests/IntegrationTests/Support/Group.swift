// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageCodecs
import Imaging

/// Which part of a face lies beyond the border.
enum FaceCut: String, Sendable { case left, right, top, bottom }

/// Pictures composed from the example faces.
enum Group {
    /// A PNG with faces (1 to 8) in reading order, each in a portrait of `side` pixels, of which it fills half.
    static func picture(of numbers: [Int], side: Int, columns: Int? = nil) throws -> [UInt8] {
        let columns = columns ?? numbers.count
        let rows = (numbers.count + columns - 1) / columns
        let size = PixelSize(width: max(64, columns * side), height: max(64, rows * side))
        var canvas = PixelBuffer(size: size, layout: .rgb, filledWith: 120)
        for (place, number) in numbers.enumerated() {
            let portrait = try portrait(number)
            let origin = (x: place % columns * side, y: place / columns * side)
            for y in 0..<side {
                for x in 0..<side {
                    let color = mean(of: portrait, x: x, y: y, side: side)
                    for channel in 0..<3 { canvas[origin.x + x, origin.y + y, channel] = color[channel] }
                }
            }
        }
        return SimplePNG.file(canvas)
    }

    /// A PNG with a portrait of which a side is cut off through the middle of the face.
    static func cutFace(_ number: Int, _ cut: FaceCut) throws -> [UInt8] {
        let portrait = try portrait(number)
        let (width, height) = (portrait.size.width, portrait.size.height)
        let kept =
            switch cut {
            case .left: PixelRegion(x: width / 2, y: 0, width: width / 2, height: height)
            case .right: PixelRegion(x: 0, y: 0, width: width / 2, height: height)
            case .top: PixelRegion(x: 0, y: height / 2, width: width, height: height / 2)
            case .bottom: PixelRegion(x: 0, y: 0, width: width, height: height / 2)
            }
        var part = PixelBuffer(size: kept.size, layout: .rgb)
        for y in 0..<kept.height {
            for x in 0..<kept.width {
                for channel in 0..<3 { part[x, y, channel] = portrait[kept.x + x, kept.y + y, channel] }
            }
        }
        return SimplePNG.file(part)
    }

    private static func portrait(_ number: Int) throws -> PixelBuffer {
        var image = try DecodedImage(
            decoding: Array(try Data(contentsOf: URL(filePath: ExampleFaces.path(number))))
        )
        return try image.pixels(in: image.size.bounds, reduction: .full)
    }

    /// One pixel of the portrait shrunk to `side`: the mean of the pixels it covers.
    private static func mean(of portrait: borrowing PixelBuffer, x: Int, y: Int, side: Int) -> [UInt8] {
        let size = portrait.size
        let columns = x * size.width / side..<max(x * size.width / side + 1, (x + 1) * size.width / side)
        let rows = y * size.height / side..<max(y * size.height / side + 1, (y + 1) * size.height / side)
        var sums = [0, 0, 0]
        for row in rows {
            for column in columns {
                for channel in 0..<3 { sums[channel] += Int(portrait[column, row, channel]) }
            }
        }
        return sums.map { UInt8($0 / (rows.count * columns.count)) }
    }
}
