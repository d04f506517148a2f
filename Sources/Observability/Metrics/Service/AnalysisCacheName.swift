// SPDX-License-Identifier: Apache-2.0

/// The caches of analysed pictures.
public enum AnalysisCacheName: String, ClosedLabels {
    /// Mesh and texture of source photos.
    case source
    /// Faces, masks and pixels of targets.
    case target

    /// `cache`.
    public static let labelNames = ["cache"]
}
