// SPDX-License-Identifier: Apache-2.0

import GRDBSQLite

/// The columns of the row at which a ``PreparedStatement`` stands.
struct Columns {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// Zero for NULL.
    func number(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    func optionalNumber(_ column: Int32) -> Int? { isNull(column) ? nil : number(column) }

    func optionalText(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Empty for NULL.
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    func optionalBytes(_ column: Int32) -> [UInt8]? {
        guard !isNull(column) else { return nil }
        let start = sqlite3_column_blob(handle, column)
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// Empty for NULL.
    func bytes(_ column: Int32) -> [UInt8] { optionalBytes(column) ?? [] }
}
