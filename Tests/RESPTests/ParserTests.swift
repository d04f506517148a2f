// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import RESP

@Suite struct `The parser` {
    /// Every type, each beside the bytes that mean it.
    static let values: [(text: String, value: RESPValue)] = [
        ("+OK\r\n", .simple("OK")),
        ("+\r\n", .simple("")),
        ("-ERR wrong\r\n", .error(RESPServerError(line: "ERR wrong"))),
        (":-12\r\n", .integer(-12)),
        ("$0\r\n\r\n", .bytes([])),
        ("$5\r\na\r\nbc\r\n", .bytes(Array("a\r\nbc".utf8))),
        ("$-1\r\n", .null), ("*-1\r\n", .null), ("_\r\n", .null),
        (",1.25e3\r\n", .double(1250)), (",-inf\r\n", .double(-.infinity)),
        ("#t\r\n", .boolean(true)), ("#f\r\n", .boolean(false)),
        ("(123456789012345678901234567890\r\n", .bigNumber("123456789012345678901234567890")),
        ("!9\r\nLOADING x\r\n", .error(RESPServerError(line: "LOADING x"))),
        ("=7\r\ntxt:abc\r\n", .bytes(Array("abc".utf8))),
        ("*0\r\n", .array([])),
        ("*3\r\n:1\r\n*1\r\n+a\r\n*0\r\n", .array([.integer(1), .array([.simple("a")]), .array([])])),
        ("~2\r\n:1\r\n:2\r\n", .set([.integer(1), .integer(2)])),
        ("%2\r\n+a\r\n:1\r\n+b\r\n%0\r\n", .map([.init(.simple("a"), .integer(1)), .init(.simple("b"), .map([]))])),
        (">2\r\n+message\r\n$1\r\nx\r\n", .push([.simple("message"), .bytes([120])])),
        // Attributes are passed over, in front of a value and within one.
        ("|1\r\n+ttl\r\n:1\r\n*2\r\n:1\r\n|0\r\n:2\r\n", .array([.integer(1), .integer(2)])),
    ]

    @Test(arguments: values)
    func `reads each type, in pieces of any length`(text: String, value: RESPValue) throws {
        let bytes = Array(text.utf8)
        for pieceLength in [1, 2, 3, 7, bytes.count] {
            var parser = RESPParser()
            var buffer = ByteBuffer()
            var found: [RESPValue] = []
            // Twice, so that what follows a value is seen to be left alone.
            let stream = bytes + bytes
            for start in stride(from: 0, to: stream.count, by: pieceLength) {
                buffer.writeBytes(stream[start..<min(start + pieceLength, stream.count)])
                while let next = try parser.next(from: &buffer) { found.append(next) }
            }
            #expect(found == [value, value])
            #expect(buffer.readableBytes == 0)
        }
    }

    @Test(arguments: values)
    func `waits for more at every byte that a value is cut off at`(text: String, value: RESPValue) throws {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            var parser = RESPParser()
            var buffer = ByteBuffer(bytes: bytes[..<count])
            #expect(try parser.next(from: &buffer) == nil, "\(count) bytes of \(text.debugDescription)")
        }
    }

    @Test(arguments: [
        "x\r\n", "\r\n", ":1x\r\n", ":\r\n", "#x\r\n", "_x\r\n", ",0x1p3\r\n", ",\r\n", "$1\r\nabc\r\n", "$-2\r\n",
        "$+1\r\n", "*-2\r\n", "*x\r\n", "$?\r\n", "=2\r\nab\r\n", "=4\r\nabcd\r\n", "+a\rb\r\n", "*1\r\nx\r\n",
        "$99999999999999999999\r\n",
    ])
    func `refuses what is no RESP3`(text: String) {
        var parser = RESPParser()
        var buffer = ByteBuffer(string: text)
        #expect(throws: RESPProtocolError.self) { try parser.next(from: &buffer) }
    }

    @Test
    func `names what passes a limit, and the limit`() {
        var limits = RESPLimits()
        (limits.lineBytesMax, limits.stringBytesMax, limits.elementsMax, limits.depthMax) = (20, 30, 3, 2)
        for (text, words) in [
            ("+" + String(repeating: "a", count: 21), "bytes of a line: 22, limit 20"),
            ("+" + String(repeating: "a", count: 21) + "\r\n", "bytes of a line: 22, limit 20"),
            ("$31\r\n", "bytes of a string: 31, limit 30"), ("*4\r\n", "elements of an aggregate: 4, limit 3"),
            ("*1\r\n*1\r\n*1\r\n", "aggregates within each other: 3, limit 2"),
        ] {
            var parser = RESPParser(limits: limits)
            var buffer = ByteBuffer(string: text)
            let error = #expect(throws: RESPProtocolError.self) { try parser.next(from: &buffer) }
            #expect(error?.description == words)
        }
    }

    @Test
    func `takes no memory on the server's word alone`() throws {
        var parser = RESPParser()
        var buffer = ByteBuffer(string: "*1000000\r\n*1000000\r\n$60000000\r\n")
        #expect(try parser.next(from: &buffer) == nil)
        #expect(buffer.capacity < 1000)
    }
}

