// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import FusionAPI

/// Reads a text.
func parsed(_ text: String) throws(JSONError) -> JSONValue { try JSONValue(parsing: Array(text.utf8).span) }

@Suite(.timeLimit(.minutes(1)))
struct `JSON texts` {
    @Test(
        arguments: [
            ("null", JSONValue.null), (" true ", .boolean(true)), ("false", .boolean(false)), ("0", .number("0")),
            ("-0.50e+10", .number("-0.50e+10")), ("123456789012345678901", .number("123456789012345678901")),
            ("\"\"", .string("")), ("[]", .array([])), ("{}", .object([:])),
            ("[1, [2] ,\t{\"a\" :null}\r\n]", .array([.number("1"), .array([.number("2")]), .object(["a": .null])])),
            (#""\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00x""#, .string("\"\\/\u{8}\u{c}\n\r\té😀x")),
            (#""照片\u0000""#, .string("照片\0")),
            (#"{"a":{"b":[{}]}}"#, .object(["a": .object(["b": .array([.object([:])])])])),
        ]
    )
    func `a sound text is read`(text: String, value: JSONValue) throws {
        #expect(try parsed(text) == value)
    }

    @Test(
        arguments: [
            "", " ", "nul", "nulll", "True", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity",
            "1e400", "-1e400", "\"",
            "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
            "\"\n\"", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}",
            "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}", "1 2", "[]]", "// x", "'a'", "\u{FEFF}1", "{\"a\":1,\"a\":2}",
        ]
    )
    func `any other text is refused`(text: String) {
        #expect(throws: JSONError.self) { try parsed(text) }
    }

    @Test
    func `bytes that are not UTF-8 are refused`() {
        for bytes: [UInt8] in [
            [0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22],
        ] {
            #expect(throws: JSONError.self) { try JSONValue(parsing: bytes.span) }
        }
    }

    @Test
    func `32 levels are read and 33 refused`() throws {
        let depth = JSONValue.depthMax
        let fitting = String(repeating: "[", count: depth + 1) + String(repeating: "]", count: depth + 1)
        _ = try parsed(fitting)
        #expect(throws: JSONError.self) { try parsed("[\(fitting)]") }
        #expect(throws: JSONError.self) { try parsed(String(repeating: "[", count: 1_000_000)) }
    }

    @Test
    func `an error says where it is`() {
        let error = #expect(throws: JSONError.self) { try parsed("{\"a\": 1,\n \"b\": nope}") }
        #expect(error?.offset == 16)
    }

    @Test
    func `the canonical form is sorted, compact and unchanged by reading it again`() throws {
        let value = try parsed(#"{ "b" : [1.50, "\u0001/\"é"], "a" : {"z":null,"y":true}, "B": -0 }"#)
        let canonical = String(decoding: value.canonicalBytes, as: UTF8.self)
        #expect(canonical == "{\"B\":-0,\"a\":{\"y\":true,\"z\":null},\"b\":[1.50,\"\\u0001/\\\"é\"]}")
        #expect(try parsed(canonical) == value)
    }

    @Test(arguments: 0..<100)
    func `a random value survives writing and reading, and Foundation reads the same`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let value = Self.randomValue(&random, depth: 0)
        let bytes = value.canonicalBytes
        #expect(try JSONValue(parsing: bytes.span) == value, "seed \(seed)")
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) == value, "seed \(seed)")
        let encoded = try JSONEncoder().encode(value)
        #expect(try JSONValue(parsing: Array(encoded).span) == value, "seed \(seed)")
    }

    @Test(arguments: 0..<20)
    func `a damaged text is refused or read, and Foundation refuses no less than is refused here`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<200 {
            var bytes = Self.randomValue(&random, depth: 0).canonicalBytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = Array("{}[]\",:\\u0e-. \u{1}x".utf8).randomElement(using: &random) ?? 0
            let isRead = (try? JSONValue(parsing: bytes.span)) != nil
            let isReadByFoundation =
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            #expect(!isRead || isReadByFoundation, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private static func randomValue(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth < 4 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &random))
        case 2: return .number(String(Int64.random(in: .min ... .max, using: &random)))
        case 3, 4: return .string(randomText(&random))
        case 5:
            return .array(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in randomValue(&random, depth: depth + 1) }
            )
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                members[randomText(&random)] = randomValue(&random, depth: depth + 1)
            }
            return .object(members)
        }
    }

    private static func randomText(_ random: inout SeededGenerator) -> String {
        let letters: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\u{1}", "é", "照", "😀", "/", "\u{7F}", "0"]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<8, using: &random) {
            if let letter = letters.randomElement(using: &random) { text.append(letter) }
        }
        return String(text)
    }
}
