// SPDX-License-Identifier: Apache-2.0

import Imaging

@testable import Provenance

/// Which pixels the letters of a mark cover, as seen when it is drawn on white, where it has no plate.
struct MarkInk {
    /// How much of a pixel is covered.
    enum Coverage { case none, partly, fully }

    let size: PixelSize
    let coverage: [Coverage]

    init(_ mark: VisibleMark, size: PixelSize) {
        self.size = size
        let drawn = mark.draw(on: PixelBuffer(size: size, layout: .rgb, filledWith: 255))
        coverage = (0..<size.pixelCount).map { pixel in
            switch drawn.bytes[3 * pixel] {
            case 0: .fully
            case 255: .none
            default: .partly
            }
        }
    }

    private func isInked(row: Int, columns: Range<Int>) -> Bool {
        columns.contains { coverage[row * size.width + $0] != .none }
    }

    private func isInked(column: Int) -> Bool {
        (0..<size.height).contains { coverage[$0 * size.width + column] != .none }
    }

    private func rows(of columns: Range<Int>) -> Range<Int> {
        let inked = (0..<size.height).filter { isInked(row: $0, columns: columns) }
        return (inked.first ?? 0)..<((inked.last ?? -1) + 1)
    }

    /// The rows with ink.
    var rows: Range<Int> { rows(of: 0..<size.width) }

    /// The columns with ink.
    var columns: Range<Int> {
        let inked = (0..<size.width).filter { isInked(column: $0) }
        return (inked.first ?? 0)..<((inked.last ?? -1) + 1)
    }

    /// The rows of the first letter.
    var firstLetterRows: Range<Int> {
        let start = columns.lowerBound
        let end = (start..<size.width).first { !isInked(column: $0) } ?? size.width
        return rows(of: start..<end)
    }

    /// Whether a pixel or one beside it has ink.
    func isNear(_ pixel: Int) -> Bool {
        [-1, 0, 1].contains { row in
            [-1, 0, 1].contains { column in
                let place = pixel + row * size.width + column
                return coverage.indices.contains(place) && coverage[place] != .none
            }
        }
    }

    /// The least contrast, as WCAG 2.2 counts it, of a pixel that is all letter with one near it that is none.
    func leastContrast(in picture: borrowing PixelBuffer) -> Double {
        var least = Double.infinity
        for y in 3..<size.height - 3 {
            for x in 3..<size.width - 3 where coverage[y * size.width + x] == .fully {
                let letter = Self.luminance(picture, x, y)
                for (dx, dy) in [(-3, 0), (3, 0), (0, -3), (0, 3), (2, 2), (-2, -2)]
                where coverage[(y + dy) * size.width + x + dx] == .none {
                    let other = Self.luminance(picture, x + dx, y + dy)
                    least = min(least, (max(letter, other) + 0.05) / (min(letter, other) + 0.05))
                }
            }
        }
        return least
    }

    private static func luminance(_ picture: borrowing PixelBuffer, _ x: Int, _ y: Int) -> Double {
        func light(_ channel: Int) -> Double {
            let value = Double(picture[x, y, channel]) / 255
            return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055)
        }
        return 0.2126 * light(0) + 0.7152 * light(1) + 0.0722 * light(2)
    }
}
