// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Byte ranges` {
    let tag = EntityTag(digest: "abc123")

    /// Of a file of 10,000 bytes; the first ones are RFC 9110's own examples, section 14.1.2.
    @Test(
        arguments: [
            ("bytes=0-499", ByteRange.part(0..<500)), ("bytes=500-999", .part(500..<1000)),
            ("bytes=-500", .part(9500..<10_000)), ("bytes=9500-", .part(9500..<10_000)),
            ("bytes=0-0", .part(0..<1)), ("bytes=-1", .part(9999..<10_000)), ("bytes=0-", .part(0..<10_000)),
            ("bytes=9999-99999", .part(9999..<10_000)), ("bytes=-99999", .part(0..<10_000)),
            ("BYTES=0-1", .part(0..<2)), ("bytes= 0-1 ", .part(0..<2)),
            ("bytes=0-99999999999999999999", .part(0..<10_000)), ("bytes=10000-", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=10000-10001,-0", .unsatisfiable), ("bytes=0-1,5-6", .whole), ("bytes=10000-,0-1", .whole),
            ("bytes=0-1,", .part(0..<2)), ("bytes=2-1", .whole), ("bytes=", .whole), ("bytes=a-b", .whole),
            ("bytes=1", .whole), ("bytes=-", .whole), ("bytes=1-2-3", .whole), ("lines=0-1", .whole), ("", .whole),
            ("bytes 0-1", .whole), ("bytes=0 - 1", .whole), ("bytes=+1-2", .whole),
        ]
    )
    func `a field asks for bytes, for none, or is ignored`(field: String, answer: ByteRange) {
        #expect(ByteRange.answer(to: field, count: 10_000, tag: tag) == answer)
    }

    @Test
    func `without a field everything is sent`() {
        #expect(ByteRange.answer(to: nil, count: 5, tag: tag) == .whole)
    }

    @Test
    func `an empty file has no range, but its end is all of it`() {
        #expect(ByteRange.answer(to: "bytes=0-", count: 0, tag: tag) == .unsatisfiable)
        #expect(ByteRange.answer(to: "bytes=-5", count: 0, tag: tag) == .whole)
    }

    @Test
    func `more ranges than are read are ignored`() {
        let range = "10000-,"
        let most = "bytes=" + String(repeating: range, count: ByteRange.rangeCountMax)
        #expect(ByteRange.answer(to: most, count: 10, tag: tag) == .unsatisfiable)
        #expect(ByteRange.answer(to: most + range, count: 10, tag: tag) == .whole)
    }

    @Test(arguments: [("\"abc123\"", true), ("W/\"abc123\"", false), ("\"abc124\"", false), ("abc123", false)])
    func `If-Range has to name this very file`(condition: String, holds: Bool) {
        let answer = ByteRange.answer(to: "bytes=0-1", ifRange: condition, count: 10, tag: tag)
        #expect(answer == (holds ? .part(0..<2) : .whole))
    }

    @Test
    func `a date in If-Range and a file without a tag give everything`() {
        let date = "Wed, 21 Oct 2026 07:28:00 GMT"
        #expect(ByteRange.answer(to: "bytes=0-1", ifRange: date, count: 10, tag: tag) == .whole)
        #expect(ByteRange.answer(to: "bytes=0-1", ifRange: tag.field, count: 10, tag: nil) == .whole)
    }

    @Test
    func `Content-Range says what is sent`() {
        #expect(ByteRange.part(500..<1000).contentRange(count: 10_000) == "bytes 500-999/10000")
        #expect(ByteRange.unsatisfiable.contentRange(count: 10_000) == "bytes */10000")
        #expect(ByteRange.whole.contentRange(count: 10_000) == nil)
    }
}
