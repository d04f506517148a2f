// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Which addresses may be connected to` {
    /// The first and the last address of each block, and its neighbours that are not refused.
    @Test(
        arguments: [
            ("0.0.0.0", false), ("0.255.255.255", false), ("1.0.0.0", true), ("9.255.255.255", true),
            ("10.0.0.0", false),
            ("10.255.255.255", false), ("11.0.0.0", true), ("100.63.255.255", true), ("100.64.0.0", false),
            ("100.100.100.200", false), ("100.127.255.255", false), ("100.128.0.0", true), ("126.255.255.255", true),
            ("127.0.0.0", false), ("127.255.255.255", false), ("128.0.0.0", true), ("168.63.129.16", false),
            ("168.63.129.17", true), ("169.253.255.255", true), ("169.254.0.0", false), ("169.254.169.254", false),
            ("169.255.0.0", true), ("172.15.255.255", true), ("172.16.0.0", false), ("172.31.255.255", false),
            ("172.32.0.0", true), ("192.0.0.192", false), ("192.0.1.0", true), ("192.0.2.1", false),
            ("192.88.99.1", false), ("192.167.255.255", true), ("192.168.0.0", false), ("192.168.255.255", false),
            ("192.169.0.0", true), ("198.17.255.255", true), ("198.18.0.0", false), ("198.19.255.255", false),
            ("198.20.0.0", true), ("198.51.100.7", false), ("203.0.113.7", false), ("223.255.255.255", true),
            ("224.0.0.0", false), ("239.255.255.255", false), ("240.0.0.0", false), ("255.255.255.255", false),
        ]
    )
    func `version 4`(text: String, isAllowed: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect((AddressPolicy().refusal(of: address) == nil) == isAllowed)
    }

    @Test(
        arguments: [
            ("::", false), ("::1", false), ("::127.0.0.1", false), ("::ffff:127.0.0.1", false),
            ("::ffff:8.8.8.8", false),
            ("64:ff9b::8.8.8.8", false), ("64:ff9b:1::1", false), ("100::1", false), ("1fff::1", false),
            ("2000::1", true),
            ("2001::1", false), ("2001:1ff:ffff::1", false), ("2001:200::1", true), ("2001:db8::1", false),
            ("2001:db9::1", true), ("2002:7f00:1::1", false), ("2003::1", true), ("2606:4700::1111", true),
            ("3ffe:ffff::1", true), ("3fff:fff::1", false), ("3fff:1000::1", true), ("4000::1", false),
            ("fc00::1", false),
            ("fd00:ec2::254", false), ("fe80::1", false), ("fec0::1", false), ("ff02::1", false),
        ]
    )
    func `version 6`(text: String, isAllowed: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect((AddressPolicy().refusal(of: address) == nil) == isAllowed)
    }

    @Test
    func `a refusal says why`() throws {
        #expect(AddressPolicy().refusal(of: try #require(IPAddress("::1"))) == "a loopback address")
        #expect(AddressPolicy().refusal(of: try #require(IPAddress("fd00::1"))) == "a private address")
        #expect(AddressPolicy().refusal(of: try #require(IPAddress("4000::1"))) == "not a global unicast address")
    }

    @Test(
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.2.3.4", "1.2.3.4 ", "1..3.4", "0x1.2.3.4", "1.2.3.-4",
            "1.2.3.+4",
            ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::", "::1%1",
            "1:", ":1", "::1.2.3", "::1.2.3.4:5", "1.2.3.4::", "[::1]", "::1/128", "1:2:3:4:5:6:7:1.2.3.4", "::١",
        ]
    )
    func `what is no address is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        arguments: [
            ("::", 0), ("::1", 1), ("1::", UInt128(1) << 112),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004_0005_0006_0007_0008),
            ("::1.2.3.4", 0x0102_0304), ("1:2:3:4:5:6:1.2.3.4", 0x0001_0002_0003_0004_0005_0006_0102_0304),
            ("1::7:8", 0x0001_0000_0000_0000_0000_0000_0007_0008), ("ABCD::", UInt128(0xABCD) << 112),
            ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004_0005_0006_0007_0000),
            ("::2:3:4:5:6:7:8", 0x0002_0003_0004_0005_0006_0007_0008),
        ]
    )
    func `version 6 has its bits`(text: String, bits: UInt128) {
        #expect(IPAddress(text) == .v6(bits))
    }

    @Test(arguments: 0..<20)
    func `random bits survive their text`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let bits = UInt128(random.next()) << 64 | UInt128(random.next())
        let groups = (0..<8).map { String(UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)), radix: 16) }
        #expect(IPAddress(groups.joined(separator: ":")) == .v6(bits), "seed \(seed)")
    }

    @Test
    func `blocks hold what they say`() throws {
        let block = try #require(AddressBlock("10.1.0.0/16"))
        #expect(
            block.contains(.v4(0x0A01_FFFF)) && !block.contains(.v4(0x0A02_0000)) && !block.contains(.v6(0x0A01_0000))
        )
        #expect(AddressBlock("0.0.0.0/0")?.contains(.v4(.max)) == true)
        #expect(AddressBlock("::/0")?.contains(.v6(.max)) == true)
        for bad in ["10.1.0.1/16", "10.1.0.0", "10.1.0.0/33", "10.1.0.0/-1", "10.1.0.0/016", "/8", "::/129", "a/8"] {
            #expect(AddressBlock(bad) == nil)
        }
    }
}
