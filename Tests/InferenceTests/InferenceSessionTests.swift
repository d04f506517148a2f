// SPDX-License-Identifier: Apache-2.0

import Foundation
import Inference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Inference session` {
    @Test(arguments: EmbeddedModel.allCases)
    func `a model says what it takes and gives`(model: EmbeddedModel) throws {
        let session = try InferenceSession(modelAt: model.path)
        #expect(session.inputs.map(\.shape) == [model.inputShape])
        #expect(session.outputs.map(\.shape) == model.outputShapes)
        #expect(session.inputs.allSatisfy { !$0.name.isEmpty })
    }

    @Test(arguments: EmbeddedModel.allCases)
    func `a run gives finite values in the shapes that were announced`(model: EmbeddedModel) throws {
        let outputs = try InferenceSession(modelAt: model.path).run([model.input()])
        #expect(outputs.map(\.shape) == model.outputShapes)
        #expect(outputs.allSatisfy { $0.values.allSatisfy(\.isFinite) })
        #expect(outputs.allSatisfy { Set($0.values).count > 1 || $0.values.count == 1 })
    }

    @Test
    func `another input gives another output`() throws {
        let session = try InferenceSession(modelAt: EmbeddedModel.mesh.path)
        let first = try session.run([EmbeddedModel.mesh.input(seed: 1)])
        let second = try session.run([EmbeddedModel.mesh.input(seed: 2)])
        #expect(first[0].values != second[0].values)
    }

    @Test
    func `a run reads its input and leaves it as it was`() throws {
        let input = EmbeddedModel.shortRange.input()
        let before = input.values
        _ = try InferenceSession(modelAt: EmbeddedModel.shortRange.path).run([input])
        #expect(input.values == before)
    }

    @Test
    func `giving memory back after each run changes no value`() throws {
        let model = EmbeddedModel.mesh
        let keeping = try InferenceSession(modelAt: model.path)
        let frugal = try InferenceSession(
            modelAt: model.path,
            configuration: SessionConfiguration(keepsMemory: false)
        )
        let expected = try keeping.run([model.input()]).map(\.values)
        #expect(try frugal.run([model.input()]).map(\.values) == expected)
    }

    @Test
    func `eight threads run one session and all get the same`() async throws {
        let model = EmbeddedModel.mesh
        let session = try InferenceSession(modelAt: model.path)
        let input = model.input()
        let expected = try session.run([input]).map(\.values)
        let equal = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread { continuation.resume(returning: runs(of: session, input, all: expected)) }.start()
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(equal == Array(repeating: true, count: 8))
    }
}

/// Whether several runs in a row give the expected values.
private func runs(of session: InferenceSession, _ input: Tensor, all expected: [[Float]]) -> Bool {
    do {
        for _ in 0..<5 where try session.run([input]).map(\.values) != expected {
            return false
        }
        return true
    } catch {
        Issue.record(error)
        return false
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Inference errors` {
    @Test
    func `a missing model is named with the remedy`() throws {
        let error = try #require(throws: InferenceError.self) { try InferenceSession(modelAt: "/nowhere/face.onnx") }
        #expect(error.code == .modelMissing)
        #expect(error.file == "/nowhere/face.onnx")
        #expect(error.message.contains("scripts/bootstrap"))
    }

    @Test(arguments: [0, 1, 17, 4096, 100_000, 400_000])
    func `a truncated model is refused`(length: Int) throws {
        let directory = try TemporaryDirectory()
        let whole = try Data(contentsOf: URL(filePath: EmbeddedModel.shortRange.path))
        let path = try directory.file("truncated.onnx", whole.prefix(length))
        let error = try #require(throws: InferenceError.self) { try InferenceSession(modelAt: path) }
        #expect(error.code == .modelInvalid)
        #expect(error.file == path)
        #expect(!error.message.isEmpty)
    }

    @Test(arguments: ["text", "a second line\n", "\u{8}\u{1}\u{12}"])
    func `garbage is refused`(contents: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("garbage.onnx", Data(contents.utf8))
        let error = try #require(throws: InferenceError.self) { try InferenceSession(modelAt: path) }
        #expect(error.code == .modelInvalid)
    }

    @Test
    func `a directory is no model`() throws {
        let directory = try TemporaryDirectory()
        let error = try #require(throws: InferenceError.self) { try InferenceSession(modelAt: directory.url.path) }
        #expect(error.code == .modelInvalid)
    }

    @Test
    func `an input of the wrong shape is refused with both shapes`() throws {
        let session = try InferenceSession(modelAt: EmbeddedModel.shortRange.path)
        let input = EmbeddedModel.mesh.input()
        let error = try #require(throws: InferenceError.self) { try session.run([input]) }
        #expect(error.code == .shapeMismatch)
        #expect(error.measured == "[1, 192, 192, 3] with 110592 values")
        #expect(error.limit == "[1, 128, 128, 3]")
    }

    @Test
    func `values that no longer fill their shape are refused`() throws {
        let session = try InferenceSession(modelAt: EmbeddedModel.shortRange.path)
        var input = EmbeddedModel.shortRange.input()
        input.values.removeLast()
        let error = try #require(throws: InferenceError.self) { try session.run([input]) }
        #expect(error.code == .shapeMismatch)
    }

    @Test(arguments: [0, 2])
    func `another number of inputs is refused`(count: Int) throws {
        let session = try InferenceSession(modelAt: EmbeddedModel.shortRange.path)
        let inputs = Array(repeating: EmbeddedModel.shortRange.input(), count: count)
        let error = try #require(throws: InferenceError.self) { try session.run(inputs) }
        #expect(error.code == .shapeMismatch)
        #expect(error.measured == "\(count)")
        #expect(error.limit == "1")
    }

    @Test
    func `a session still runs after a refused input`() throws {
        let session = try InferenceSession(modelAt: EmbeddedModel.shortRange.path)
        #expect(throws: InferenceError.self) { try session.run([EmbeddedModel.mesh.input()]) }
        #expect(try session.run([EmbeddedModel.shortRange.input()]).count == 2)
    }

    @Test
    func `a tensor whose values do not fill its shape is a mistake of the caller`() async {
        await #expect(processExitsWith: .failure) {
            _ = Tensor(shape: [2, 2], values: [1, 2, 3])
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `ONNX Runtime` {
    @Test
    func `the library says its version`() throws {
        let version = try OnnxRuntime.shared().version
        #expect(version.split(separator: ".").count == 3)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Tensor description` {
    @Test(
        arguments: [
            ([1, 3], true), ([1, 4], false), ([1], false), ([1, 3, 1], false), ([], false),
        ]
    )
    func `a fixed shape takes only itself`(shape: [Int], fits: Bool) {
        #expect(TensorDescription(name: "x", shape: [1, 3]).accepts(shape) == fits)
    }

    @Test(arguments: [([1, 3], true), ([7, 3], true), ([0, 3], false), ([-1, 3], false)])
    func `an open axis takes any length but none`(shape: [Int], fits: Bool) {
        #expect(TensorDescription(name: "x", shape: [-1, 3]).accepts(shape) == fits)
    }
}
