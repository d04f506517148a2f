// SPDX-License-Identifier: Apache-2.0

/// Which program runs.
public struct BuildInfo: Sendable, Equatable {
    /// The version that `--version` prints.
    public var version: String
    /// What of the service this process does: `serve`, `gateway` or `worker`.
    public var role: String

    /// A program.
    public init(version: String, role: String) {
        self.version = version
        self.role = role
    }

    /// Always 1, with the facts as labels.
    var family: MetricFamily {
        let labels = LabelText([("version", version), ("role", role), ("architecture", Self.architecture)])
        return MetricFamily("facefleet_build_info", "Which program runs.", Samples(.gauge, .integer(1), labels: labels))
    }

    #if arch(x86_64)
    private static let architecture = "x86_64"
    #elseif arch(arm64)
    private static let architecture = "arm64"
    #else
    private static let architecture = "unknown"
    #endif
}
