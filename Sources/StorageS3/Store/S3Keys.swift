// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// The names of objects under the bucket's prefix.
///
/// | key | object |
/// |---|---|
/// | `a/<id>` | accept record, request and inputs in one; one byte once the inputs were removed; empty once erased |
/// | `i/<id>/<index>` | an input that came as an upload |
/// | `u/<id>` | upload |
/// | `r/<id>` | result; empty once erased |
/// | `f/<id>` | final record, not removed while the accept record has inputs; empty once erased |
/// | `l/<tenant>/<time><id>.<status>` | entry of a tenant's list, newest first; nothing in it |
/// | `e/<name>` | that a task of this name was erased; nothing in it |
///
/// An id begins with its tenant's prefix, so each tenant's objects lie together in every part.
struct S3Keys: Sendable {
    let prefix: String

    enum Area: String, CaseIterable {
        case accepted = "a/"
        case inputs = "i/"
        case uploads = "u/"
        case results = "r/"
        case finals = "f/"
        case lists = "l/"
        case erasures = "e/"
    }

    func area(_ area: Area) -> String { prefix + area.rawValue }

    func key(_ area: Area, _ id: ObjectID) -> String { "\(self.area(area))\(id)" }

    func erasure(of name: String) -> String { area(.erasures) + name }

    func input(_ id: ObjectID, _ index: Int) -> String { "\(key(.inputs, id))/\(index)" }

    func list(of tenant: TenantPrefix) -> String { "\(area(.lists))\(tenant)/" }

    /// Later times come first; among equal ones, later ids.
    func listEntry(_ cursor: FinalRecordCursor, status: String) -> String {
        "\(listEntry(cursor)).\(status)"
    }

    /// What the entry of a record begins with, whatever its status.
    func listEntry(_ cursor: FinalRecordCursor) -> String {
        "\(list(of: cursor.id.tenant))\(Self.inverted(cursor.createdAtMilliseconds))\(Self.inverted(cursor.id))"
    }

    /// The id in a key of an area.
    func id(_ key: String, in area: Area) -> ObjectID? {
        let rest = key.dropFirst(self.area(area).count)
        return ObjectID(String(rest.prefix { $0 != "/" }))
    }

    /// Record and status of an entry.
    func entry(_ key: String, of tenant: TenantPrefix) -> (cursor: FinalRecordCursor, status: String)? {
        let rest = key.dropFirst(list(of: tenant).count)
        let words = rest.split(separator: ".", maxSplits: 1)
        guard words.count == 2, words[0].count == 16 + 48, let time = UInt64(words[0].prefix(16), radix: 16),
            let id = Self.id(inverted: words[0].dropFirst(16))
        else { return nil }
        let cursor = FinalRecordCursor(createdAtMilliseconds: Int64(bitPattern: ~time ^ (1 << 63)), id: id)
        return (cursor, String(words[1]))
    }

    /// Sixteen digits that fall as the time rises, also before 1970.
    private static func inverted(_ time: Int64) -> String {
        let digits = String(~(UInt64(bitPattern: time) ^ (1 << 63)), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func inverted(_ id: ObjectID) -> String { inverted("\(id)"[...]) }

    private static func id(inverted text: Substring) -> ObjectID? { ObjectID(inverted(text)) }

    /// Every hexadecimal digit as what it lacks to 15.
    private static func inverted(_ text: Substring) -> String {
        String(text.map { digit in digit.hexDigitValue.map { Character(String(15 - $0, radix: 16)) } ?? digit })
    }
}
