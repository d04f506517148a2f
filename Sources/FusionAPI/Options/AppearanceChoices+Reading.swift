// SPDX-License-Identifier: Apache-2.0

extension EnhancerChoice {
    /// How much of an enhancer is blended in when the request does not say.
    static let defaultBlend = 80

    /// Reads `enhancer`; `nil` when it has no name.
    static func read(_ value: JSONValue, in parent: inout ObjectReader) -> EnhancerChoice? {
        var reader = ObjectReader(value, path: parent.place(of: "enhancer"))
        let errorCount = reader.errors.count
        let name = reader.modelName("name")
        if name == nil, reader.errors.count == errorCount, errorCount == 0 {
            reader.note("name", "missing", limit: "an enhancer's name")
        }
        let blend = reader.integer("blend", in: 0...100) ?? defaultBlend
        reader.end()
        parent.note(reader.errors)
        return name.map { EnhancerChoice(name: $0, blend: blend) }
    }
}

extension MaskChoice {
    /// How soft the edge is when the request does not say, in percent.
    static let defaultBlur = 30

    /// Reads `mask`.
    static func read(_ value: JSONValue, in parent: inout ObjectReader) -> MaskChoice {
        var reader = ObjectReader(value, path: parent.place(of: "mask"))
        let types = readTypes(&reader) ?? [.box]
        let blur = reader.integer("blur", in: 0...100) ?? defaultBlur
        let padding = readPadding(&reader) ?? [0, 0, 0, 0]
        reader.end()
        parent.note(reader.errors)
        return MaskChoice(types: types, blur: blur, padding: padding)
    }

    private static func readTypes(_ reader: inout ObjectReader) -> [Kind]? {
        guard let names = reader.array("types", countIn: 1...Kind.allCases.count) else { return nil }
        var wanted: Set<Kind> = []
        for (place, name) in names.enumerated() {
            guard case .string(let text) = name, let kind = Kind(rawValue: text) else {
                let list = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                reader.note(
                    "types[\(place)]",
                    "not one of the values",
                    measured: name.summary,
                    limit: "one of \(list)"
                )
                continue
            }
            if !wanted.insert(kind).inserted { reader.note("types[\(place)]", "comes twice", measured: text) }
        }
        // Their order means nothing, so equal requests get equal bytes.
        return Kind.allCases.filter(wanted.contains)
    }

    private static func readPadding(_ reader: inout ObjectReader) -> [Int]? {
        guard let sides = reader.array("padding", countIn: 4...4) else { return nil }
        return sides.enumerated().map { place, side in
            guard case .number(let text) = side, let percent = Int(text), (0...100).contains(percent) else {
                reader.note(
                    "padding[\(place)]",
                    "out of range",
                    measured: side.summary,
                    limit: "a whole number from 0 to 100"
                )
                return 0
            }
            return percent
        }
    }
}

extension OutputChoice {
    /// Reads `output`.
    static func read(_ value: JSONValue, in parent: inout ObjectReader) -> OutputChoice {
        var reader = ObjectReader(value, path: parent.place(of: "output"))
        let choice = OutputChoice(format: reader.choice("format"), quality: reader.integer("quality", in: 1...100))
        if choice.format == .png, let quality = choice.quality {
            reader.note("quality", "not used with this format", measured: "\(quality)", limit: "jpeg or webp")
        }
        reader.end()
        parent.note(reader.errors)
        return choice
    }
}
