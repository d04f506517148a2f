// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Addresses that clients name` {
    @Test(
        arguments: [
            ("https://example.org", "example.org", 443, "/"),
            ("https://Example.ORG:8443/a?b=c", "example.org", 8443, "/a?b=c"),
            ("https://example.org?x", "example.org", 443, "/?x"),
            ("https://a-b.x_y.org/@:%2e", "a-b.x_y.org", 443, "/@:%2e"),
            ("https://8.8.8.8/", "8.8.8.8", 443, "/"),
            ("https://[2606:4700::1111]:444/x", "2606:4700::1111", 444, "/x"),
            ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, "/"),
        ]
    )
    func `sound ones are taken apart`(text: String, host: String, port: Int, target: String) throws {
        let url = try RemoteURL(text)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target == target)
        #expect(url.text == text)
    }

    @Test(
        arguments: [
            "", "example.org", "http://example.org", "HTTPS://example.org", "https:/example.org", "https:example.org",
            "https://", "https:///x", "https://user@example.org", "https://user:pass@example.org/",
            "https://@example.org",
            "https://example.org#x", "https://example.org/#", "https://example.org\\@127.0.0.1/",
            "https://exa mple.org",
            "https://example.org/\u{7F}", "https://example.org/ä", "https://bücher.example", "https://example.org:",
            "https://example.org:0", "https://example.org:65536", "https://example.org:+1", "https://example.org:1:2",
            "https://example.org:0443", "https://-a.org", "https://a-.org", "https://a..org", "https://.org",
            "https://example.org./", "https://[::1", "https://[8.8.8.8]/", "https://[2606:4700::1111]x/",
            "https://[2606:4700::1111%25eth0]/", "https://2606:4700::1111/", "https://%31.org", "https://a%2eorg",
            "https://example.org\r\nHost: x", "ftp://example.org", "file:///etc/passwd", "javascript:alert(1)",
        ]
    )
    func `malformed ones are refused`(text: String) {
        #expect(throws: RemoteURLError.self) { try RemoteURL(text) }
    }

    @Test(
        arguments: [
            "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1.", "localhost",
            "LOCALHOST", "a.localhost", "0.0.0.0", "10.1.2.3", "169.254.169.254", "[::1]", "[::]", "[::ffff:127.0.0.1]",
            "[::ffff:8.8.8.8]", "[64:ff9b::7f00:1]", "[fd00:ec2::254]", "[fe80::1]", "[2002:7f00:1::]", "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1", "08.8.8.8",
        ]
    )
    func `hosts that lead inside are refused`(host: String) {
        #expect(throws: RemoteURLError.self) { try RemoteURL("https://\(host)/") }
    }

    @Test
    func `2048 bytes are read and one more refused`() throws {
        let text = "https://example.org/" + String(repeating: "a", count: RemoteURL.byteCountMax - 20)
        #expect(try RemoteURL(text).target.utf8.count == 2029)
        #expect(throws: RemoteURLError.self) { try RemoteURL(text + "a") }
    }

    @Test
    func `a password is not repeated in the error`() {
        let error = #expect(throws: RemoteURLError.self) { try RemoteURL("https://user:hunter2@example.org/") }
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }

    @Test
    func `plain text and loopback have to be allowed one by one`() throws {
        let loopback = AddressPolicy(exceptions: [try #require(AddressBlock("127.0.0.0/8"))])
        let text = "http://127.0.0.1:9000/hook"
        let url = try RemoteURL(text, policy: loopback, allowsPlainText: true)
        #expect(url.port == 9000)
        #expect(try RemoteURL("http://example.org/", allowsPlainText: true).port == 80)
        #expect(throws: RemoteURLError.self) { try RemoteURL(text, policy: loopback) }
        #expect(throws: RemoteURLError.self) { try RemoteURL(text, allowsPlainText: true) }
    }

    @Test(arguments: 0..<20)
    func `random addresses are read or refused`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let letters = Array("aZ0.:/?@[]-%1f#\\")
        for _ in 0..<200 {
            let rest = String(
                (0..<Int.random(in: 0..<20, using: &random)).compactMap { _ in letters.randomElement(using: &random) }
            )
            guard let url = try? RemoteURL("https://" + rest) else { continue }
            #expect(!url.host.contains("@") && !url.host.isEmpty && url.target.hasPrefix("/"), "seed \(seed)")
            #expect(url.host.utf8.last != UInt8(ascii: "."), "seed \(seed)")
        }
    }
}
