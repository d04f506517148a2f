// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Entity tags` {
    /// The table of RFC 9110, section 8.8.3.2.
    @Test(
        arguments: [
            ("W/\"1\"", "W/\"1\"", false, true), ("W/\"1\"", "W/\"2\"", false, false),
            ("W/\"1\"", "\"1\"", false, true), ("\"1\"", "\"1\"", true, true),
        ]
    )
    func `tags compare strongly and weakly`(left: String, right: String, strong: Bool, weak: Bool) throws {
        let left = try #require(EntityTag(left))
        let right = try #require(EntityTag(right))
        #expect(left.matchesStrongly(right) == strong)
        #expect(left.matchesWeakly(right) == weak)
    }

    @Test(arguments: ["", "1", "\"1", "1\"", "w/\"1\"", "W\"1\"", "\"a\"b", "\"a b\"", "\"a\"b\""])
    func `what is no tag is none`(field: String) {
        #expect(EntityTag(field) == nil)
    }

    @Test(
        arguments: [
            ("\"a\"", true), ("\"b\", \"a\"", true), ("W/\"a\"", true), ("*", true), (" \"b\" ,, W/\"a\" ", true),
            ("\"b\"", false), ("\"a,b\"", false), ("", false), ("\"a\" \"b\"", false), ("*, \"a\"", false),
            ("a", false), (",", false),
        ]
    )
    func `a copy is fresh when its tag is in the list`(field: String, isFresh: Bool) {
        let condition = EntityTagCondition(field)
        #expect((condition?.isFresh(EntityTag(digest: "a")) ?? false) == isFresh)
    }

    @Test
    func `64 tags are read and more ignored`() {
        let list = Array(repeating: "\"a\"", count: EntityTagCondition.tagCountMax)
        #expect(EntityTagCondition(list.joined(separator: ",")) != nil)
        #expect(EntityTagCondition((list + ["\"a\""]).joined(separator: ",")) == nil)
    }

    @Test
    func `equal bytes have equal tags and others others`() {
        #expect(EntityTag(hashing: [1, 2]) == EntityTag(hashing: [1, 2]))
        #expect(EntityTag(hashing: [1, 2]) != EntityTag(hashing: [2, 1]))
        #expect(EntityTag(EntityTag(hashing: []).field) == EntityTag(hashing: []))
    }
}
