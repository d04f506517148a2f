// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `facefleet doctor`: says what is missing and how to get it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine has, what is missing and how to get it."
    )

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let findings =
            [Self.processor, Self.machine] + CodecFindings.all + ModelFindings.all(in: shared.models)
        let failures = findings.filter { $0.state == .missing }
        if shared.json {
            let members: [(String, JSONValue)] = [
                ("version", .string(Facefleet.version)), ("ready", .bool(failures.isEmpty)),
                ("findings", .array(findings.map(\.json))),
            ]
            StandardStream.output.write(JSONValue.object(members).text + "\n")
        } else {
            let verdict = failures.isEmpty ? "ready" : "not ready: \(failures.count) missing"
            StandardStream.output.write((findings.map(\.line) + [verdict]).map { $0 + "\n" }.joined())
        }
        let status = ExitStatus.combining(failures.map(\.exitStatus))
        if status != .done { throw status }
    }

    /// Whether this build runs here; a processor that it cannot run on has ended the command before.
    private static var processor: Finding {
        let names = Processor.required.map(\.name)
        return .ok("processor", names.isEmpty ? "any" : "has " + names.joined(separator: ", "))
    }

    private static var machine: Finding {
        let gigabytes = Double(Machine.memoryByteCount) / 1e9
        let cores = Machine.coreCount == 1 ? "1 core" : "\(Machine.coreCount) cores"
        return .ok("machine", "\(cores), \(decimal(gigabytes, places: 1)) GB of memory")
    }
}
