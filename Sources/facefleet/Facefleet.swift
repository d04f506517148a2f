// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The root of the command line: its name, its version and its commands.
struct Facefleet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facefleet",
        abstract: "Fuses the face of one photo into another.",
        discussion: """
            Exit status: 0 done, 1 another failure, 2 usage, 3 no usable face, 4 bad image, 5 model missing.
            """,
        version: "facefleet \(version)",
        subcommands: [
            ServeCommand.self, GatewayCommand.self, WorkerCommand.self, StoreCommand.self, SubmitCommand.self,
            SwapCommand.self, DetectCommand.self, ConfigCommand.self, DoctorCommand.self,
        ]
    )

    /// The version of this build, by semantic versioning.
    static let version = "0.1.0"
}

/// Where the process starts.
@main
enum Main {
    static func main() {
        Machine.keepFreedMemory()
        let arguments = Array(CommandLine.arguments.dropFirst())
        exitProcess(with: run(arguments))
    }

    /// Runs one command to its end and says how it ended.
    private static func run(_ arguments: [String]) -> ExitStatus {
        let json = arguments.contains("--json")
        var command: any ParsableCommand
        do {
            try Processor.requireFeatures()
            command = try Facefleet.parseAsRoot(arguments)
        } catch let problem as Problem {
            return end(CommandFailure([problem]), json: json)
        } catch {
            return endParsing(error, json: json)
        }
        do {
            try command.run()
            return .done
        } catch let status as ExitStatus {
            return status
        } catch let failure as CommandFailure {
            return end(failure, json: json)
        } catch  where Facefleet.exitCode(for: error) == .success {
            // The parser's own commands throw the help text.
            return endParsing(error, json: json)
        } catch {
            return end(CommandFailure([Problem(error, file: nil, image: nil)]), json: json)
        }
    }

    private static func end(_ failure: CommandFailure, json: Bool) -> ExitStatus {
        failure.report(json: json)
        return failure.status
    }

    /// Help and version texts end well; everything else that the parser throws is a usage error.
    private static func endParsing(_ error: any Error, json: Bool) -> ExitStatus {
        let message = Facefleet.message(for: error)
        if Facefleet.exitCode(for: error) == .success {
            StandardStream.output.write(Facefleet.fullMessage(for: error) + "\n")
            return .done
        }
        return end(CommandFailure([Problem(.invalidOptions, message, hint: "see 'facefleet help'")]), json: json)
    }
}
