// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite

/// A statement that is compiled once, bound and read without going through values and rows of GRDB.
///
/// Those build an argument list and a dictionary of column names for every run, which took a third of the writing
/// thread's time. Bound to one connection, and let go before it closes.
final class PreparedStatement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw Self.error(code, connection) }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it to its end, without regard to rows.
    func run(_ bind: (inout Arguments) -> Void = { _ in }) throws { try forEach(bind) { _ in } }

    /// Reads what it finds; `body` keeps nothing of the columns.
    func forEach(_ bind: (inout Arguments) -> Void = { _ in }, _ body: (Columns) throws -> Void) throws {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        var arguments = Arguments(handle)
        bind(&arguments)
        guard arguments.code == SQLITE_OK else { throw Self.error(arguments.code, connection) }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw Self.error(code, connection) }
            try body(Columns(handle))
        }
    }

    /// Reads the first of what it finds.
    func first<Value>(
        _ bind: (inout Arguments) -> Void = { _ in },
        _ body: (Columns) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try forEach(bind) { columns in if value == nil { value = try body(columns) } }
        return value
    }

    private static func error(_ code: Int32, _ connection: OpaquePointer) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(connection))
        )
    }
}
