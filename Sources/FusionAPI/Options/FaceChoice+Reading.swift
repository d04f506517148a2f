// SPDX-License-Identifier: Apache-2.0

extension FaceChoice {
    /// Reads `faces`; what is wrong is noted with the object that it is a member of.
    static func read(_ value: JSONValue, personCount: Int, in parent: inout ObjectReader) -> FaceChoice {
        var reader = ObjectReader(value, path: parent.place(of: "faces"))
        var choice = FaceChoice()
        choice.mode = reader.choice("mode") ?? choice.mode
        choice.order = reader.choice("order") ?? choice.order
        choice.index = reader.integer("index", in: 0...RequestLimits.faceIndexMax)
        choice.map = readMap(&reader, personCount: personCount)
        choice.checkCompany(&reader)
        reader.end()
        parent.note(reader.errors)
        return choice
    }

    private static func readMap(_ reader: inout ObjectReader, personCount: Int) -> [Assignment]? {
        guard let lines = reader.array("map", countIn: 1...RequestLimits.personCountMax) else { return nil }
        var map: [Assignment] = []
        for (number, line) in lines.enumerated() {
            var entry = ObjectReader(line, path: "\(reader.place(of: "map"))[\(number)]")
            let source = entry.required("source", in: 0...max(personCount - 1, 0))
            let target = entry.required("target", in: 0...RequestLimits.faceIndexMax)
            if let target, map.contains(where: { $0.target == target }) {
                entry.note("target", "comes twice", measured: "\(target)")
            }
            entry.end()
            reader.note(entry.errors)
            if let source, let target { map.append(Assignment(source: source, target: target)) }
        }
        return map.sorted { $0.target < $1.target }
    }

    /// A place or a map that the mode does not use is a mistake somewhere, which silence would hide.
    private func checkCompany(_ reader: inout ObjectReader) {
        let hasErrors = !reader.errors.isEmpty
        if mode == .index, index == nil, !hasErrors { reader.note("index", "missing", limit: "given with mode index") }
        if mode != .index, let index {
            reader.note("index", "not used with this mode", measured: "\(index)", limit: "mode index")
        }
        if mode == .map, map == nil, !hasErrors { reader.note("map", "missing", limit: "given with mode map") }
        if mode != .map, let map {
            reader.note("map", "not used with this mode", measured: "an array of \(map.count)", limit: "mode map")
        }
    }
}

extension ObjectReader {
    /// A whole number that has to be there.
    mutating func required(_ name: String, in range: ClosedRange<Int>) -> Int? {
        let errorCount = errors.count
        let number = integer(name, in: range)
        if number == nil, errors.count == errorCount {
            note(name, "missing", limit: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
