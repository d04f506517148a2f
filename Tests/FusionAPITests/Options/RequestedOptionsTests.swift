// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Options of a fusion` {
    static let everything = """
        {"priority": "bulk", "engine": "mesh", "fusion_degree": 80, "eyes": "target",
         "faces": {"mode": "map", "order": "left-right",
                    "map": [{"source": 1, "target": 2}, {"source": 0, "target": 0}]},
         "enhancer": {"name": "gfpgan_1.4", "blend": 60}, "age": -20,
         "mask": {"types": ["region", "box"], "blur": 10, "padding": [1, 2, 3, 4]}, "pixel_boost": 512,
         "output": {"format": "jpeg", "quality": 90}, "metadata": {"order": 7}, "start_deadline_seconds": 60,
         "total_deadline_seconds": 120, "label": "metadata"}
        """

    func read(
        _ text: String,
        personCount: Int = 2,
        policy: RequestPolicy = RequestPolicy()
    ) throws -> RequestedOptions {
        try RequestedOptions(try parsed(text), personCount: personCount, policy: policy)
    }

    /// The fields that are refused, in order.
    func refused(_ text: String, personCount: Int = 2) throws -> [String] {
        let problem = #expect(throws: Problem.self) { try read(text, personCount: personCount) }
        #expect(problem?.code == .invalidOptions)
        return problem?.errors.map(\.field) ?? []
    }

    @Test
    func `every field is read`() throws {
        let options = try read(Self.everything)
        #expect(options.priority == .bulk)
        #expect(options.engine == "mesh")
        #expect(options.fusionDegree == 80)
        #expect(options.eyes == .target)
        #expect(options.faces.mode == .map)
        #expect(options.faces.order == .leftRight)
        #expect(options.faces.map == [.init(source: 0, target: 0), .init(source: 1, target: 2)])
        #expect(options.enhancer?.name == "gfpgan_1.4")
        #expect(options.enhancer?.blend == 60)
        #expect(options.age == -20)
        #expect(options.mask?.types == [.box, .region])
        #expect(options.mask?.blur == 10)
        #expect(options.mask?.padding == [1, 2, 3, 4])
        #expect(options.pixelBoost == 512)
        #expect(options.output?.format == .jpeg)
        #expect(options.output?.quality == 90)
        #expect(options.metadata == .object(["order": .number("7")]))
        #expect(options.startDeadlineSeconds == 60)
        #expect(options.totalDeadlineSeconds == 120)
        #expect(options.label == .metadata)
    }

    @Test
    func `nothing said, nulls and the defaults said are the same`() throws {
        let defaults = RequestedOptions()
        #expect(try read("{}") == defaults)
        #expect(try RequestedOptions(nil, personCount: 1, policy: RequestPolicy()) == defaults)
        #expect(try read(#"{"age": null, "faces": null, "engine": null}"#) == defaults)
        let said = #"{"priority":"normal","engine":"auto","fusion_degree":1e2,"eyes":"source","faces":{"mode":"one"}}"#
        #expect(try read(said) == defaults)
    }

    @Test
    func `every bad field is named at once`() throws {
        let text = """
            {"priority": "urgent", "engine": "../x", "fusion_degree": 101, "eyes": 1,
             "faces": {"mode": "index", "x": 1},
             "enhancer": {"blend": -1}, "age": 1.5, "mask": {"types": ["hat", "box", "box"], "padding": [0, 0, 0, 101]},
             "pixel_boost": 500, "output": {"format": "gif", "quality": 0}, "start_deadline_seconds": 0,
             "total_deadline_seconds": 86401, "label": "no", "zoom": 2}
            """
        #expect(
            Set(try refused(text)) == [
                "options.priority", "options.engine", "options.fusion_degree", "options.eyes", "options.faces.index",
                "options.faces.x", "options.enhancer.name", "options.enhancer.blend", "options.age",
                "options.mask.types[0]", "options.mask.types[2]", "options.mask.padding[3]", "options.pixel_boost",
                "options.output.format", "options.output.quality", "options.start_deadline_seconds",
                "options.total_deadline_seconds", "options.label", "options.zoom",
            ]
        )
    }

    @Test
    func `an error names what was measured and the limit`() throws {
        let problem = #expect(throws: Problem.self) { try read(#"{"fusion_degree": 101}"#) }
        let error = problem?.errors.first
        #expect(error?.measured == "101")
        #expect(error?.limit == "a whole number from 0 to 100")
        #expect(problem?.detail == "not valid: options.fusion_degree")
    }

    @Test(
        arguments: [
            ("[]", "options"), (#"{"faces": 1}"#, "options.faces"), (#"{"mask": []}"#, "options.mask"),
            (#"{"enhancer": "gfpgan"}"#, "options.enhancer"), (#"{"output": "png"}"#, "options.output"),
            (#"{"faces": {"mode": "map"}}"#, "options.faces.map"),
            (#"{"faces": {"mode": "map", "map": []}}"#, "options.faces.map"),
            (#"{"faces": {"mode": "map", "map": [{"source": 2, "target": 0}]}}"#, "options.faces.map[0].source"),
            (#"{"faces": {"mode": "map", "map": [{"source": 0}]}}"#, "options.faces.map[0].target"),
            (#"{"faces": {"mode": "one", "index": 1}}"#, "options.faces.index"),
            (#"{"faces": {"mode": "all", "map": [{"source": 0, "target": 0}]}}"#, "options.faces.map"),
            (#"{"faces": {"mode": "index", "index": 1000}}"#, "options.faces.index"),
            (#"{"mask": {"types": []}}"#, "options.mask.types"),
            (#"{"mask": {"padding": [1]}}"#, "options.mask.padding"),
            (#"{"output": {"format": "png", "quality": 90}}"#, "options.output.quality"),
            (#"{"start_deadline_seconds": 10, "total_deadline_seconds": 5}"#, "options.start_deadline_seconds"),
            (#"{"priority": "vip"}"#, "options.priority"), (#"{"label": "off"}"#, "options.label"),
            (#"{"fusion_degree": "100"}"#, "options.fusion_degree"),
            (#"{"fusion_degree": true}"#, "options.fusion_degree"),
            (#"{"age": 99999999999999999999}"#, "options.age"), (#"{"engine": ""}"#, "options.engine"),
        ]
    )
    func `a field out of its bounds is refused`(text: String, field: String) throws {
        #expect(try refused(text) == [field])
    }

    @Test
    func `two persons on one face are refused`() throws {
        let text = #"{"faces": {"mode": "map", "map": [{"source": 0, "target": 3}, {"source": 1, "target": 3}]}}"#
        #expect(try refused(text) == ["options.faces.map[1].target"])
    }

    @Test
    func `16 lines of a map are read and 17 refused`() throws {
        let map = { (count: Int) in
            let lines = (0..<count).map { "{\"source\": 0, \"target\": \($0)}" }.joined(separator: ",")
            return "{\"faces\": {\"mode\": \"map\", \"map\": [\(lines)]}}"
        }
        #expect(try read(map(RequestLimits.personCountMax)).faces.map?.count == 16)
        #expect(try refused(map(17)) == ["options.faces.map"])
    }

    @Test
    func `a kilobyte of metadata is read and one byte more refused`() throws {
        let fitting = String(repeating: "m", count: RequestLimits.metadataByteCountMax - 2)
        #expect(try read("{\"metadata\": \"\(fitting)\"}").metadata == .string(fitting))
        #expect(try refused("{\"metadata\": \"\(fitting)m\"}") == ["options.metadata"])
    }

    @Test
    func `what a tenant may is its policy's to say`() throws {
        var policy = RequestPolicy()
        policy.mayUseVIP = true
        policy.mayTurnLabelsOff = true
        policy.defaultLabel = .metadata
        #expect(try read(#"{"priority": "vip", "label": "off"}"#, policy: policy).label == .off)
        #expect(try read("{}", policy: policy).label == .metadata)
    }
}
