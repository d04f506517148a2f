// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import RESP
import RedisSupport
import Testing

@testable import QueueRedis

struct `What is packed` {
    /// Every kind of value, and numbers at the edges of each of their sizes.
    private static let sample: Packed = {
        var packed = Packed()
        for (place, number) in numbers.enumerated() { packed.put("n\(place)", number) }
        for size in [0, 31, 32, 255, 256, 65_535, 65_536] {
            packed["b\(size)"] = .bytes([UInt8](repeating: UInt8(size % 251), count: size))
        }
        return packed
    }()

    private static let numbers = [
        0, 127, 128, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, 1 << 53, -1, -32, -33, -128, -129, -32_768,
        -32_769, -2_147_483_648, -2_147_483_649,
    ]

    @Test
    func `comes back as it was`() throws {
        #expect(try Packed(Self.sample.encoded) == Self.sample)
        #expect(try Packed(Packed().encoded) == Packed())
    }

    @Test
    func `is refused where it ends early, at every byte`() {
        var packed = Packed()
        packed.put("a", 1_764_213_000_000)
        packed.put("bc", String(repeating: "x", count: 40))
        packed.put("d", 5)
        let whole = packed.encoded
        for count in 0..<whole.count {
            #expect(throws: Packed.Fault.truncated(at: count)) { try Packed(Array(whole.prefix(count))) }
        }
        #expect(throws: Packed.Fault.surplus(bytes: 1)) { try Packed(whole + [0]) }
    }

    @Test
    func `is refused where it is something else`() {
        #expect(throws: Packed.Fault.unknownKind(0xC0, at: 0)) { try Packed([0xC0]) }
        #expect(throws: Packed.Fault.unknownKind(0xCB, at: 3)) { try Packed([0x81, 0xA1, 0x61, 0xCB]) }
        #expect(throws: Packed.Fault.namelessValue(at: 2)) { try Packed([0x81, 0x01, 0x01]) }
    }

    @Test(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"))
    func `means the same to a server's scripts`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let client = RESPClient(.single(rig.server.endpoint), on: MultiThreadedEventLoopGroup.singleton)
        let script = "return cmsgpack.pack(cmsgpack.unpack(ARGV[1]))"
        for packed in [Self.sample, Packed()] {
            let command = RESPCommand("EVAL", .text(script), 0, .bytes(packed.encoded))
            let answer = try await client.send(command, isRepeatable: true)
            #expect(try Packed(answer.content ?? []) == packed)
        }
        await client.close()
    }
}
