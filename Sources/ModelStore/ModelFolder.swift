// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder of models with its manifest.
public struct ModelFolder: Sendable {
    /// Where the folder is.
    public let path: String
    /// What it holds.
    public let manifest: ModelManifest

    /// Reads a folder's manifest; the models themselves are not touched yet.
    ///
    /// - Throws: `ModelError` with `model_folder_missing` or `model_manifest_invalid`.
    public init(at path: String) throws(ModelError) {
        let file = Self.join(path, ModelManifest.fileName)
        guard FileManager.default.fileExists(atPath: file) else {
            throw ModelError(.folderMissing, "the folder holds no \(ModelManifest.fileName)", file: path)
        }
        let manifest: ModelManifest
        do {
            manifest = try JSONDecoder().decode(ModelManifest.self, from: Data(contentsOf: URL(filePath: file)))
        } catch {
            throw ModelError(.manifestInvalid, "the manifest cannot be read: \(error)", file: file)
        }
        guard manifest.version == ModelManifest.supportedVersion else {
            throw ModelError(
                .manifestInvalid,
                "the manifest has another version than this program reads; run scripts/bootstrap",
                file: file,
                measured: "\(manifest.version)",
                limit: "\(ModelManifest.supportedVersion)"
            )
        }
        self.path = path
        self.manifest = manifest
    }

    /// Finds and reads the folder to use.
    ///
    /// - Parameters:
    ///   - explicit: The folder that the user named; then no other is looked at.
    ///   - executable: The program's own file, whose surroundings are searched in the order of
    ///     ``candidates(beside:)``.
    /// - Returns: The first folder that holds a manifest.
    /// - Throws: `ModelError` with `model_folder_missing`, naming every place, or `model_manifest_invalid`.
    public static func find(explicit: String?, executable: String?) throws(ModelError) -> ModelFolder {
        if let explicit { return try ModelFolder(at: explicit) }
        let candidates = executable.map(candidates) ?? []
        for candidate in candidates
        where FileManager.default.fileExists(atPath: join(candidate, ModelManifest.fileName)) {
            return try ModelFolder(at: candidate)
        }
        let places = candidates.isEmpty ? "nowhere to look" : "looked in " + candidates.joined(separator: ", ")
        throw ModelError(.folderMissing, "there are no models (\(places)); run scripts/bootstrap")
    }

    /// Where models may be, seen from the program's file: `.deps/models` of the package that it was built in, then
    /// `models` beside it, then `share/facefleet/models` of its installation.
    public static func candidates(beside executable: String) -> [String] {
        let directory = parent(of: executable)
        var candidates: [String] = []
        // SwiftPM builds into .build/<triple>/<configuration>, or .build/<configuration> through a link.
        var ancestor = directory
        while ancestor.count > 1 {
            let enclosing = parent(of: ancestor)
            if ancestor.hasSuffix("/.build") {
                candidates.append(join(enclosing, ".deps/models"))
            }
            ancestor = enclosing
        }
        candidates.append(join(directory, "models"))
        candidates.append(join(parent(of: directory), "share/facefleet/models"))
        return candidates
    }

    /// The file of the running program; `nil` where the system does not say.
    public static var runningExecutable: String? {
        #if os(Linux)
        // The system's own link: the first argument may be a bare name, and links in the path are followed here.
        do {
            return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        } catch {
            return nil
        }
        #else
        return Bundle.main.executablePath
        #endif
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func join(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }
}

extension ModelFolder {
    /// The path of a file.
    public func path(of file: ModelFile) -> String {
        Self.join(path, file.file)
    }

    /// The file of a name.
    ///
    /// - Throws: `ModelError` with `model_manifest_invalid` when the manifest does not list it.
    public func file(named name: String) throws(ModelError) -> ModelFile {
        guard let file = manifest.files.first(where: { $0.name == name }) else {
            throw ModelError(
                .manifestInvalid,
                "the manifest lacks \(name); run scripts/bootstrap",
                file: Self.join(path, ModelManifest.fileName)
            )
        }
        return file
    }

    /// Compares a file's length with the manifest: the check that is quick enough for every start.
    ///
    /// - Throws: `ModelError` with `model_missing` or `model_size_mismatch`.
    public func checkSize(of file: ModelFile) throws(ModelError) {
        let path = path(of: file)
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ModelError(.fileMissing, "the model is not there; run scripts/bootstrap", file: path)
        }
        let size = Int(status.st_size)
        guard size == file.bytes else {
            throw ModelError(
                .sizeMismatch,
                "the model has another length than its manifest says; run scripts/bootstrap",
                file: path,
                measured: "\(size) bytes",
                limit: "\(file.bytes) bytes"
            )
        }
    }

    /// Compares a file's contents with the manifest: about 60 ms for all embedded models.
    ///
    /// - Throws: `ModelError` with `model_missing`, `model_size_mismatch` or `model_digest_mismatch`.
    public func verify(_ file: ModelFile) throws(ModelError) {
        try checkSize(of: file)
        let path = path(of: file)
        let found: String
        do {
            found = SHA256.hex([UInt8](try Data(contentsOf: URL(filePath: path))).span)
        } catch {
            throw ModelError(.fileMissing, "the model cannot be read: \(error)", file: path)
        }
        guard found == file.sha256 else {
            throw ModelError(
                .digestMismatch,
                "the model has other contents than its manifest says; run scripts/bootstrap",
                file: path,
                measured: found,
                limit: file.sha256
            )
        }
    }
}
