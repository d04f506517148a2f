// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Choice of faces` {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func swap(_ more: [String], output: String = "out.png") throws -> FacefleetRun {
        try FacefleetProcess.run(["swap", "--json", "--output", output] + more, in: workspace.folder)
    }

    private let source = ["--source", ExampleFaces.path(1)]

    private func fusedIndices(_ run: FacefleetRun) throws -> [Int] {
        let results = try #require(run.json()["results"] as? [[String: Any]])
        let faces = try #require(results.first?["faces"] as? [[String: Any]])
        return faces.filter { $0["fused"] as? Bool == true }.compactMap { $0["index"] as? Int }
    }

    @Test func `one, all and index fuse what they say`() throws {
        let group = try workspace.write(Group.picture(of: [3, 5, 6], side: 300), to: "group.png")
        let target = ["--target", group, "--order", "left-right"]
        #expect(try fusedIndices(try swap(source + target)) == [0])
        #expect(try fusedIndices(try swap(source + target + ["--faces", "all"])) == [0, 1, 2])
        #expect(try fusedIndices(try swap(source + target + ["--face-index", "2"])) == [2])
        let before = try Pixels(file: group)
        let after = try Pixels(file: workspace.path("out.png"))
        #expect(before.distance(to: after, columns: 0..<600) == 0)
        #expect(before.distance(to: after, columns: 600..<900) > 0)
    }

    @Test func `an index beyond the faces is told with their number`() throws {
        let run = try swap(source + ["--target", ExampleFaces.path(3), "--face-index", "7"])
        #expect(run.status == 3)
        let error = try run.jsonError()
        #expect(error["code"] as? String == "face_index_not_found" && error["image"] as? String == "target")
        #expect(try workspace.files().isEmpty)
    }

    @Test func `a map puts each person onto their face`() throws {
        let group = try workspace.write(Group.picture(of: [3, 5, 6], side: 300), to: "group.png")
        let persons = ["--person", ExampleFaces.path(1), "--person", ExampleFaces.path(7)]
        let target = ["--target", group, "--order", "left-right"]
        let run = try swap(persons + target + ["--face-map", "0:2,1:0"])
        #expect(run.status == 0, "\(run.output)")
        #expect(try fusedIndices(run) == [0, 2])
        let other = try swap(persons + target + ["--face-map", "1:2,0:0"], output: "other.png")
        #expect(other.status == 0)
        #expect(try workspace.read("out.png") != workspace.read("other.png"))
    }

    @Test(arguments: [
        (["--face-map", "0:1,1"], "'1' is not PERSON:FACE"), (["--face-map", "2:0"], "there is no person 2"),
        (["--face-map", "0:1,1:1"], "face 1 gets two persons"), ([], "several persons need --faces map"),
        (["--faces", "map"], "map needs --face-map"),
    ])
    func `a map that makes no sense is a usage error`(options: [String], told: String) throws {
        let run = try FacefleetProcess.run(
            [
                "swap", "--person", ExampleFaces.path(1), "--person", ExampleFaces.path(2), "--target",
                ExampleFaces.path(3), "--output", "out.png",
            ] + options,
            in: workspace.folder
        )
        #expect(run.status == 2)
        #expect(run.errors.contains(told), "\(run.errors)")
    }

    @Test func `a person is a folder or a list of photos`() throws {
        try workspace.copyFace(1, to: "anna/1.png")
        try workspace.copyFace(5, to: "anna/2.png")
        let target = ["--target", ExampleFaces.path(3)]
        #expect(try swap(["--person", "anna"] + target, output: "folder.png").status == 0)
        #expect(try swap(["--person", "anna/1.png,anna/2.png"] + target, output: "list.png").status == 0)
        #expect(try swap(["--source", "anna/1.png", "anna/2.png"] + target, output: "photos.png").status == 0)
        let results = try ["folder.png", "list.png", "photos.png"].map { try workspace.read($0) }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    @Test func `17 faces are more than are fused, and one of them is not`() throws {
        let group = try workspace.write(
            Group.picture(of: (0..<17).map { $0 % 8 + 1 }, side: 256, columns: 6),
            to: "crowd.png"
        )
        let all = try swap(source + ["--target", group, "--faces", "all"])
        #expect(all.status == 3, "\(all.output)")
        let error = try all.jsonError()
        #expect(error["code"] as? String == "too_many_faces" && error["image"] as? String == "target")
        #expect(try #require(error["measured"] as? String).contains("17"))
        #expect(try #require(error["limit"] as? String).contains("16"))
        #expect(try workspace.files() == ["crowd.png"])
        let one = try swap(source + ["--target", group])
        #expect(one.status == 0)
        #expect(try fusedIndices(one) == [0])
    }

    @Test func `a picture without a face is told, source or target`() throws {
        try workspace.write(SimplePNG.flat(width: 400, height: 300), to: "wall.png")
        let target = try swap(source + ["--target", "wall.png"])
        #expect(target.status == 3)
        #expect(try target.jsonError()["code"] as? String == "no_face_detected")
        #expect(try target.jsonError()["image"] as? String == "target")
        #expect(try target.jsonError()["file"] as? String == "wall.png")
        let from = try swap(["--source", "wall.png", "--target", ExampleFaces.path(3)])
        #expect(from.status == 3)
        #expect(try from.jsonError()["image"] as? String == "source")
        #expect(try from.jsonError()["file"] as? String == "wall.png")
        let found = try FacefleetProcess.run(["detect", "wall.png"], in: workspace.folder)
        #expect(found.status == 3)
        #expect(found.errors.hasPrefix("facefleet: no_face_detected: wall.png: "))
        #expect(try workspace.files() == ["wall.png"])
    }

    @Test func `a face below 34 pixels is told with its width`() throws {
        let tiny = try workspace.write(Group.picture(of: [3], side: 52), to: "tiny.png")
        let run = try swap(source + ["--target", tiny])
        #expect(run.status == 3)
        let error = try run.jsonError()
        if error["code"] as? String == "face_too_small" {
            #expect(try #require(error["limit"] as? String).contains("34"))
        } else {
            #expect(error["code"] as? String == "no_face_detected")
        }
    }

    @Test(arguments: [FaceCut.left, .right, .top, .bottom])
    func `a face cut by the border is fused or refused, never half`(cut: FaceCut) throws {
        let target = try workspace.write(Group.cutFace(3, cut), to: "cut.png")
        let run = try swap(source + ["--target", target])
        if run.status == 0 {
            #expect(try fusedIndices(run) == [0])
            let after = try Pixels(file: workspace.path("out.png"))
            #expect(after.distance(to: try Pixels(file: target)) > 0)
        } else {
            #expect(run.status == 3)
            #expect(["no_face_detected", "face_too_small"].contains(try run.jsonError()["code"] as? String))
            #expect(try workspace.files() == ["cut.png"])
        }
    }

    @Test func `a head turned by 25 degrees is fused`() throws {
        let target = try workspace.write(TurnedFace.file(3, degrees: 25), to: "turned.png")
        let run = try swap(source + ["--target", target])
        #expect(run.status == 0, "\(run.output)")
        #expect(try fusedIndices(run) == [0])
    }

    @Test func `a face in profile is refused, as source and as target`() throws {
        let profile = try workspace.write(TurnedFace.file(3, degrees: 90), to: "profile.png")
        for (pair, role) in [
            (source + ["--target", profile], "target"),
            (["--source", profile, "--target", ExampleFaces.path(1)], "source"),
        ] {
            let run = try swap(pair)
            #expect(run.status == 3, "\(run.output)")
            #expect(try run.jsonError()["code"] as? String == "no_face_detected")
            #expect(try run.jsonError()["image"] as? String == role)
        }
        #expect(try workspace.files() == ["profile.png"])
    }
}
