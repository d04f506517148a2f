// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Affine transform` {
    @Test func `a transform then its inverse is the identity`() throws {
        let transform = AffineTransform(a: 2, b: 0.5, tx: 3, c: -0.25, d: 1.5, ty: -7)
        let back = transform.then(try #require(transform.inverse))
        let point = back(SIMD2(11, -5))
        #expect(abs(point.x - 11) < 1e-4 && abs(point.y + 5) < 1e-4)
    }
}
