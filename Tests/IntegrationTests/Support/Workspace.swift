// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder for one test, removed with everything in it at the end.
final class Workspace {
    /// The folder.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "facefleet-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // A test that failed to unmount would show up elsewhere; here nothing can be done about it.
        do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path): \(error)") }
    }

    /// The path of something in the folder.
    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Writes a file of text and gives its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    /// Copies one of the example faces, 1 to 8, and gives the copy's path.
    @discardableResult
    func copyFace(_ number: Int, to name: String) throws -> String {
        try write(Array(try Data(contentsOf: URL(filePath: ExampleFaces.path(number)))), to: name)
    }

    /// A file's bytes.
    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    /// Every file below the folder, hidden ones too, sorted.
    func files(in name: String = "") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path(name)).sorted()
    }
}

/// The eight synthetic faces that come with the project.
enum ExampleFaces {
    private static let names = [
        "p1_f_young_cauc", "p2_m_mid_cauc", "p3_f_mid_afr", "p4_m_young_asian", "p5_f_old_cauc", "p6_m_old_afr",
        "p7_f_young_asian", "p8_m_young_mix",
    ]

    /// The path of a face, 1 to 8.
    static func path(_ number: Int) -> String {
        FacefleetProcess.package.appending(path: "Examples/faces/\(names[number - 1]).png").path
    }
}
