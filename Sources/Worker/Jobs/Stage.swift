// SPDX-License-Identifier: Apache-2.0

/// The stages of a task, in order; the raw value is what timings and progress call them.
enum Stage: String, CaseIterable, Sendable {
    /// Reads a picture's file.
    case fetch
    /// Decodes and analyses a source photo.
    case source
    /// Decodes the target.
    case decode
    /// Finds the target's faces.
    case detect
    /// Fuses; told in the engine's own stages once it is done.
    case swap
    /// Draws the visible mark.
    case mark
    /// Writes the picture's file.
    case encode
    /// Writes the label into the file.
    case label
    /// Publishes the result.
    case store

    /// The share of the work that is done when the stage begins, as the mesh engine's stages take their time.
    var fraction: Double {
        switch self {
        case .fetch: 0.02
        case .source: 0.05
        case .decode: 0.3
        case .detect: 0.35
        case .swap: 0.5
        case .mark: 0.84
        case .encode: 0.85
        case .label: 0.95
        case .store: 0.96
        }
    }
}
