// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing

@testable import StorageS3

@Suite struct `Answers of a store` {
    private func answer(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String = "") -> S3Answer {
        S3Answer(status: status, headers: headers, body: [UInt8](body.utf8))
    }

    @Test func `say how long the object is, however they are sent`() {
        #expect(answer(200, ["Content-Length": "7"]).objectByteCount == 7)
        #expect(answer(206, ["Content-Length": "2", "Content-Range": "bytes 0-1/9"], "ab").objectByteCount == 9)
        #expect(answer(200, ["Transfer-Encoding": "chunked"], "abc").objectByteCount == 3)
        #expect(answer(200, ["Content-Length": "0"]).objectByteCount == 0)
        #expect(answer(200, ["Transfer-Encoding": "chunked"]).objectByteCount == nil)
    }

    @Test func `that something is not there are good for readers and never for writers`() {
        for status in [301, 400, 403, 404, 409, 412, 416, 500] {
            #expect(!S3Call(.put, "k").accepts(answer(status)) && !S3Call(.post, "k").accepts(answer(status)))
        }
        var create = S3Call(.put, "k")
        create.demandAbsence()
        #expect(create.accepts(answer(412)) && !create.accepts(answer(404)) && create.accepts(answer(200)))
        #expect(S3Call(.get, "k").accepts(answer(404)) && S3Call(.get, "k").accepts(answer(416)))
        #expect(!S3Call(.get, "k").accepts(answer(404, [:], "<Error><Code>NoSuchBucket</Code></Error>")))
    }
}
