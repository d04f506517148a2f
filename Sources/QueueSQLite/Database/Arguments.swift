// SPDX-License-Identifier: Apache-2.0

import GRDBSQLite

/// The arguments of a ``PreparedStatement``, in the order of its question marks.
struct Arguments {
    private let handle: OpaquePointer
    private var index: Int32 = 0
    /// The first failure, or `SQLITE_OK`.
    private(set) var code = SQLITE_OK

    init(_ handle: OpaquePointer) { self.handle = handle }

    mutating func add(_ number: Int?) {
        index += 1
        guard let number else { return }
        note(sqlite3_bind_int64(handle, index, Int64(number)))
    }

    mutating func add(_ text: String?) {
        index += 1
        guard var text else { return }
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // A string without bytes may have no address, which SQLite takes for NULL.
                characters.isEmpty
                    ? sqlite3_bind_text(handle, index, "", 0, Self.copied)
                    : sqlite3_bind_text(handle, index, characters.baseAddress, Int32(characters.count), Self.copied)
            }
        }
        note(code)
    }

    /// An empty array is not NULL.
    mutating func add(_ bytes: [UInt8]?) {
        index += 1
        guard let bytes else { return }
        note(
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob(handle, index, bytes, Int32(bytes.count), Self.copied)
        )
    }

    private mutating func note(_ code: Int32) {
        if self.code == SQLITE_OK { self.code = code }
    }

    /// SQLite's `SQLITE_TRANSIENT`, a macro that is not imported: it copies before the call returns.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
