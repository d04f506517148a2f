// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Detect` {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test func `each face is a line`() throws {
        let group = try workspace.write(Group.picture(of: [3, 5, 6], side: 300), to: "group.png")
        let run = try FacefleetProcess.run(["detect", group, "--order", "left-right"])
        #expect(run.status == 0 && run.errors.isEmpty)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        for (index, line) in lines.enumerated() { #expect(line.hasPrefix("face \(index): box "), "\(line)") }
    }

    @Test func `a face is an object under json, in the order asked for`() throws {
        let group = try workspace.write(Group.picture(of: [3, 5, 6], side: 300), to: "group.png")
        for (order, ascending) in [("left-right", true), ("right-left", false)] {
            let run = try FacefleetProcess.run(["detect", group, "--json", "--order", order])
            #expect(run.status == 0)
            let report = try run.json()
            #expect(report["width"] as? Int == 900 && report["height"] as? Int == 300)
            let faces = try #require(report["faces"] as? [[String: Any]])
            #expect(faces.compactMap { $0["index"] as? Int } == [0, 1, 2])
            let lefts = faces.compactMap { ($0["box"] as? [Double])?.first }
            #expect(lefts == lefts.sorted(by: ascending ? (<) : (>)))
            for face in faces {
                #expect((face["keypoints"] as? [[Double]])?.count == 6)
                #expect((face["landmarks"] as? [[Double]])?.count == 478)
                #expect(try #require(face["score"] as? Double) > 0.5)
            }
        }
    }

    @Test func `an overlay is drawn on the faces and nowhere else`() throws {
        let group = try workspace.write(Group.picture(of: [3], side: 400, columns: 1), to: "one.png")
        let run = try FacefleetProcess.run(["detect", group, "--overlay", "drawn.png"], in: workspace.folder)
        #expect(run.status == 0, "\(run.errors)")
        let (before, after) = (try Pixels(file: group), try Pixels(file: workspace.path("drawn.png")))
        #expect(before.size == after.size)
        #expect(before.distance(to: after, columns: 150..<250) > 5)
        #expect(before.distance(to: after, columns: 0..<10) == 0)
    }

    @Test func `an overlay never replaces its image`() throws {
        try workspace.copyFace(1, to: "a.png")
        let before = try workspace.read("a.png")
        let run = try FacefleetProcess.run(["detect", "a.png", "--overlay", "./a.png"], in: workspace.folder)
        #expect(run.status == 2)
        #expect(try workspace.read("a.png") == before)
    }
}
