// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `facefleet config`: what is in force, and where each value came from.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Say which settings the service would run with, and where each came from."
    )

    @OptionGroup var flags: SettingFlags

    @Option(name: .customLong("for"), help: "The role whose settings are checked.")
    var role = Role.serve

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    func run() throws {
        let (flags, role, json) = (flags, role, json)
        try Blocking.run {
            let settings = try await flags.settings()
            StandardStream.output.write(json ? Self.object(settings).text + "\n" : Self.table(settings))
            // Told last, so that what is wrong can be looked up above.
            _ = try ServiceConfiguration(settings, role: role, secrets: ServiceSecrets())
        }
    }

    private static func shown(_ setting: Setting, _ settings: Settings) -> String {
        guard let text = settings.text(setting) else { return "(found or made at the start)" }
        if setting == .queue { return QueueAddress.masked(text) }
        return setting.isSecret && !text.isEmpty ? "********" : text
    }

    private static func table(_ settings: Settings) -> String {
        let width = Setting.allCases.map(\.rawValue.count).max() ?? 0
        return Setting.allCases.map { setting in
            let name = setting.rawValue + String(repeating: " ", count: width - setting.rawValue.count)
            let origin = settings.origin(setting)?.rawValue ?? "-"
            return onOneLine("\(name)  \(shown(setting, settings))  (\(origin))") + "\n"
        }.joined()
    }

    private static func object(_ settings: Settings) -> JSONValue {
        .object(
            Setting.allCases.map { setting in
                let value = settings.text(setting) == nil ? JSONValue.null : .string(shown(setting, settings))
                let origin = settings.origin(setting).map { JSONValue.string($0.rawValue) } ?? .null
                return (setting.rawValue, .object([("value", value), ("origin", origin)]))
            }
        )
    }
}

extension Role: ExpressibleByArgument {}
