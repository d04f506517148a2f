// SPDX-License-Identifier: Apache-2.0

public import Inference

/// What a folder of models holds, as `scripts/prepare-models` wrote it.
public struct ModelManifest: Codable, Hashable, Sendable {
    /// The version of this format that the program reads.
    public static let supportedVersion = 1
    /// The manifest's name in its folder.
    public static let fileName = "manifest.json"

    /// The version of the format.
    public let version: Int
    /// The files, models and data alike.
    public let files: [ModelFile]
}

/// One file of a folder of models.
public struct ModelFile: Codable, Hashable, Sendable {
    /// The name by which the program asks for it.
    public let name: String
    /// Its name in the folder.
    public let file: String
    /// The SHA-256 of its contents, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// Its length.
    public let bytes: Int
    /// Its licence, as an SPDX identifier.
    public let license: String
    /// What it was made from.
    public let origin: ModelOrigin
    /// The tensors that the model takes; empty for a file that is no model.
    public let inputs: [TensorDescription]
    /// The tensors that the model gives; empty for a file that is no model.
    public let outputs: [TensorDescription]
}

/// What a model was made from.
public struct ModelOrigin: Codable, Hashable, Sendable {
    /// The published package.
    public let package: String
    /// The package's version.
    public let version: String
    /// The original's path in the package.
    public let path: String
    /// The SHA-256 of the original.
    public let sha256: String
}
