// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Queue

/// The database of a data folder, opened: locked, whole, and of this version's schema.
struct DatabaseFile {
    let lock: FolderLock
    private(set) var pool: DatabasePool
    private(set) var recovery = QueueRecovery()

    private let folder: String

    private static let name = "queue.sqlite"
    private static let damagedName = "queue.damaged.sqlite"
    private static let lockName = "queue.lock"
    private static let suffixes = ["", "-wal", "-shm"]

    /// Opens or makes the database; a damaged one is moved aside, because the accept records bring its tasks back.
    init(folder: String) throws(TaskQueueError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .unavailable("cannot make the folder \(folder): \(error.localizedDescription)")
        }
        self.folder = folder
        lock = try FolderLock(path: folder + "/" + Self.lockName)
        let path = folder + "/" + Self.name
        recovery.isNew = !FileManager.default.fileExists(atPath: path)
        do {
            pool = try Self.open(path)
        } catch .damaged {
            pool = try Self.reopen(in: folder)
            noteDamage()
        } catch {
            throw error.reported(path)
        }
    }

    /// Moves the database aside after all, because its rows make no sense.
    mutating func replace() throws(TaskQueueError) {
        do { try pool.close() } catch { throw .unavailable("cannot close the damaged database: \(error)") }
        pool = try Self.reopen(in: folder)
        noteDamage()
    }

    /// Whether a new database would help, rather than another try or more room.
    static func isDamage(_ error: any Error) -> Bool {
        if error is StoredValueError { return true }
        guard let error = error as? DatabaseError else { return false }
        return error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }

    private mutating func noteDamage() {
        recovery.isNew = true
        recovery.damagedPath = folder + "/" + Self.damagedName
    }

    private static func reopen(in folder: String) throws(TaskQueueError) -> DatabasePool {
        try moveAside(in: folder)
        let path = folder + "/" + name
        do { return try open(path) } catch { throw error.reported(path) }
    }

    private enum Refusal: Error {
        case damaged
        case tooNew
        case other(String)

        func reported(_ path: String) -> TaskQueueError {
            switch self {
            case .damaged: .unavailable("\(path) is damaged")
            case .tooNew: .schemaTooNew(path: path)
            case .other(let reason): .unavailable("cannot open \(path): \(reason)")
            }
        }
    }

    private static func open(_ path: String) throws(Refusal) -> DatabasePool {
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read({ try Schema.migrator.hasBeenSuperseded($0) }) { throw Refusal.tooNew }
            let verdict = try pool.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard verdict == "ok" else { throw Refusal.damaged }
            try Schema.migrator.migrate(pool)
            return pool
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw isDamage(error) ? .damaged : .other("\(error)")
        }
    }

    /// `NORMAL` syncs at checkpoints only: what a power cut takes back is in the segments, whose sync came first.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "facefleet.queue"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 3
        configuration.prepareDatabase { database in
            // Readers look through lists, which no cache is of use for.
            let cacheKilobytes = database.configuration.readonly ? 512 : 8000
            try database.execute(
                sql: """
                    PRAGMA synchronous = NORMAL;
                    PRAGMA cache_size = -\(cacheKilobytes);
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA secure_delete = ON;
                    """
            )
        }
        return configuration
    }

    private static func moveAside(in folder: String) throws(TaskQueueError) {
        let files = FileManager.default
        do {
            for suffix in suffixes {
                let (from, to) = (folder + "/" + name + suffix, folder + "/" + damagedName + suffix)
                if files.fileExists(atPath: to) { try files.removeItem(atPath: to) }
                if files.fileExists(atPath: from) { try files.moveItem(atPath: from, toPath: to) }
            }
        } catch {
            throw .unavailable("cannot move the damaged database in \(folder) aside: \(error.localizedDescription)")
        }
    }
}
