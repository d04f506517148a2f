// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Imaging

@Suite(.timeLimit(.minutes(1))) struct `Coded pictures` {
    /// The coded data of a file with one item.
    private func item(_ name: String) throws -> [UInt8] {
        let bytes = try ImageFixture.bytes(name)
        let place = try #require(bytes.indices.dropLast(4).last { bytes[$0...].starts(with: Array("mdat".utf8)) })
        return Array(bytes[(place + 4)...])
    }

    private func survey(_ name: String, _ data: [UInt8]) throws -> CodedExtent {
        var extent = CodedExtent()
        if name.hasSuffix("avif") {
            try AV1Pictures.survey(data.span, &extent)
        } else {
            try HEVCPictures.survey(data.span, &extent)
        }
        return extent
    }

    @Test(arguments: ["plain.heic", "plain.avif", "gray.heic", "gray.avif", "deep.heic", "deep.avif"])
    func `each copy of the data is one more picture`(_ name: String) throws {
        let data = try item(name)
        for count in 1...3 {
            let extent = try survey(name, Array(repeatElement(data, count: count).joined()))
            #expect(extent.pictureCount == count)
        }
    }

    @Test func `AV1 states its size in the data, HEVC in the configuration`() throws {
        #expect(try survey("plain.avif", item("plain.avif")).size == ImageFixture.size)
        let bytes = try ImageFixture.bytes("plain.heic")
        let box = try #require(bytes.indices.dropLast(4).first { bytes[$0...].starts(with: Array("hvcC".utf8)) })
        let length = Int(bytes[box - 1]) | Int(bytes[box - 2]) << 8
        var extent = CodedExtent()
        try HEVCPictures.survey(configuration: bytes.span.extracting(box + 4..<box - 4 + length), &extent)
        #expect(extent.size == ImageFixture.size)
    }

    @Test(arguments: ImageFixture.names.filter { $0.hasSuffix("heic") || $0.hasSuffix("avif") })
    func `honest files pass, and those cut off give a typed error`(_ name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        var limits = ImageLimits()
        limits.sideMin = 1
        let header = try ImageFixture.header(of: bytes, limits: limits)
        try header.checkCodedPictures(bytes.span)
        for count in 0..<bytes.count {
            let error = #expect(throws: ImageError.self) {
                try header.checkCodedPictures(bytes.span.extracting(first: count))
            }
            #expect(error?.code == .imageDecodeFailed, "\(count)")
        }
    }

    @Test func `more pictures than layers are refused`() throws {
        // The item's data is the file's end: nine times the same, and the table says so.
        let data = try item("plain.avif")
        var bytes = try ImageFixture.bytes("plain.avif")
        bytes += Array(repeatElement(data, count: 8).joined())
        let length = PNGBuilder.big32(data.count)
        let place = try #require(bytes.indices.dropLast(4).first { bytes[$0...].starts(with: length) })
        bytes.replaceSubrange(place..<place + 4, with: PNGBuilder.big32(data.count * 9))
        let header = try ImageFixture.header(of: bytes)
        let error = #expect(throws: ImageError.self) { try header.checkCodedPictures(bytes.span) }
        #expect(error?.message == "the file holds 9 pictures in the place of one")
    }

    @Test func `tiles with many times the grid's pixels are refused`() throws {
        var bytes = try ImageFixture.bytes("grid.avif")
        let places = bytes.indices.dropLast(4).filter { bytes[$0...].starts(with: Array("ispe".utf8)) }
        let tile = try #require(places.last)
        bytes.replaceSubrange(tile + 8..<tile + 12, with: PNGBuilder.big32(4000))
        let header = try ImageFixture.header(of: bytes)
        let error = #expect(throws: ImageError.self) { try header.checkCodedPictures(bytes.span) }
        #expect(error?.message == "the tiles of the picture have more than four times its pixels")
    }

    @Test func `numbers and bits are read as the standards say`() throws {
        var reader = BitReader([0b1010_0110, 0b0100_0001, 0xFF])
        let values = try [reader.exponential(), reader.exponential(), reader.exponential(), reader.exponential()]
        #expect(values == [0, 1, 2, 3])
        #expect(throws: HeaderFault.self) { try reader.bits(32) }
        var zeros = BitReader([UInt8](repeating: 0, count: 9))
        #expect(throws: HeaderFault.self) { try zeros.exponential() }
    }
}
