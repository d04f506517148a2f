// SPDX-License-Identifier: Apache-2.0

import Imaging

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An image file that an argument named.
struct ImageFile: Hashable, Sendable {
    /// Where it is.
    let path: String
    /// Its place below the folder that was named, else its name: the name that its result keeps.
    let name: String
}

/// Finds the image files that arguments name: files, patterns and folders.
struct ImageFiles {
    /// Whether folders are searched to the bottom.
    var recursive = false
    /// A folder that is left out, so that results of an earlier run are not taken for targets.
    var excluded: FileIdentity?

    /// The files an argument stands for, sorted.
    ///
    /// What exists under the very name is taken as it is; else `*`, `?` and `[…]` are expanded as a shell does. A
    /// plain name of nothing stands for itself, so that reading it reports it.
    ///
    /// - Throws: `not_found` for a folder without images.
    func files(for argument: String) throws(Problem) -> [ImageFile] {
        switch FileStatus(path: argument)?.kind {
        case .folder:
            let names = try images(in: argument, below: "")
            guard !names.isEmpty else { throw Problem(.notFound, "no image in this folder", file: argument) }
            return names.map { ImageFile(path: Path.join(argument, $0), name: $0) }
        case nil where Self.isPattern(argument):
            let matches = Self.expand(argument).filter { FileStatus(path: $0)?.kind != .folder }
            guard !matches.isEmpty else { throw Problem(.notFound, "no file matches", file: argument) }
            return matches.map { ImageFile(path: $0, name: Path.name(of: $0)) }
        default:
            return [ImageFile(path: argument, name: Path.name(of: argument))]
        }
    }

    /// Whether an argument may stand for several files, so that results need a folder.
    static func standsForSeveral(_ argument: String) -> Bool {
        guard let status = FileStatus(path: argument) else { return isPattern(argument) }
        return status.kind == .folder
    }

    private static func isPattern(_ argument: String) -> Bool { argument.contains { "*?[".contains($0) } }

    private static func expand(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }

    /// Names of images in a folder, with the folders between; hidden files are left out.
    private func images(in folder: String, below prefix: String) throws(Problem) -> [String] {
        guard let directory = opendir(folder) else {
            throw Problem(.notFound, systemMessage(errno), file: folder)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = Self.name(of: entry)
            guard !name.hasPrefix("."), let status = FileStatus(path: Path.join(folder, name)) else { continue }
            if status.kind == .folder {
                let inner = Path.join(folder, name)
                guard recursive, status.identity != excluded, !Self.isLink(inner) else { continue }
                names += try images(in: inner, below: prefix + name + "/")
            } else if ImageFormat(fileExtension: Path.fileExtension(of: name)) != nil {
                names.append(prefix + name)
            }
        }
        return names.sorted()
    }

    /// The name is a C array inside the entry, which Swift sees as a tuple.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
    }

    /// Links to folders are not followed: they may lead in a circle.
    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && UInt32(status.st_mode) & UInt32(S_IFMT) == UInt32(S_IFLNK)
    }
}