@Suite struct `An error of a server` {
    @Test
    func `is told apart by its first word in capitals`() {
        #expect(RESPServerError(line: "NOSCRIPT No matching script").code == "NOSCRIPT")
        #expect(RESPServerError(line: "NOSCRIPT No matching script").message == "No matching script")
        #expect(RESPServerError(line: "what happened").code == "ERR")
        #expect(RESPServerError(line: "what happened").message == "what happened")
        #expect(RESPServerError(line: "").code == "ERR")
        #expect("\(RESPServerError(line: "OOM"))" == "OOM")
    }

    @Test
    func `says where a slot is`() throws {
        let moved = try #require(RESPServerError(line: "MOVED 3999 127.0.0.1:6381").redirection)
        #expect((moved.isOnce, moved.slot, moved.host, moved.port) == (false, 3999, "127.0.0.1", 6381))
        let ask = try #require(RESPServerError(line: "ASK 1 ::1:7000").redirection)
        #expect((ask.isOnce, ask.host, ask.port) == (true, "::1", 7000))
        #expect(RESPServerError(line: "MOVED 1 :7000").redirection?.host == "")
        for line in ["MOVED", "MOVED 1", "MOVED x a:1", "MOVED 16384 a:1", "MOVED 1 a", "MOVED 1 a:0", "ERR 1 a:1"] {
            #expect(RESPServerError(line: line).redirection == nil, "\(line)")
        }
    }
}

@Suite struct `A command` {
    @Test
    func `is an array of strings`() {
        var buffer = ByteBuffer()
        RESPCommand("SET", "k", .bytes([0, 13, 10]), -7, "é").write(to: &buffer)
        let expected =
            Array("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\n".utf8) + [0, 13, 10]
            + Array("\r\n$2\r\n-7\r\n$2\r\né\r\n".utf8)
        #expect(Array(buffer: buffer) == expected)
    }
}

@Suite struct `A slot of the cluster` {
    @Test
    func `is that of the specification`() {
        #expect(ClusterSlot.checksum(Array("123456789".utf8)[...]) == 0x31C3)
        #expect(ClusterSlot.of("foo") == 12182)
        #expect(ClusterSlot.of("{user1000}.following") == ClusterSlot.of("{user1000}.followers"))
        #expect(ClusterSlot.of("foo{}{bar}") == ClusterSlot.of("foo{}{bar}"))
        #expect(ClusterSlot.of("foo{}{bar}") != ClusterSlot.of("bar"))
        #expect(ClusterSlot.of("foo{bar}{zap}") == ClusterSlot.of("bar"))
        #expect(ClusterSlot.of("foo{{bar}}zap") == ClusterSlot.of("{bar"))
        #expect(ClusterSlot.of("{open") == Int(ClusterSlot.checksum(Array("{open".utf8)[...])) % 16_384)
    }
}
