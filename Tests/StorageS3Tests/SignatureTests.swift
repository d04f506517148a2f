// SPDX-License-Identifier: Apache-2.0

import Foundation
import StorageS3
import Testing

/// The examples of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header" and
/// "Authenticating Requests: Using Query Parameters".
@Suite(.timeLimit(.minutes(1))) struct `The signature of a request` {
    private let signer = SignatureV4(
        S3Credentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE",
            secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        ),
        region: "us-east-1"
    )
    /// Midnight of 2013-05-24.
    private let time = SigningTime(secondsSince1970: 1_369_353_600)

    private func request(_ method: String, _ path: String) -> S3Request {
        S3Request(method, host: "examplebucket.s3.amazonaws.com", path: path)
    }

    private func header(_ name: String, of request: S3Request) -> String? {
        request.headers.last { $0.name == name }?.value
    }

    @Test func `of getting a part of an object is the one that is published`() throws {
        var get = request("GET", "/test.txt")
        get.headers = [.init("Range", "bytes=0-9")]
        let signed = signer.signed(get, payload: .empty, at: time)
        #expect(
            header("Authorization", of: signed) == "AWS4-HMAC-SHA256 "
                + "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        )
        #expect(header("x-amz-date", of: signed) == "20130524T000000Z")
    }

    @Test func `of putting an object is the one that is published`() throws {
        var put = request("PUT", "/test$file.text")
        put.headers = [
            .init("Date", "Fri, 24 May 2013 00:00:00 GMT"), .init("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ]
        let digest = try bytes("44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
        let signed = signer.signed(put, payload: .digest(digest), at: time)
        let end = "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        #expect(header("Authorization", of: signed)?.hasSuffix(end) == true)
        #expect(signed.target == "/test%24file.text")
    }

    @Test(
        arguments: [
            ([("lifecycle", "")], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
            (
                [("prefix", "J"), ("max-keys", "2")],
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
            ),
        ]
    )
    func `of what has a query is the one that is published`(query: [(String, String)], signature: String) {
        var get = request("GET", "/")
        get.query = query.map { .init($0, $1) }
        let signed = signer.signed(get, payload: .empty, at: time)
        #expect(header("Authorization", of: signed)?.hasSuffix("Signature=\(signature)") == true)
    }

    @Test func `in a URL for somebody else is the one that is published`() throws {
        let url = signer.presigned(request("GET", "/test.txt"), at: time, validFor: .seconds(86_400))
        #expect(
            url.target == "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
                + "&X-Amz-SignedHeaders=host"
        )
        #expect(url.headers.isEmpty)
    }

    @Test(arguments: [(Duration.zero, "1"), (.seconds(3600), "3600"), (.seconds(10_000_000), "604800")])
    func `in a URL is good for a second to seven days`(validity: Duration, seconds: String) {
        let url = signer.presigned(request("PUT", "/a"), at: time, validFor: validity)
        #expect(url.query.contains(.init("X-Amz-Expires", seconds)))
    }

    @Test func `covers the token of credentials that are lent`() throws {
        let lent = SignatureV4(
            S3Credentials(
                accessKeyID: signer.credentials.accessKeyID,
                secretAccessKey: signer.credentials.secretAccessKey,
                sessionToken: "a/token+="
            ),
            region: "us-east-1"
        )
        let signed = lent.signed(request("GET", "/a"), payload: .empty, at: time)
        #expect(header("x-amz-security-token", of: signed) == "a/token+=")
        #expect(header("Authorization", of: signed)?.contains(";x-amz-security-token,") == true)
        let url = lent.presigned(request("GET", "/a"), at: time, validFor: .seconds(60))
        #expect(url.target.contains("X-Amz-Security-Token=a%2Ftoken%2B%3D"))
    }

    @Test func `does not depend on the order or the spacing of headers and query, only on what they say`() {
        var first = request("GET", "/a b/ü/~")
        first.headers = [.init("X-B", "two  words "), .init("X-A", "1"), .init("x-b", "third")]
        first.query = [.init("b", "1"), .init("a", "2"), .init("a", "10")]
        var second = request("GET", "/a b/ü/~")
        second.headers = [.init("x-a", "1"), .init("X-B", "two words"), .init("X-B", "third")]
        second.query = [.init("a", "10"), .init("b", "1"), .init("a", "2")]
        let signatures = [first, second].map {
            header("Authorization", of: signer.signed($0, payload: .empty, at: time))
        }
        #expect(signatures[0] == signatures[1])
        #expect(first.target == "/a%20b/%C3%BC/~?a=10&a=2&b=1")
        second.query[0] = .init("a", "11")
        #expect(header("Authorization", of: signer.signed(second, payload: .empty, at: time)) != signatures[0])
    }

    @Test(arguments: [
        (0, "19700101T000000Z"), (951_827_696, "20000229T123456Z"), (1_709_251_199, "20240229T235959Z"),
        (1_709_251_200, "20240301T000000Z"), (4_107_542_400, "21000301T000000Z"),
    ])
    func `has its time in UTC`(seconds: Int, text: String) {
        let signed = signer.signed(request("GET", "/"), payload: .unsigned, at: SigningTime(secondsSince1970: seconds))
        #expect(header("x-amz-date", of: signed) == text)
        #expect(header("x-amz-content-sha256", of: signed) == "UNSIGNED-PAYLOAD")
    }

    @Test func `comes from a secret that is never shown`() {
        for text in ["\(signer.credentials)", String(reflecting: signer.credentials), "\(signer)"] {
            #expect(text.contains("AKIAIOSFODNN7EXAMPLE") && !text.contains("wJalr"))
        }
        var shown = ""
        dump(signer, to: &shown)
        #expect(!shown.contains("wJalr"))
    }

    private func bytes(_ text: String) throws -> [UInt8] {
        try stride(from: 0, to: text.count, by: 2).map { place in
            let start = text.index(text.startIndex, offsetBy: place)
            return try #require(UInt8(text[start..<text.index(start, offsetBy: 2)], radix: 16))
        }
    }
}
