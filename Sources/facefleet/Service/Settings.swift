// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import SystemPackage

/// What the service is told, and where each value came from: flag, environment, file or default, in this order.
struct Settings: Sendable {
    /// Where a value came from.
    enum Origin: String, Sendable {
        case flag, environment, file
        case standard = "default"
    }

    /// The file that is read when there is one and none is named.
    static let defaultFile = "facefleet.yaml"
    /// The variable that names the file where no flag does.
    static let fileVariable = "FACEFLEET_CONFIG"

    private let values: [Setting: (text: String, origin: Origin)]

    /// Looks every setting up.
    ///
    /// - Parameters:
    ///   - flags: What was typed.
    ///   - file: The file that a flag names; `nil` for the one of ``fileVariable``, and without that for
    ///     ``defaultFile``, which need not be there.
    ///   - environment: The process's variables.
    /// - Throws: `Problem` when the named file cannot be read.
    init(flags: [Setting: String], file: String?, environment: [String: String]) async throws {
        let provider = EnvironmentVariablesProvider(environmentVariables: environment)
        let named = file ?? environment[Self.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
        let document = try await Self.document(named)
        var values: [Setting: (text: String, origin: Origin)] = [:]
        for setting in Setting.allCases {
            if let text = flags[setting] {
                values[setting] = (text, .flag)
            } else if let text = try provider.environmentValue(forName: setting.variable), !text.isEmpty {
                values[setting] = (text, .environment)
            } else if let text = try Self.text(setting, in: document) {
                values[setting] = (text, .file)
            } else if let text = setting.defaultText {
                values[setting] = (text, .standard)
            }
        }
        self.values = values
    }

    /// A setting's value; `nil` where nobody says and there is no default.
    func text(_ setting: Setting) -> String? { values[setting]?.text }

    /// Where a setting's value came from.
    func origin(_ setting: Setting) -> Origin? { values[setting]?.origin }

    private static func document(_ file: String?) async throws -> FileProvider<YAMLSnapshot> {
        do {
            return try await FileProvider<YAMLSnapshot>(
                filePath: FilePath(file ?? defaultFile),
                allowMissing: file == nil
            )
        } catch {
            throw Problem(.invalidOptions, "the settings cannot be read: \(error)", file: file ?? defaultFile)
        }
    }

    /// A value of the file as text, whatever YAML takes it for.
    private static func text(_ setting: Setting, in document: FileProvider<YAMLSnapshot>) throws -> String? {
        let key = AbsoluteConfigKey([setting.rawValue])
        for type in [ConfigType.string, .int, .bool, .double, .stringArray] {
            guard let value = try? document.value(forKey: key, type: type).value else { continue }
            switch value.content {
            case .string(let text): return text
            case .int(let number): return String(number)
            case .bool(let flag): return String(flag)
            case .double(let number): return String(number)
            case .stringArray(let texts): return texts.joined(separator: ",")
            default: continue
            }
        }
        return nil
    }
}
