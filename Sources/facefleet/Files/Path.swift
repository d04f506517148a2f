// SPDX-License-Identifier: Apache-2.0

/// Takes paths apart; nothing here asks the file system.
enum Path {
    /// The folder part, `.` when there is none.
    static func folder(of path: String) -> String {
        guard let slash = trimmed(path).lastIndex(of: "/") else { return "." }
        let folder = trimmed(String(path[..<slash]))
        return folder.isEmpty ? "/" : folder
    }

    /// The last part.
    static func name(of path: String) -> String {
        let path = trimmed(path)
        return path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// What follows the last dot of the name, in lower case; empty when the name has none or begins with its only one.
    static func fileExtension(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The path with another extension.
    static func replacingExtension(of path: String, with new: String) -> String {
        let old = fileExtension(of: path)
        return (old.isEmpty ? path : String(path.dropLast(old.count + 1))) + "." + new
    }

    /// A path inside a folder.
    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// Without slashes at the end, except for the root.
    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
