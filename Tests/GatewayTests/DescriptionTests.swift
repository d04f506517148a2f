// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FusionAPI
@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct `The description of the interface` {
    @Test
    func `has every route, and no other`() async throws {
        try await GatewayRig.with { rig async throws in
            let answer = try await rig.client.get("/openapi.json")
            #expect(answer.field("content-type") == "application/json")
            var described: Set<String> = []
            for (path, item) in answer.json["paths"]?.members ?? [:] {
                for method in ["get", "post", "put", "delete"] where item[method] != nil {
                    described.insert("\(method) \(path)")
                }
            }
            let routes = RouteTable.open.map { "\($0.method)".lowercased() + " \($0.pattern.text)" }
            // The page's own files are its own matter.
            #expect(described == Set(routes.filter { !$0.hasPrefix("get /ui/") }))
        }
    }

    @Test
    func `has every code of a problem, with its status and title`() async throws {
        try await GatewayRig.with { rig async throws in
            let schemas = try await rig.client.get("/openapi.json").json["components"]?["schemas"]
            let described = schemas?["ProblemCode"]?["oneOf"]?.elements ?? []
            #expect(Set(described.compactMap { $0["const"]?.string }) == Set(ProblemCode.allCases.map(\.rawValue)))
            for code in described {
                let known = try #require(code["const"]?.string.flatMap(ProblemCode.init))
                #expect(code["x-status"] == .number(String(known.status)), "\(known)")
                #expect(code["x-retryable"] == .boolean(known.isRetryable), "\(known)")
                #expect(code["title"]?.string == known.title, "\(known)")
            }
        }
    }

    /// Every option there is, as a request that has them all is recorded.
    private static func recordedOptions() throws -> [String: JSONValue] {
        let text = """
            {"enhancer": {"name": "x"}, "age": 1, "mask": {}, "pixel_boost": 512, "output": {}, "metadata": 1,
             "start_deadline_seconds": 1, "total_deadline_seconds": 1}
            """
        let options = try RequestedOptions(
            try JSONValue(parsing: Array(text.utf8).span),
            personCount: 1,
            policy: RequestPolicy()
        )
        let image = StoredImage(sha256: "", bytes: 1, width: 1, height: 1)
        let request = FusionRequest(sources: [[image]], target: image, options: options, webhook: nil)
        let recorded = TaskRequest.fusion(request).recorded
        return try JSONValue(parsing: recorded.span)["fusion"]?["options"]?.members ?? [:]
    }

    @Test
    func `names the options and limits that are read`() async throws {
        try await GatewayRig.with { rig async throws in
            let schemas = try await rig.client.get("/openapi.json").json["components"]?["schemas"]
            let options = schemas?["Options"]?["properties"]
            #expect(Set((options?.members ?? [:]).keys) == Set(try Self.recordedOptions().keys))
            let order = schemas?["FaceChoice"]?["properties"]?["order"]?["enum"]?.elements.compactMap(\.string)
            #expect(order == FaceChoice.Order.allCases.map(\.rawValue))
            let boosts = options?["pixel_boost"]?["enum"]?.elements
            #expect(boosts == RequestLimits.pixelBoosts.map { .number(String($0)) })
            let photos = schemas?["FusionForm"]?["properties"]?["source"]?["maxItems"]
            #expect(photos == .number(String(RequestLimits.photoCountMax)))
            let persons = schemas?["FusionRequest"]?["properties"]?["sources"]?["maxItems"]
            #expect(persons == .number(String(RequestLimits.personCountMax)))
        }
    }

    @Test
    func `is a page too`() async throws {
        try await GatewayRig.with { rig async throws in
            let page = try await rig.client.get("/docs")
            #expect(page.field("content-type") == "text/html; charset=utf-8")
            for part in page.text.split(separator: "\"") where part.hasPrefix("ui/") {
                #expect(try await rig.client.get("/\(part)").status == 200, "\(part)")
            }
        }
    }
}

extension JSONValue {
    fileprivate var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
}
