// SPDX-License-Identifier: Apache-2.0

/// The shared credentials file of Amazon's tools.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files": lines `[name]` or
/// `[profile name]`, lines `name = value`, comments from `#` or `;` on where white space or nothing stands before it.
/// A line that is none of these is passed over; so are indented values of values, under whose names nobody looks.
struct SharedCredentialsFile {
    private let lines: [Substring]

    init(_ text: String) { lines = text.split(whereSeparator: \.isNewline).map(\.trimmed) }

    /// What stands under a profile, names in lower case, the last value of each; nil when there is no such profile.
    func members(of profile: String) -> [String: String]? {
        var members: [String: String]?
        var isInside = false
        for line in lines where !line.isEmpty && !Self.isComment(line) {
            if line.first == "[" {
                isInside = Self.profile(line) == profile
                if isInside, members == nil { members = [:] }
            } else if isInside, let equals = line.firstIndex(of: "=") {
                let value = Self.withoutComment(line[line.index(after: equals)...])
                members?[line[..<equals].trimmed.lowercased()] = String(value)
            }
        }
        return members
    }

    /// The keys of a profile.
    func credentials(of profile: String) throws(SourceFault) -> LentCredentials {
        guard let members = members(of: profile) else {
            throw SourceFault("there is no such profile; add [\(profile)] to the file or set AWS_PROFILE")
        }
        return try LentCredentials(members, named: .file, isForATime: false)
    }

    private static func isComment(_ line: Substring) -> Bool { line.first == "#" || line.first == ";" }

    /// The name between brackets.
    private static func profile(_ line: Substring) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        var name = line[..<end].dropFirst().trimmed
        let keyword = name.prefix { !$0.isWhitespace }
        if keyword == "profile", keyword.endIndex < name.endIndex { name = name[keyword.endIndex...].trimmed }
        guard name.count > 1, name.first == name.last, name.first == "\"" || name.first == "'" else {
            return String(name)
        }
        return String(name.dropFirst().dropLast())
    }

    private static func withoutComment(_ value: Substring) -> Substring {
        var isAfterSpace = false
        for place in value.indices {
            if isAfterSpace, isComment(value[place...]) { return value[..<place].trimmed }
            isAfterSpace = value[place].isWhitespace
        }
        return value.trimmed
    }
}
