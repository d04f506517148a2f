// SPDX-License-Identifier: Apache-2.0

import Imaging

/// Which overlapping squares of a picture the full-range detector looks at, so that faces of every size are seen.
///
/// A level is a grid of tiles of one size. Its smallest face is the narrowest that the detector finds in a tile; its
/// largest is one that still fits into the overlap of two tiles with something around it, and so lies whole in one of
/// them. The next level's smallest face is at most this one's largest.
struct TilePlan: Sendable {
    /// Tiles of one size.
    struct Level: Hashable, Sendable {
        /// The tiles' width and height, in pixels of the picture.
        let side: Int
        /// By how much the picture is shrunk before the tiles are cut from it.
        let reduction: Reduction
        /// The tiles' left edges, in order.
        let columns: [Int]
        /// The tiles' top edges, in order.
        let rows: [Int]

        /// Width of the narrowest face that is found reliably, in pixels of the picture.
        var faceWidthMin: Float { Float(side) * TilePlan.faceFractionMin }

        /// Width of the widest face that lies whole in one tile wherever it is.
        var faceWidthMax: Float {
            let overlaps = [columns, rows].compactMap { starts in
                starts.count > 1 ? side - zip(starts.dropFirst(), starts).map(-).reduce(0, max) : nil
            }
            return Float(overlaps.min() ?? side) / TilePlan.contextFactor
        }
    }

    /// Width of the narrowest face that the full-range detector finds reliably, as a fraction of its input: 14 of 192.
    static let faceFractionMin: Float = 14.0 / 192
    /// How much of a tile it shares with each neighbour, at least.
    static let overlapFraction: Float = 0.26
    /// How much of the picture around a face the detector needs, as a multiple of the face's width.
    static let contextFactor: Float = 1.35

    /// From the largest tiles to the smallest.
    let levels: [Level]

    /// Plans the search of a picture.
    ///
    /// - Parameters:
    ///   - size: The picture's.
    ///   - faceWidthMin: The narrowest face to find, in pixels.
    ///   - inputSide: The detector's.
    init(_ size: PixelSize, faceWidthMin: Float, inputSide: Int) {
        let long = max(size.width, size.height)
        let growth = Self.overlapFraction / Self.contextFactor / Self.faceFractionMin
        var side = faceWidthMin / Self.faceFractionMin
        var levels: [Level] = []
        while side < Float(long) {
            let fitted = Self.fittedSide(size, sideMax: side)
            levels.append(Self.level(side: fitted, size: size, inputSide: inputSide))
            side = Float(fitted) * growth
        }
        levels.append(Self.level(side: long, size: size, inputSide: inputSide))
        self.levels = levels.reversed()
    }

    private static func level(side: Int, size: PixelSize, inputSide: Int) -> Level {
        Level(
            side: side,
            reduction: .strongest(forStep: Float(side) / Float(inputSide), leaving: 1),
            columns: starts(length: size.width, side: side),
            rows: starts(length: size.height, side: side)
        )
    }

    /// The side of the smallest tiles that are no more than those with the greatest allowed side: smaller tiles at the
    /// same cost show smaller faces.
    private static func fittedSide(_ size: PixelSize, sideMax: Float) -> Int {
        let sides = [size.width, size.height].map { length in
            Float(length) / (1 + Float(count(length: length, side: sideMax) - 1) * (1 - overlapFraction))
        }
        return Int(min(sides.reduce(0, max), sideMax).rounded(.up))
    }

    /// Number of tiles that cover a length.
    private static func count(length: Int, side: Float) -> Int {
        guard Float(length) > side else { return 1 }
        return 1 + Int(((Float(length) - side) / (side * (1 - overlapFraction))).rounded(.up))
    }

    /// Where tiles begin that cover a length evenly.
    static func starts(length: Int, side: Int) -> [Int] {
        // Half a pixel more, as a fitted side was rounded and must not need one tile more for it.
        let count = count(length: length, side: Float(side) + 0.5)
        return (0..<count).map { $0 == 0 ? 0 : $0 * (length - side) / (count - 1) }
    }
}

extension TilePlan {
    /// The levels that are needed when another detector has seen the whole picture.
    ///
    /// - Parameter faceFractionMin: Width of the narrowest face that the other detector finds, as a fraction of the
    ///   picture's long side.
    /// - Returns: From the largest tiles to the smallest.
    func levelsBesideWholePicture(faceFractionMin: Float) -> ArraySlice<Level> {
        guard levels.count > 1 else { return levels[...] }
        return levels[1].faceWidthMax >= faceFractionMin * Float(levels[0].side) ? levels.dropFirst() : levels[...]
    }
}
