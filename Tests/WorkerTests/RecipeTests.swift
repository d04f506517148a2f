// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import ImageCodecs
import Imaging
import Provenance
import Testing

@testable import FusionAPI
@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `The recipe for a request` {
    private func recipe(_ change: (inout RequestedOptions) -> Void) throws(Problem) -> FusionRecipe {
        var options = RequestedOptions()
        change(&options)
        return try FusionRecipe(options, exemption: nil)
    }

    @Test func `is the engine's full strength into the target's own format by default`() throws {
        let recipe = try recipe { _ in }
        #expect(recipe.fusion == FusionOptions())
        #expect(recipe.output == OutputOptions())
        #expect(recipe.label == .visibleAndMetadata)
    }

    @Test func `takes over degree, eyes, faces, format and label`() throws {
        let recipe = try recipe { options in
            options.fusionDegree = 40
            options.eyes = .target
            options.faces.mode = .map
            options.faces.order = .leftRight
            options.faces.map = [FaceChoice.Assignment(source: 1, target: 2)]
            options.output = OutputChoice(format: .webp, quality: 80)
            options.label = .metadata
        }
        #expect(recipe.fusion.fusionDegree == 0.4)
        #expect(recipe.fusion.eyes == .target)
        #expect(recipe.fusion.faces == .map([FaceAssignment(source: 1, target: 2)]))
        #expect(recipe.fusion.order == .leftRight)
        #expect(recipe.output == OutputOptions(format: .webp, quality: 80))
        #expect(recipe.label == .metadata)
    }

    @Test(arguments: FaceChoice.Order.allCases)
    func `takes over every order`(order: FaceChoice.Order) throws {
        #expect(try recipe { $0.faces.order = order }.fusion.order.rawValue == order.rawValue)
    }

    @Test func `takes auto and mesh for engines, and an age that changes nothing`() throws {
        for name in ["auto", "mesh"] { _ = try recipe { $0.engine = name } }
        _ = try recipe { $0.age = 0 }
    }

    @Test func `names what is not installed`() throws {
        let wishes: [(String, @Sendable (inout RequestedOptions) -> Void)] = [
            ("'simswap_256'", { $0.engine = "simswap_256" }),
            ("'gfpgan_1.4'", { $0.enhancer = EnhancerChoice(name: "gfpgan_1.4", blend: 80) }),
            ("ages", { $0.age = -20 }),
            (
                "occlusion, region",
                { $0.mask = MaskChoice(types: [.occlusion, .region], blur: 0, padding: [0, 0, 0, 0]) }
            ),
            ("512 pixels", { $0.pixelBoost = 512 }),
            ("recogniser", { $0.faces.mode = .reference }),
        ]
        for (what, wish) in wishes {
            let problem = #expect(throws: Problem.self) { try recipe(wish) }
            #expect(problem?.code == .modelUnavailable)
            #expect(problem?.detail.contains(what) == true, "\(problem?.detail ?? "")")
        }
    }

    @Test func `leaves off the label with an exemption alone`() throws {
        var options = RequestedOptions()
        options.label = .off
        #expect(throws: Problem(.forbidden, "results without a label need an exemption")) {
            try FusionRecipe(options, exemption: nil)
        }
        let exemption = LabelExemption(grounds: "a test")
        #expect(try FusionRecipe(options, exemption: exemption).label == .off(exemption))
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A worker's configuration` {
    @Test func `is sound by default`() throws { try WorkerConfiguration().validate() }

    @Test func `tells every flaw at once`() {
        var configuration = WorkerConfiguration()
        configuration.slots = 0
        configuration.routes = []
        configuration.leaseBeat = .zero
        configuration.claimIdle = .seconds(-1)
        configuration.drainGrace = .seconds(-1)
        configuration.memoryBudgetBytes = 1_000
        configuration.sourceCache.byteCountMax = -1
        configuration.targetCache.timeToLive = .seconds(-1)
        configuration.pixelCache.byteCountMax = -2
        configuration.contentProducer = ""
        let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
        let names = error?.flaws.map { String($0.prefix { $0 != ":" }) }
        #expect(
            names == [
                "slots", "routes", "lease-beat", "claim-idle", "drain-grace", "memory-budget", "source-cache",
                "target-cache-ttl", "pixel-cache", "content-producer",
            ]
        )
    }
}
