// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `Multipart bodies` {
    static let boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"

    /// Bytes that come as near to the delimiter as they can without being it.
    static let nearMisses: [UInt8] = Array(
        "\r\n--\r\n----WebKitFormBoundary7MA4YWxkTrZu0g\r\r\n\r\n-\r\n------WebKitFormBoundary7MA4YWxkTrZu0gw\n--\r"
            .utf8
    )

    static var parts: [(head: String, bytes: [UInt8])] {
        [
            (disposition("source", filename: "anna.jpg"), nearMisses + [0, 255, 13, 10] + nearMisses),
            (disposition("target", filename: ""), []),
            (disposition("options"), Array("{}".utf8)),
            (disposition("webhook"), [13]),
        ]
    }

    @Test(arguments: [boundary, "b", "a b", String(repeating: "-", count: 70), "x'()+_,-./:=?y"])
    func `parts come out as they went in`(boundary: String) throws {
        let body = multipartBody(Self.parts, boundary: boundary)
        let read = try collect(body, boundary: boundary)
        #expect(read.map(\.bytes) == Self.parts.map(\.bytes))
        #expect(read.map(\.header.name) == ["source", "target", "options", "webhook"])
        #expect(read.map(\.header.filename) == ["anna.jpg", "", nil, nil])
        #expect(read[0].header.contentType?.mediaType == "image/jpeg")
    }

    @Test
    func `chunks of every size give the same parts`() throws {
        let body = multipartBody(Self.parts, boundary: Self.boundary, preamble: "hello\r\n", epilogue: "\r\nbye")
        let whole = try collect(body, boundary: Self.boundary)
        #expect(whole.map(\.bytes) == Self.parts.map(\.bytes))
        for size in 1...body.count {
            #expect(try collect(body, boundary: Self.boundary, chunks: [size]) == whole, "chunks of \(size)")
        }
    }

    @Test(arguments: 0..<200)
    func `random parts in random chunks come out as they went in`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let boundary = String("\r-ab".dropFirst().randomElement(using: &random) ?? "-") + "ab-a-ab"
        let alphabet = Array("\r\n-ab".utf8)
        let parts = (0..<Int.random(in: 0...4, using: &random)).map { number in
            let count = Int.random(in: 0...300, using: &random)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            return (disposition("part\(number)"), bytes)
        }
        let body = multipartBody(parts, boundary: boundary)
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // By chance a part may hold the delimiter; its sender would have chosen another one.
        guard !parts.contains(where: { ([13, 10] + $0.1).contains(sequence: delimiter) }) else { return }
        let sizes = (0..<40).map { _ in Int.random(in: 1...50, using: &random) }
        let read = try collect(body, boundary: boundary, chunks: sizes)
        #expect(read.map(\.bytes) == parts.map(\.1), "seed \(seed)")
    }

    @Test
    func `a body cut anywhere is incomplete`() throws {
        let body = multipartBody(Self.parts, boundary: Self.boundary, epilogue: "")
        for count in 0..<body.count {
            #expect(throws: MultipartError.incomplete, "cut at \(count)") {
                try collect(Array(body[..<count]), boundary: Self.boundary)
            }
            #expect(throws: MultipartError.incomplete, "cut at \(count)") {
                try collect(Array(body[..<count]), boundary: Self.boundary, chunks: [7])
            }
        }
        #expect(try collect(body, boundary: Self.boundary).count == 4)
    }

    @Test(arguments: 0..<40)
    func `damaged bodies give the same answer in whatever chunks`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let sound = multipartBody(Self.parts, boundary: Self.boundary)
        for _ in 0..<50 {
            var body = sound
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: body.remove(at: place)
                default: body.insert(Array("\r\n-\":; ".utf8).randomElement(using: &random) ?? 0, at: place)
                }
            }
            let size = Int.random(in: 1...60, using: &random)
            let whole = Result { () throws(MultipartError) in try collect(body, boundary: Self.boundary) }
            let pieces = Result { () throws(MultipartError) in
                try collect(body, boundary: Self.boundary, chunks: [size])
            }
            #expect(whole == pieces, "seed \(seed), chunks of \(size)")
        }
    }

    @Test
    func `padding behind a boundary is no part of anything`() throws {
        let body = Array("--b \t \r\n\(disposition("a"))\r\n\r\n1\r\n--b--  \r\n".utf8)
        #expect(try collect(body, boundary: "b").map(\.bytes) == [Array("1".utf8)])
    }

    @Test(
        arguments: [
            "--bc\r\n", "--b\n", "--b\r\r\n", "--b-\r\n", "--b -\r\n", "--b\(String(repeating: " ", count: 65))\r\n",
            "--b-x",
        ]
    )
    func `a boundary's line with anything else is refused`(line: String) {
        let body = Array("\(line)\(disposition("a"))\r\n\r\n1\r\n--b--".utf8)
        for size in [1, 3, .max] {
            #expect(throws: MultipartError.malformedBoundaryLine) { try collect(body, boundary: "b", chunks: [size]) }
        }
    }

    @Test
    func `long parts that are all line breaks or hyphens are read in time`() throws {
        for byte in Array("\r-\na".utf8) {
            let boundary = String(repeating: "a", count: 70)
            let bytes = [UInt8](repeating: byte, count: 4_000_000)
            let body = multipartBody([(disposition("a"), bytes)], boundary: boundary)
            #expect(try collect(body, boundary: boundary, chunks: [65_536]).first?.bytes.count == bytes.count)
        }
    }
}

extension [UInt8] {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        count >= sequence.count && (0...count - sequence.count).contains { self[$0...].starts(with: sequence) }
    }
}
