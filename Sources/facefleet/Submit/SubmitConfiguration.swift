// SPDX-License-Identifier: Apache-2.0

import FaceFusion
internal import FusionAPI
import Imaging

/// What `facefleet submit` is to do, checked as far as the service need not be asked.
struct SubmitConfiguration: Sendable {
    /// The service's address, without a slash at the end.
    let service: String
    /// Photos of the person: files.
    let sources: [String]
    /// The photo that the face goes into.
    let target: String
    /// The result's file.
    let output: String
    /// The request's `options`.
    let options: [UInt8]
    /// The request's `Idempotency-Key`.
    let key: String
    /// How long the end is waited for.
    let timeout: Duration
    /// Whether the task is told as JSON.
    let json: Bool

    /// Checks what was typed.
    ///
    /// - Throws: `CommandFailure` with every bad option, not just the first.
    init(_ command: SubmitCommand) throws {
        var check = OptionCheck()
        check.range("--fusion-degree", Double(command.fusionDegree), 0...100)
        check.range("--quality", command.quality.map(Double.init), 1...100)
        check.range("--timeout", Double(command.timeout), 1...86_400)
        check.range("--face-index", command.faceIndex.map(Double.init), 0...9999)
        if command.output.isEmpty { check.refuse("--output", "names no file") }
        if !command.url.hasPrefix("http://"), !command.url.hasPrefix("https://") {
            check.refuse("--url", "begins with neither http:// nor https://")
        }
        let mode = command.faces ?? (command.faceIndex == nil ? .one : .index)
        if mode == .map { check.refuse("--faces", "map takes several persons, which are sent to the service directly") }
        if (mode == .index) != (command.faceIndex != nil) {
            check.refuse("--face-index", "goes with --faces index, and only with it")
        }
        if Priority(rawValue: command.priority) == nil { check.refuse("--priority", "is not one of vip, normal, bulk") }
        if !check.problems.isEmpty { throw CommandFailure(check.problems) }
        service = String(command.url.reversed().drop { $0 == "/" }.reversed())
        sources = command.source
        target = command.target
        output = command.output
        options = Self.options(command, mode)
        key = command.key ?? Self.newKey()
        timeout = .seconds(command.timeout)
        json = command.json
    }

    private static func options(_ command: SubmitCommand, _ mode: FacesMode) -> [UInt8] {
        var faces: [String: FusionAPI.JSONValue] = [
            "mode": .string(mode.rawValue), "order": .string(command.order.rawValue),
        ]
        if let index = command.faceIndex { faces["index"] = .number(String(index)) }
        var members: [String: FusionAPI.JSONValue] = [
            "priority": .string(command.priority), "eyes": .string(command.eyes.rawValue),
            "fusion_degree": .number(String(command.fusionDegree)), "faces": .object(faces),
        ]
        var output: [String: FusionAPI.JSONValue] = [:]
        if let format = format(command) { output["format"] = .string(format.rawValue) }
        if let quality = command.quality { output["quality"] = .number(String(quality)) }
        if !output.isEmpty { members["output"] = .object(output) }
        return FusionAPI.JSONValue.object(members).canonicalBytes
    }

    private static func format(_ command: SubmitCommand) -> ResultFormat? {
        if let format = command.format { return format }
        let name = Path.fileExtension(of: command.output)
        return name == "jpg" ? .jpeg : ResultFormat(rawValue: name)
    }

    private static func newKey() -> String {
        "submit-" + String(UInt64.random(in: 0 ... .max), radix: 36) + String(UInt64.random(in: 0 ... .max), radix: 36)
    }
}
