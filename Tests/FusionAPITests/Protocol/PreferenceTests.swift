// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Preferences of a client` {
    @Test(
        arguments: [
            ("wait=10", 10, false), ("respond-async, wait=10", 10, true), ("Wait = 5", 5, false),
            ("wait=\"7\"", 7, false), ("wait=600", 60, false), ("wait=99999999999999999999", 60, false),
            ("wait=0", 0, false), ("wait=1, wait=2", 1, false), ("wait=-1", nil, false), ("wait=1.5", nil, false),
            ("wait", nil, false), ("return=minimal; foo=\"a,wait=3\", RESPOND-ASYNC", nil, true),
            ("foo=\"bar, wait=3", 3, false), (nil, nil, false), ("=,;,", nil, false),
            ("handling=lenient, wait=20", 20, false),
        ]
    )
    func `Prefer says how long to wait`(field: String?, wait: Int?, isAsynchronous: Bool) {
        let prefer = PreferHeader(field)
        #expect(prefer.waitSeconds == wait)
        #expect(prefer.respondsAsynchronously == isAsynchronous)
    }

    @Test
    func `what was preferred is said back`() {
        #expect(PreferHeader("respond-async, wait=100").applied == "wait=60")
        #expect(PreferHeader("respond-async").applied == "respond-async")
        #expect(PreferHeader(nil).applied == nil)
    }

    @Test(
        arguments: [
            (nil, false), ("*/*", false), ("image/*", true), ("image/png", false), ("image/jpeg", true),
            ("application/json", false), ("image/*, application/json", false),
            ("application/json;q=0.5, image/*", true), ("image/*;q=0.5, */*", false),
            ("text/html, image/avif, */*;q=0.8", false), ("image/jpeg;q=0, image/*", false), ("rubbish", false),
        ]
    )
    func `Accept says whether the image itself is wanted`(field: String?, wantsImage: Bool) {
        #expect(AcceptHeader(field).prefersImage("image/jpeg") == wantsImage)
    }

    /// RFC 9110, section 12.5.1, the last example.
    @Test
    func `the most specific range decides`() {
        let accept = AcceptHeader("text/*;q=0.3, text/plain;q=0.7, text/html;q=1, */*;q=0.5")
        #expect(accept.quality(of: "text/html") == 1000)
        #expect(accept.quality(of: "text/plain") == 700)
        #expect(accept.quality(of: "text/markdown") == 300)
        #expect(accept.quality(of: "image/jpeg") == 500)
    }

    @Test
    func `nothing acceptable is no choice`() {
        #expect(AcceptHeader("text/html").choice(of: ["application/json", "image/png"]) == nil)
        #expect(AcceptHeader("*/*;q=0").choice(of: ["application/json"]) == nil)
        #expect(AcceptHeader("text/html, application/problem+json").choice(of: ["application/problem+json"]) != nil)
    }

    @Test(arguments: ["a/b;q=2", "a/b;q=1.001", "a/b;q=0.0001", "a/b;q=x", "a/b;q=", "*/b", "a", "/b"])
    func `a malformed range is left out`(range: String) {
        #expect(AcceptHeader("\(range), image/png;q=0.001").quality(of: "a/b") == 0)
        #expect(AcceptHeader("\(range), image/png;q=0.001").quality(of: "image/png") == 1)
    }

    @Test(
        arguments: [
            ("application/json", "application/json"), ("Application/JSON; charset=UTF-8", "application/json"),
            ("a/b ; c=\"d;e\" ;", "a/b"), ("", nil), ("application", nil), ("a/b c", nil), ("a/b; c", nil),
        ]
    )
    func `Content-Type names a type`(field: String, type: String?) {
        #expect(ContentTypeHeader(field)?.mediaType == type)
    }

    @Test
    func `an idempotency key has 1 to 255 visible characters`() throws {
        #expect(try IdempotencyKey(String(repeating: "k", count: 255)).value.count == 255)
        for bad in ["", String(repeating: "k", count: 256), "a b", "ä", "a\t"] {
            let problem = #expect(throws: Problem.self) { try IdempotencyKey(bad) }
            #expect(problem?.code == .malformedRequest)
        }
    }
}
