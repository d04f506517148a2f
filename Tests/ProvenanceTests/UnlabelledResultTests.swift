// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Compiles small programs against the built modules: what must not be possible must not compile.
@Suite(.timeLimit(.minutes(5))) struct `Unlabelled result` {
    private static let ways: [(program: String, refusal: String)] = [
        ("publish([UInt8]())", "cannot convert value of type '[UInt8]' to expected argument type 'LabelledImage'"),
        (
            "publish(try labeler.mark(canvas, fused: []).encoded { (_: consuming PixelCanvas) in [] })",
            "cannot convert value of type 'MarkedFile' to expected argument type 'LabelledImage'"
        ),
        (
            "publish(try labeler.seal([UInt8]()))",
            "cannot convert value of type '[UInt8]' to expected argument type 'MarkedFile'"
        ),
        ("publish(LabelledImage())", "'LabelledImage' initializer is inaccessible due to 'internal' protection level"),
        ("_ = MarkedFile()", "'MarkedFile' initializer is inaccessible due to 'internal' protection level"),
        (
            "_ = MarkedImage<PixelCanvas>(canvas: canvas)",
            "'MarkedImage<Canvas>' initializer is inaccessible due to 'internal' protection level"
        ),
        (
            """
            let marked = try labeler.mark(canvas, fused: [])
            for _ in 0..<2 { _ = marked.encoded { (_: consuming PixelCanvas) in [] } }
            """,
            "'marked' consumed in a loop"
        ),
        ("_ = LabelPolicy.off as LabelPolicy", "cannot convert value of type"),
    ]

    @Test func `that is labelled is published`() throws {
        let told = try Compiler.errors(
            of: """
                let marked = try labeler.mark(canvas, fused: [])
                publish(try labeler.seal(marked.encoded { (_: consuming PixelCanvas) in [] }))
                """
        )
        #expect(told.isEmpty, "\(told)")
    }

    @Test(arguments: ways)
    func `does not compile`(program: String, refusal: String) throws {
        let told = try Compiler.errors(of: program)
        #expect(told.contains(refusal), "\(program): \(told)")
    }

    @Test func `cannot be made by an extension`() throws {
        let told = try Compiler.errors(
            of: "_ = canvas",
            extending: "extension LabelledImage { init(_ bytes: [UInt8]) { self.bytes = bytes } }"
        )
        #expect(told.contains("'let' property 'bytes' may not be initialized directly"), "\(told)")
    }
}

/// The compiler that built the tests, over their own modules.
private enum Compiler {
    /// What it says of a function's body; empty when it compiles.
    static func errors(of body: String, extending: String = "") throws -> String {
        let program = """
            import Imaging
            import Provenance
            func publish(_ result: LabelledImage) {}
            \(extending)
            func run(_ labeler: Labeler, _ canvas: consuming PixelCanvas) throws {
                \(body)
            }
            """
        let file = FileManager.default.temporaryDirectory.appending(path: "facefleet-\(UUID().uuidString).swift")
        try Data(program.utf8).write(to: file)
        defer {
            do { try FileManager.default.removeItem(at: file) } catch { print("left behind: \(file.path): \(error)") }
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Consuming twice is found after type checking, so the next form is asked for.
        process.arguments = [
            "swiftc", "-emit-sil", "-swift-version", "6", "-suppress-warnings", "-I", try modules().path,
            "-o", "/dev/null", file.path,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = output
        try process.run()
        let told = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: told, as: UTF8.self)
        return process.terminationStatus == 0 ? "" : text.isEmpty ? "status \(process.terminationStatus)" : text
    }

    /// The folder of the modules, beside the test bundle.
    private static func modules() throws -> URL {
        let bundles = Bundle.allBundles + [Bundle.main]
        for start in bundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0])] {
            var folder = start
            for _ in 0..<4 {
                let candidate = folder.appending(path: "Modules")
                let module = candidate.appending(path: "Provenance.swiftmodule")
                if FileManager.default.fileExists(atPath: module.path) { return candidate }
                folder.deleteLastPathComponent()
            }
        }
        throw CocoaError(.fileNoSuchFile)
    }
}
