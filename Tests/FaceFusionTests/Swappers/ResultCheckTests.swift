// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Check of the result` {
    private let size = PixelSize(width: 16, height: 16)

    private func picture(_ value: (Int, Int) -> UInt8) -> PixelBuffer {
        var picture = PixelBuffer(size: size, layout: .rgb)
        for y in 0..<size.height {
            for x in 0..<size.width {
                for channel in 0..<3 { picture[x, y, channel] = value(x, y) }
            }
        }
        return picture
    }

    @Test func `a picture that did not change is refused`() {
        let picture = picture { UInt8($0 * 3 + $1) }
        let error = #expect(throws: FusionError.self) { try ResultCheck.check(picture, original: picture) }
        #expect(error?.code == .internalFault)
    }

    @Test func `a face of one colour is refused`() {
        let original = picture { UInt8($0 * 3 + $1) }
        let flat = picture { _, _ in 200 }
        #expect(throws: FusionError.self) { try ResultCheck.check(flat, original: original) }
    }

    @Test func `another face passes, and so do few pixels of one colour`() throws {
        let original = picture { UInt8($0 * 3 + $1) }
        try ResultCheck.check(picture { UInt8($0 * 5 + $1) }, original: original)
        try ResultCheck.check(picture { $0 < 4 && $1 < 4 ? 250 : UInt8($0 * 3 + $1) }, original: original)
    }

    @Test func `a mesh with a point that is no number is refused`() throws {
        try ResultCheck.check(mesh: [SIMD3(1, 2, 3)])
        for bad in [SIMD3<Float>(.nan, 0, 0), SIMD3(0, .infinity, 0), SIMD3(0, 0, -.infinity)] {
            #expect(throws: FusionError.self) { try ResultCheck.check(mesh: [SIMD3(1, 2, 3), bad]) }
        }
    }
}
