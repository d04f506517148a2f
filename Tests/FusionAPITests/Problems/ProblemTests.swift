// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Imaging
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Problems` {
    func text(_ problem: Problem) -> String { String(decoding: problem.json, as: UTF8.self) }

    @Test
    func `are RFC 9457's members and our own`() {
        let problem = Problem(
            .imageTooSmall,
            "the image is too small",
            image: .source,
            measured: "32 x 40 pixels",
            limit: "64 pixels a side"
        ).at("/v1/fusions/x")
        #expect(
            text(problem) == """
                {"type":"urn:facefleet:problem:image_too_small","title":"Image too small","status":422,\
                "detail":"the image is too small","instance":"/v1/fusions/x","code":"image_too_small",\
                "retryable":false,"image":"source","measured":"32 x 40 pixels","limit":"64 pixels a side"}
                """
        )
    }

    @Test
    func `list every bad field`() throws {
        let problem = Problem(invalidOptions: [FieldError("options.age", "out of range", measured: "101", limit: "100")]
        )
        let member = #""errors":[{"field":"options.age","detail":"out of range","measured":"101","limit":"100"}]}"#
        #expect(text(problem).hasSuffix(member))
        let many = Problem(invalidOptions: ["a", "b", "c", "d", "e"].map { FieldError($0, "unknown field") })
        #expect(many.detail == "not valid: a, b, c and 2 more")
    }

    @Test
    func `say when to try again where waiting helps`() {
        #expect(Problem(.queueFull, "full").retryAfterSeconds == 1)
        #expect(Problem(.queueFull, "full").retrying(afterSeconds: 7).retryAfterSeconds == 7)
        #expect(Problem(.queueFull, "full").retrying(afterSeconds: -1).retryAfterSeconds == 1)
        #expect(Problem(.notFound, "none").retryAfterSeconds == nil)
        for code in ProblemCode.allCases where code.hasRetryAfter { #expect(code.isRetryable, "\(code)") }
    }

    /// The table of the contract.
    @Test(
        arguments: [
            (400, ["malformed_request"]), (401, ["unauthenticated"]), (403, ["forbidden"]), (404, ["not_found"]),
            (405, ["method_not_allowed"]), (406, ["not_acceptable"]),
            (409, ["already_terminal", "content_review_required", "not_ready"]), (410, ["gone"]),
            (413, ["image_too_large_bytes"]), (415, ["unsupported_format"]), (416, ["range_not_satisfiable"]),
            (
                422,
                [
                    "face_index_not_found", "face_too_small", "idempotency_key_reused", "image_decode_failed",
                    "image_download_failed", "image_too_large_pixels", "image_too_small", "invalid_options",
                    "no_face_detected", "too_many_faces",
                ]
            ), (429, ["queue_full", "quota_exceeded", "rate_limited"]), (451, ["content_blocked"]), (500, ["internal"]),
            (503, ["model_unavailable", "out_of_memory", "queue_unavailable", "storage_failed"]),
            (504, ["deadline_exceeded"]),
        ]
    )
    func `have the status of their code`(status: Int, codes: [String]) {
        #expect(ProblemCode.allCases.filter { $0.status == status }.map(\.rawValue).sorted() == codes)
    }

    @Test
    func `say the status that they are answered with`() {
        var problem = Problem(.malformedRequest, "too slow")
        #expect(problem.status == 400 && text(problem).contains(#""status":400,"#))
        problem.status = 408
        #expect(text(problem).contains(#""status":408,"#))
    }

    @Test
    func `have a title of their own`() {
        #expect(Set(ProblemCode.allCases.map(\.title)).count == ProblemCode.allCases.count)
    }

    @Test(arguments: ImageError.Code.allCases)
    func `come from errors of pictures, under the same name`(code: ImageError.Code) {
        let problem = Problem(ImageError(code, "why", measured: "1", limit: "2"), image: .target)
        #expect(problem.measured == "1" && problem.limit == "2" && problem.detail == "why")
        if code == .imageEncodeFailed {
            #expect(problem.code == .internalFault && problem.image == nil)
        } else {
            #expect(problem.code.rawValue == code.rawValue && problem.image == .target)
        }
    }

    @Test
    func `cut what a client sent to 64 characters`() {
        let error = FieldError("engine", "not a name", measured: String(repeating: "x", count: 65))
        #expect(error.measured == String(repeating: "x", count: 63) + "…")
    }
}
