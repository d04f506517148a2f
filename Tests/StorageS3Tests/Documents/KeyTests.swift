// SPDX-License-Identifier: Apache-2.0

import Storage
import Testing

@testable import StorageS3

@Suite struct `Keys of objects` {
    private let keys = S3Keys(prefix: "p/")
    private let id = ObjectID(tenant: "t", name: "n")

    @Test func `name the object in its area`() {
        #expect(keys.key(.results, id) == "p/r/\(id)")
        #expect(keys.id(keys.input(id, 3), in: .inputs) == id)
        #expect(keys.id("p/r/else", in: .results) == nil)
    }

    @Test func `put later times first`() throws {
        let times: [Int64] = [.min, -1, 0, 1, 1_700_000_000_000, .max]
        let names = times.map { time in
            keys.listEntry(FinalRecordCursor(createdAtMilliseconds: time, id: id), status: "failed")
        }
        #expect(names == names.sorted(by: >))
        for (name, time) in zip(names, times) {
            let entry = try #require(keys.entry(name, of: id.tenant))
            #expect(entry.cursor.createdAtMilliseconds == time && entry.cursor.id == id && entry.status == "failed")
        }
    }
}
