// SPDX-License-Identifier: Apache-2.0

/// The text format read back, strictly: what this parser refuses, Prometheus refuses or merges.
struct ParsedExposition {
    struct Family {
        var help: String
        var kind: String
        var samples: [Sample] = []
    }

    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    enum Failure: Error, Equatable { case line(String) }

    private(set) var families: [String: Family] = [:]
    private(set) var order: [String] = []

    init(_ bytes: [UInt8]) throws(Failure) {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else {
            throw .line("not UTF-8, or no line feed at the end")
        }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            try read(String(line))
        }
    }

    /// The value of one sample; nil when there is none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.values.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func read(_ line: String) throws(Failure) {
        if line.hasPrefix("# HELP ") {
            let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
            guard parts.count == 2, families[String(parts[0])] == nil else { throw .line(line) }
            families[String(parts[0])] = Family(help: try Self.unescaped(parts[1], line), kind: "")
            order.append(String(parts[0]))
        } else if line.hasPrefix("# TYPE ") {
            let parts = line.dropFirst(7).split(separator: " ").map(String.init)
            guard parts.count == 2, parts[0] == order.last, families[parts[0]]?.kind == "" else { throw .line(line) }
            families[parts[0]]?.kind = parts[1]
        } else {
            let sample = try Self.sample(line)
            guard let family = order.last, let kind = families[family]?.kind, kind != "" else { throw .line(line) }
            let names = kind == "histogram" ? ["_bucket", "_sum", "_count"].map { family + $0 } : [family]
            let isNew = families[family]?.samples.contains { $0.name == sample.name && $0.labels == sample.labels }
            guard names.contains(sample.name), isNew == false else { throw .line(line) }
            families[family]?.samples.append(sample)
        }
    }

    private static func sample(_ line: String) throws(Failure) -> Sample {
        var rest = Substring(line)
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            repeat {
                rest = rest.dropFirst()
                let key = rest.prefix { $0 != "=" }
                rest = rest.dropFirst(key.count)
                guard rest.hasPrefix("=\"") else { throw .line(line) }
                rest = rest.dropFirst(2)
                let quoted = Self.quoted(rest)
                rest = rest.dropFirst(quoted.count)
                guard rest.first == "\"", labels[String(key)] == nil else { throw .line(line) }
                labels[String(key)] = try unescaped(quoted, line)
                rest = rest.dropFirst()
            } while rest.first == ","
            guard rest.first == "}" else { throw .line(line) }
            rest = rest.dropFirst()
        }
        guard !name.isEmpty, rest.first == " ", let value = number(rest.dropFirst()) else { throw .line(line) }
        return Sample(name: String(name), labels: labels, value: value)
    }

    /// Up to the quote that is not escaped.
    private static func quoted(_ text: Substring) -> Substring {
        var isEscaped = false
        return text.prefix { character in
            if isEscaped {
                isEscaped = false
                return true
            }
            isEscaped = character == "\\"
            return character != "\""
        }
    }

    private static func unescaped(_ text: Substring, _ line: String) throws(Failure) -> String {
        var output = ""
        var characters = text.makeIterator()
        while let character = characters.next() {
            guard character == "\\" else {
                output.append(character)
                continue
            }
            switch characters.next() {
            case "\\": output.append("\\")
            case "n": output.append("\n")
            case "\"": output.append("\"")
            default: throw .line(line)
            }
        }
        return output
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains { $0.isLetter && $0 != "e" } ? nil : Double(text)
        }
    }
}
