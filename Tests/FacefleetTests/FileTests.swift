// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import facefleet

@Suite(.timeLimit(.minutes(1))) struct `Files` {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "facefleet-files-\(UUID().uuidString)")

    private func withFolder(_ body: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        try body(folder.path)
    }

    @Test(arguments: [
        ("a/b.png", "a", "b.png", "png"), ("b.PNG", ".", "b.PNG", "png"), ("/b", "/", "b", ""),
        ("a//b.tar.gz", "a", "b.tar.gz", "gz"), ("a/.hidden", "a", ".hidden", ""), ("a/b/", "a", "b", ""),
    ])
    func `a path is taken apart`(path: String, folder: String, name: String, fileExtension: String) {
        #expect(Path.folder(of: path) == folder)
        #expect(Path.name(of: path) == name)
        #expect(Path.fileExtension(of: path) == fileExtension)
    }

    @Test func `an extension is replaced or added`() {
        #expect(Path.replacingExtension(of: "a.b/c.HEIC", with: "jpg") == "a.b/c.jpg")
        #expect(Path.replacingExtension(of: "a.b/c", with: "jpg") == "a.b/c.jpg")
    }

    @Test func `an interruption removes unfinished files and allows no more`() throws {
        try withFolder { folder in
            let files = TemporaryFiles()
            let (descriptor, path) = try files.create(in: folder).get()
            close(descriptor)
            #expect(FileManager.default.fileExists(atPath: path))
            files.removeAllAndClose()
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(files.rename(path, to: folder + "/final") != nil)
            #expect(throws: SystemError.self) { try files.create(in: folder).get() }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func `a temporary file of a killed process is left alone`() throws {
        try withFolder { folder in
            let stale = "\(folder)/.facefleet-\(getpid())-1.tmp"
            #expect(FileManager.default.createFile(atPath: stale, contents: Data("other".utf8)))
            let files = TemporaryFiles()
            let (descriptor, path) = try files.create(in: folder).get()
            close(descriptor)
            #expect(path != stale)
            files.remove(path)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [Path.name(of: stale)])
        }
    }

    @Test func `a pipe is read to its end, within the limit`() throws {
        let pipe = Pipe()
        let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
        try pipe.fileHandleForWriting.close()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try InputFile.read(path, byteCountMax: 40_000) == bytes)
        let problem = #expect(throws: Problem.self) { try InputFile.read("/dev/zero", byteCountMax: 100_000) }
        #expect(problem?.code == .imageTooLargeBytes && problem?.limit == "100000 bytes")
    }
}
