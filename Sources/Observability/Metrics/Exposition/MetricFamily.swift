// SPDX-License-Identifier: Apache-2.0

/// A metric's name and help, with where its samples come from.
public struct MetricFamily: Sendable {
    /// The name, its unit and, for a counter, `_total` at the end.
    public let name: String
    /// What it measures, for whoever reads it in a query editor.
    public let help: String
    let source: any MetricSource

    /// A family.
    ///
    /// - Parameters:
    ///   - name: ASCII letters, digits, `_` and `:`, not beginning with a digit; a counter's ends in `_total` and
    ///     nothing else does.
    ///   - help: A sentence.
    ///   - source: Where samples come from.
    public init(_ name: String, _ help: String, _ source: any MetricSource) {
        precondition(LabelText.isName(name.replacing(":", with: "_")), "\(name) is no metric's name")
        precondition(
            name.hasSuffix("_total") == (source.kind == .counter),
            "\(name) is a \(source.kind.rawValue); _total belongs to counters, and to all of them"
        )
        self.name = name
        self.help = help
        self.source = source
    }
}
