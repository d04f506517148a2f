// SPDX-License-Identifier: Apache-2.0

/// The caches of analysed pictures.
public enum AnalysisCacheName: String, ClosedLabels {
    /// Mesh and texture of source photos.
    case source
    /// Faces and masks of targets.
    case target
    /// Targets as they were decoded.
    case pixels

    /// `cache`.
    public static let labelNames = ["cache"]
}
