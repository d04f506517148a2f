// SPDX-License-Identifier: Apache-2.0

/// Common functions and tables of the scripts, of which each script gets those that it uses.
///
/// Making a function costs the server some hundred steps each time that a script runs, and there are fifty.
struct ScriptParts: Sendable {
    /// Lines that belong together: a function or a table at the outermost level, by its name, or any other line.
    private struct Block: Sendable {
        var name: String?
        var lines: [Substring]
        var words: Set<Substring> = []
    }

    private var blocks: [Block] = []

    /// Reads the parts, one after the other as they go before a script.
    init(_ texts: [String]) {
        for text in texts {
            for line in Self.code(text) { add(line) }
        }
        for place in blocks.indices { blocks[place].words = Self.words(of: blocks[place].lines) }
    }

    /// A script with whatever it uses before it, without comments.
    func text(of script: String) -> String {
        var lines = Self.code(script)
        var used = Self.words(of: lines)
        // Lua's functions know only what stands before them.
        for block in blocks.reversed() {
            if let name = block.name, !used.contains(Substring(name)) { continue }
            used.formUnion(block.words)
            lines = block.lines + lines
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func add(_ line: Substring) {
        if let last = blocks.last, last.name != nil, Self.isOpen(last.lines) {
            blocks[blocks.count - 1].lines.append(line)
        } else {
            blocks.append(Block(name: Self.name(of: line), lines: [line]))
        }
    }

    /// Whether the end of what its first line begins is yet to come.
    private static func isOpen(_ lines: [Substring]) -> Bool {
        if lines.count > 1 { return !["end", "}"].contains(lines[lines.count - 1]) }
        return lines[0].hasSuffix("{") || lines[0].hasPrefix("local function") && !lines[0].hasSuffix(" end")
    }

    private static func name(of line: Substring) -> String? {
        let words = line.split { !isWord($0) }
        if line.hasPrefix("local function "), words.count > 2 { return String(words[2]) }
        return line.hasPrefix("local ") && line.hasSuffix("= {") ? String(words[1]) : nil
    }

    private static func code(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { line in
            !line.drop { $0 == " " }.hasPrefix("--")
        }
    }

    private static func words(of lines: [Substring]) -> Set<Substring> {
        Set(lines.flatMap { $0.split { !isWord($0) } })
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
