// SPDX-License-Identifier: Apache-2.0

/// The lines through the input that the rows of an output image show.
struct AffinePath {
    private let transform: AffineTransform
    private let width: Int

    init(_ transform: AffineTransform, size: PixelSize) {
        for value in [transform.a, transform.b, transform.c, transform.d, transform.tx, transform.ty] {
            precondition(value.isFinite, "a transform's numbers are finite: \(transform)")
        }
        self.transform = transform
        width = size.width
    }

    /// The line of one output row.
    func row(_ y: Int) -> AffineRow {
        AffineRow(
            x: Double(transform.b) * Double(y) + Double(transform.tx),
            y: Double(transform.d) * Double(y) + Double(transform.ty),
            stepX: transform.a,
            stepY: transform.c,
            count: width
        )
    }
}

/// The straight line through the input that one output row shows.
struct AffineRow {
    /// Position of the row's first pixel; in doubles, so that long rows do not drift.
    let x, y: Double
    /// From a pixel to the next.
    let stepX, stepY: Float
    /// Pixels in the row.
    let count: Int

    /// Positions of eight pixels from `first` on.
    @inline(__always)
    func positions(_ first: Int) -> (Vector, Vector) {
        let lanes = Vector(0, 1, 2, 3, 4, 5, 6, 7)
        let startX = Float(x + Double(first) * Double(stepX))
        let startY = Float(y + Double(first) * Double(stepY))
        return (lanes * stepX + startX, lanes * stepY + startY)
    }
}
