// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// A file system in memory, for what cannot be provoked on an ordinary disk: no room, no permission.
public final class SmallDisk {
    /// Where it is mounted.
    public let folder: URL

    /// Whether this process may mount; tests of full and read-only disks are skipped where it may not.
    public static let isPermitted: Bool = {
        do {
            let disk = try SmallDisk(byteCount: 65536)
            return FileManager.default.fileExists(atPath: disk.folder.path)
        } catch {
            return false
        }
    }()

    /// Why a test was skipped.
    public static let skipped = "mounting a file system is not permitted here"

    /// Mounts an empty file system of a size, which is rounded up to whole pages.
    public init(byteCount: Int) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "facefleet-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            try Self.mount(["-t", "tmpfs", "-o", "size=\(byteCount)", "tmpfs", folder.path])
        } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// Allows no more changes, not even to root.
    public func makeReadOnly() throws {
        try Self.mount(["-o", "remount,ro", folder.path])
    }

    /// The path of something on the disk.
    public func path(_ name: String) -> String { folder.appending(path: name).path }

    deinit {
        do {
            // Lazily, because a store may close its last file a moment later.
            try Self.run("umount", ["--lazy", folder.path])
            try FileManager.default.removeItem(at: folder)
        } catch {
            print("left behind: \(folder.path): \(error)")
        }
    }

    private static func mount(_ arguments: [String]) throws { try run("mount", arguments) }

    private static func run(_ command: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw CocoaError(.fileWriteNoPermission) }
    }
}
