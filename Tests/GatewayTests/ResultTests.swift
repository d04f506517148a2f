// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Storage
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `A result` {
    /// Longer than a piece of a streamed answer.
    let picture = Pictures.png(width: 800, height: 700)

    @Test
    func `comes whole or in part, with its digest as its tag`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            try await rig.succeed(try await rig.claim(), with: picture)
            let path = "/v1/fusions/\(id)/result"
            let whole = try await rig.client.get(path)
            #expect(whole.status == 200)
            #expect(whole.bytes == picture)
            #expect(whole.field("etag") == "\"\(ContentDigest(of: picture))\"")
            let part = try await rig.client.get(path, fields: ["Range": "bytes=100-199"])
            #expect(part.status == 206)
            #expect(part.bytes == Array(picture[100..<200]))
            #expect(part.field("content-range") == "bytes 100-199/\(picture.count)")
            let last = try await rig.client.get(path, fields: ["Range": "bytes=-7"])
            #expect(last.bytes == Array(picture.suffix(7)))
            let large = try await rig.client.get(path, fields: ["Range": "bytes=1-\(picture.count - 2)"])
            #expect(large.bytes == Array(picture.dropFirst().dropLast()))
            let outside = try await rig.client.get(path, fields: ["Range": "bytes=\(picture.count)-"])
            #expect(outside.status == 416)
            #expect(outside.field("content-range") == "bytes */\(picture.count)")
            let known = try await rig.client.get(path, fields: ["If-None-Match": try #require(whole.field("etag"))])
            #expect(known.status == 304)
            let head = try await rig.client.send("HEAD", path, nil, [:])
            #expect(head.status == 200)
            #expect(head.field("content-length") == "\(picture.count)")
            #expect(head.bytes.isEmpty)
            let wrong = try await rig.client.get(path, fields: ["Accept": "text/html"])
            #expect(wrong.status == 406)
        }
    }
}
