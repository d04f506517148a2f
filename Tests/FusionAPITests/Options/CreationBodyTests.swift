// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `A fusion asked for in JSON` {
    static let sound = """
        {"sources": [{"photos": [{"data": "AQID"}, {"upload": "u1"}]}, {"photos": [{"upload": "u2"}]}],
         "target": {"upload": "u3"}, "options": {"faces": {"mode": "map", "map": [{"source": 1, "target": 0}]}},
         "webhook": {"url": "https://example.org/hook", "events": ["failed", "succeeded"]}}
        """

    func read(_ text: String, policy: RequestPolicy = RequestPolicy()) throws(Problem) -> CreationBody {
        try CreationBody(Array(text.utf8).span, policy: policy)
    }

    @Test
    func `sources, target, options and webhook are read`() throws {
        let body = try read(Self.sound)
        #expect(body.sources == [[.data([1, 2, 3]), .upload("u1")], [.upload("u2")]])
        #expect(body.targets == [.upload("u3")])
        #expect(body.options.faces.map == [.init(source: 1, target: 0)])
        #expect(body.webhook?.url.host == "example.org")
        #expect(body.webhook?.events == [.succeeded, .failed])
    }

    @Test
    func `a batch names its targets, from one to a thousand`() throws {
        func targets(_ text: String) throws -> [InputReference] {
            let body = #"{"sources": [{"photos": [{"upload": "a"}]}], \#(text)}"#
            return try CreationBody(Array(body.utf8).span, of: .batch, policy: RequestPolicy()).targets
        }
        #expect(try targets(#""targets": [{"upload": "b"}, {"upload": "c"}]"#) == [.upload("b"), .upload("c")])
        let thousand = Array(repeating: #"{"upload": "b"}"#, count: 1000).joined(separator: ",")
        #expect(try targets(#""targets": [\#(thousand)]"#).count == 1000)
        for wrong in [
            #""targets": []"#, #""targets": [\#(thousand), {"upload": "b"}]"#, #""target": {"upload": "b"}"#,
            #""targets": {"upload": "b"}"#, #""targets": [{"upload": "b"}, 1]"#,
        ] {
            let problem = #expect(throws: Problem.self) { try targets(wrong) }
            #expect(problem?.errors.first?.field.hasPrefix("target") == true, "\(wrong)")
        }
    }

    @Test
    func `a webhook tells of every end unless it says otherwise`() throws {
        let text = #"{"url": "https://example.org/"}"#
        let webhook = try WebhookSubscription(try parsed(text), policy: RequestPolicy())
        #expect(webhook.events == WebhookSubscription.Event.allCases)
    }

    @Test(
        arguments: [
            ("{}", ["sources", "target"]),
            (#"{"sources": [], "target": {"upload": "a"}}"#, ["sources"]),
            (#"{"sources": [{}], "target": {"upload": "a"}}"#, ["sources[0].photos"]),
            (#"{"sources": [{"photos": []}], "target": {"upload": "a"}}"#, ["sources[0].photos"]),
            (#"{"sources": [1], "target": 2, "x": 3}"#, ["sources[0]", "target", "x"]),
            (
                """
                {"sources": [{"photos": [{"data": "A"}, {}, {"upload": "a b"}]}],
                 "target": {"data": "", "upload": "a"}}
                """,
                ["sources[0].photos[0].data", "sources[0].photos[1]", "sources[0].photos[2].upload", "target"]
            ),
            (
                #"{"sources": [{"photos": [{"upload": "a"}], "name": 1}], "target": {"upload": "a", "y": 1}}"#,
                ["sources[0].name", "target.y"]
            ),
            (
                #"{"sources": [{"photos": [{"upload": "a"}]}], "target": {"url": "https://example.org/a.jpg"}}"#,
                ["target.url"]
            ),
            (
                """
                {"sources": [{"photos": [{"upload": "a"}]}], "target": {"upload": "a"}, "options": {"age": 101},
                 "webhook": {"events": ["started"], "z": 0}}
                """,
                ["options.age", "webhook.events[0]", "webhook.url", "webhook.z"]
            ),
        ]
    )
    func `every bad field is named at once`(text: String, fields: [String]) {
        let problem = #expect(throws: Problem.self) { try read(text) }
        #expect(problem?.code == .invalidOptions)
        #expect(problem?.errors.map(\.field).sorted() == fields)
    }

    @Test
    func `addresses are read where the tenant may name them`() throws {
        var policy = RequestPolicy()
        policy.mayNameURLs = true
        let text =
            #"{"sources": [{"photos": [{"url": "https://example.org/a.jpg"}]}], "target": {"url": "http://a.org"}}"#
        let problem = #expect(throws: Problem.self) { try read(text, policy: policy) }
        #expect(problem?.errors.map(\.field) == ["target.url"])
    }

    @Test
    func `eight photos of sixteen persons are read and one more refused`() throws {
        let body = { (persons: Int, photos: Int) in
            let person =
                "{\"photos\": [\(Array(repeating: "{\"upload\": \"a\"}", count: photos).joined(separator: ","))]}"
            let sources = Array(repeating: person, count: persons).joined(separator: ",")
            return "{\"sources\": [\(sources)], \"target\": {\"upload\": \"a\"}}"
        }
        #expect(try read(body(16, 8)).sources.joined().count == 128)
        #expect(throws: Problem.self) { try read(body(17, 1)) }
        #expect(throws: Problem.self) { try read(body(1, 9)) }
    }

    @Test
    func `what is not JSON is malformed, at a place`() {
        let problem = #expect(throws: Problem.self) { try read("{\"sources\": [") }
        #expect(problem?.code == .malformedRequest)
        #expect(problem?.detail == "body is not JSON: the JSON text ends too early, at byte 13")
    }

    @Test
    func `a body of 8 MB is read and one byte more refused`() throws {
        let bare = Array(Self.sound.utf8)
        let fitting = bare + [UInt8](repeating: 0x20, count: RequestLimits.bodyByteCountMax - bare.count)
        #expect(try CreationBody(fitting.span, policy: RequestPolicy()).targets == [.upload("u3")])
        let problem = #expect(throws: Problem.self) {
            try CreationBody((fitting + [0x20]).span, policy: RequestPolicy())
        }
        #expect(problem?.limit == "8000000 bytes")
    }

    @Test
    func `a body cut anywhere is refused`() {
        let bytes = Array(Self.sound.utf8)
        for count in 0..<bytes.count {
            #expect(throws: Problem.self) { try CreationBody(Array(bytes[..<count]).span, policy: RequestPolicy()) }
        }
    }

    @Test(arguments: 0..<20)
    func `a damaged body is read or refused`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let letters = Array("{}[]\":,0a-".utf8)
        var refusals = 0
        for _ in 0..<100 {
            var bytes = Array(Self.sound.utf8)
            for _ in 0..<3 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = letters.randomElement(using: &random) ?? 0
            }
            do throws(Problem) {
                _ = try CreationBody(bytes.span, policy: RequestPolicy())
            } catch {
                refusals += 1
                #expect([.malformedRequest, .invalidOptions].contains(error.code), "seed \(seed)")
            }
        }
        #expect(refusals > 0, "seed \(seed)")
    }
}
