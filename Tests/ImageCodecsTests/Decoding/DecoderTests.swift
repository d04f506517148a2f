// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `Image decoder` {
    @Test func `a photo in PNG keeps its size and channels`() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Examples/faces/p1_f_young_cauc.png")
        let bytes = try [UInt8](Data(contentsOf: url))
        let pixels = try ImageDecoder.decode(bytes.span)
        let header = pixels.header
        #expect(header.format == .png && header.size == PixelSize(width: 768, height: 768))
        #expect(pixels.samples.count == 768 * 768 * pixels.layout.channelCount)
    }
}
