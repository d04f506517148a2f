// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import ImageCodecs
import Imaging

/// Collects what is wrong with options, so that all of it is told at once.
struct OptionCheck {
    /// What was found so far.
    private(set) var problems: [Problem] = []

    /// Notes that an option cannot stay as it is.
    mutating func refuse(_ option: String, _ detail: String, measured: String? = nil, limit: String? = nil) {
        var problem = Problem(.invalidOptions, detail, file: option)
        (problem.measured, problem.limit) = (measured, limit)
        problems.append(problem)
    }

    /// Notes a value outside its range.
    mutating func range(_ option: String, _ value: Double?, _ range: ClosedRange<Double>) {
        guard let value, !range.contains(value) else { return }
        let limits = "\(decimal(range.lowerBound, places: 0)) to \(decimal(range.upperBound, places: 0))"
        var problem = Problem(.invalidOptions, "must be \(limits)", file: option)
        problem.measured = value == value.rounded() ? decimal(value, places: 0) : "\(value)"
        problem.limit = limits
        problems.append(problem)
    }

    /// The photos of each person from the two ways to name them.
    mutating func persons(source: [String], person: [String]) -> [[String]] {
        switch (source.isEmpty, person.isEmpty) {
        case (true, true): refuse("--source", "missing: name a photo of the person whose face is taken")
        case (false, false): refuse("--person", "does not go with --source: name every person with --person")
        default: break
        }
        var persons = source.isEmpty ? [] : [source]
        for argument in person { persons.append(photos(of: argument)) }
        for photos in persons where photos.count > FusionPipeline.photoCountMax {
            let limit = FusionPipeline.photoCountMax
            var problem = Problem(.invalidOptions, "too many photos of one person", file: "--source")
            (problem.measured, problem.limit) = ("\(photos.count) photos of one person", "\(limit)")
            problems.append(problem)
        }
        if persons.joined().contains("") { refuse("--source", "names no file") }
        return persons
    }

    /// The photos that one `--person` names.
    private mutating func photos(of argument: String) -> [String] {
        switch FileStatus(path: argument)?.kind {
        case .file: return [argument]
        case .folder:
            do {
                return try ImageFiles().files(for: argument).map(\.path)
            } catch {
                problems.append(error)
                return [argument]
            }
        default:
            return argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The selection of faces; an index or a map alone says what is meant.
    mutating func faces(_ command: SwapCommand, personCount: Int) -> FaceSelection {
        let implied: FacesMode = command.faceMap != nil ? .map : command.faceIndex != nil ? .index : .one
        let mode = command.faces ?? implied
        if mode != .index, command.faceIndex != nil { refuse("--face-index", "needs --faces index") }
        if mode != .map, command.faceMap != nil { refuse("--face-map", "needs --faces map") }
        if mode != .map, personCount > 1 { refuse("--person", "several persons need --faces map") }
        switch mode {
        case .one: return .one
        case .all: return .all
        case .index:
            guard let index = command.faceIndex else {
                refuse("--faces", "index needs --face-index")
                return .one
            }
            range("--face-index", Double(index), 0...9999)
            return .index(index)
        case .map:
            guard let text = command.faceMap else {
                refuse("--faces", "map needs --face-map")
                return .one
            }
            return .map(map(text, personCount: personCount))
        }
    }

    /// `0:2,1:0`: person 0 onto face 2, person 1 onto face 0.
    private mutating func map(_ text: String, personCount: Int) -> [FaceAssignment] {
        var assignments: [FaceAssignment] = []
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let numbers = pair.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard numbers.count == 2, let source = numbers[0], let target = numbers[1], source >= 0, target >= 0 else {
                refuse("--face-map", "'\(pair)' is not PERSON:FACE")
                continue
            }
            if source >= max(personCount, 1) { refuse("--face-map", "there is no person \(source)") }
            if assignments.contains(where: { $0.target == target }) {
                refuse("--face-map", "face \(target) gets two persons")
            }
            assignments.append(FaceAssignment(source: source, target: target))
        }
        range("--face-map", Double(assignments.count), 1...Double(FusionPipeline.fusedFaceCountMax))
        return assignments
    }

    /// A quality that nothing would heed.
    mutating func encoding(_ options: OutputOptions) {
        if options.format == .png, options.quality != nil { refuse("--quality", "a PNG has none") }
    }
}
