// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Limits of multipart bodies` {
    let limits = MultipartLimits()

    @Test
    func `24 parts are read and 25 refused`() throws {
        let parts = (0..<limits.partCountMax).map { (disposition("p\($0)"), [UInt8(1)]) }
        #expect(try collect(multipartBody(parts, boundary: "b"), boundary: "b").count == 24)
        #expect(throws: MultipartError.tooManyParts(limit: 24)) {
            _ = try collect(multipartBody(parts + [parts[0]], boundary: "b"), boundary: "b")
        }
    }

    @Test
    func `header fields of 8 KB are read and one byte more refused`() throws {
        let head = disposition("a") + "\r\nX: "
        let room = limits.headerByteCountMax - head.utf8.count - 4
        let fitting = head + String(repeating: "x", count: room)
        #expect(try collect(multipartBody([(fitting, [])], boundary: "b"), boundary: "b").count == 1)
        #expect(throws: MultipartError.headerTooLong(limit: 8192)) {
            _ = try collect(multipartBody([(fitting + "x", [])], boundary: "b"), boundary: "b", chunks: [100])
        }
    }

    @Test
    func `names of 128 bytes and files of 1024 are read and longer ones refused`() throws {
        let name = String(repeating: "n", count: limits.nameByteCountMax)
        let filename = String(repeating: "f", count: limits.filenameByteCountMax)
        let body = multipartBody([(disposition(name, filename: filename), [])], boundary: "b")
        #expect(try collect(body, boundary: "b").first?.header.filename == filename)
        #expect(throws: MultipartError.nameTooLong(129, limit: 128)) {
            _ = try collect(multipartBody([(disposition(name + "n"), [])], boundary: "b"), boundary: "b")
        }
        #expect(throws: MultipartError.filenameTooLong(1025, limit: 1024)) {
            let parts = [(disposition("a", filename: filename + "f"), [UInt8]())]
            _ = try collect(multipartBody(parts, boundary: "b"), boundary: "b")
        }
    }

    @Test(arguments: [1, 100, Int.max])
    func `a kilobyte before and after the parts is skipped and more refused`(size: Int) throws {
        let text = String(repeating: "z", count: limits.surroundingByteCountMax - 4)
        let part = (disposition("a"), [UInt8(7)])
        let fitting = multipartBody([part], boundary: "b", preamble: text + "\r\n", epilogue: "\r\n" + text)
        #expect(try collect(fitting, boundary: "b", chunks: [size]).map(\.bytes) == [[7]])
        let error = MultipartError.surroundingTooLong(limit: 1024)
        #expect(throws: error) {
            let body = multipartBody([part], boundary: "b", preamble: text + "zzz\r\n")
            _ = try collect(body, boundary: "b", chunks: [size])
        }
        #expect(throws: error) {
            let body = multipartBody([part], boundary: "b", epilogue: "\r\n" + text + "zzz")
            _ = try collect(body, boundary: "b", chunks: [size])
        }
    }

    @Test
    func `a boundary has 1 to 70 characters of RFC 2046`() throws {
        #expect(throws: MultipartError.boundaryLength(0)) { try MultipartBoundary("") }
        #expect(throws: MultipartError.boundaryLength(71)) { try MultipartBoundary(String(repeating: "b", count: 71)) }
        for bad in ["a;", "a ", "a\"b", "ä", "a\r\nb", "a*b", "a&b"] {
            #expect(throws: MultipartError.boundaryCharacters) { try MultipartBoundary(bad) }
        }
        #expect(try MultipartBoundary(String(repeating: "b", count: 70)).value.count == 70)
    }

    @Test
    func `the boundary comes from the content type`() throws {
        let quoted = try #require(ContentTypeHeader("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""))
        #expect(try MultipartBoundary(quoted).value == "a b")
        let missing = try #require(ContentTypeHeader("multipart/form-data"))
        #expect(throws: MultipartError.boundaryMissing) { try MultipartBoundary(missing) }
        let other = try #require(ContentTypeHeader("multipart/mixed; boundary=b"))
        #expect(throws: MultipartError.notFormData("multipart/mixed")) { try MultipartBoundary(other) }
    }

    @Test
    func `every error tells clients what was measured`() {
        let error = MultipartError.nameTooLong(129, limit: 128).problem
        #expect(error.code == .malformedRequest)
        #expect(error.measured == "129 bytes")
        #expect(error.limit == "128 bytes")
    }
}
