// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// Draws a whole number in the seven strokes of a pocket calculator.
    ///
    /// Layout and units: as ``drawLine(from:to:_:)``.
    ///
    /// - Parameters:
    ///   - number: At least 0.
    ///   - corner: The top-left corner of the first digit.
    ///   - height: Of a digit, in pixels; a digit is half as wide.
    ///   - stroke: How its lines are drawn.
    public mutating func drawNumber(_ number: Int, at corner: SIMD2<Float>, height: Float, _ stroke: Stroke) {
        precondition(number >= 0, "\(number) has no digits of its own")
        let width = height / 2
        for (place, character) in String(number).enumerated() {
            let origin = corner + SIMD2(Float(place) * (width + max(stroke.width * 2, height / 5)), 0)
            for segment in Self.segments(of: character) {
                let scale = SIMD2(width, height / 2)
                drawLine(from: origin + segment.0 * scale, to: origin + segment.1 * scale, stroke)
            }
        }
    }

    /// The lit strokes of a digit on a grid one wide and two high.
    private static func segments(of digit: Character) -> [(SIMD2<Float>, SIMD2<Float>)] {
        let all: [Character: (SIMD2<Float>, SIMD2<Float>)] = [
            "a": ([0, 0], [1, 0]), "b": ([1, 0], [1, 1]), "c": ([1, 1], [1, 2]), "d": ([0, 2], [1, 2]),
            "e": ([0, 1], [0, 2]), "f": ([0, 0], [0, 1]), "g": ([0, 1], [1, 1]),
        ]
        let lit: [Character: String] = [
            "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd", "6": "afgedc", "7": "abc",
            "8": "abcdefg", "9": "abcdfg",
        ]
        return (lit[digit] ?? "").compactMap { all[$0] }
    }
}
