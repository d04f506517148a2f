// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StorageS3

@Suite struct `A place in an S3 store` {
    @Test func `is Amazon's without an endpoint`() throws {
        let place = try S3Location("s3://faces/prod/", endpoint: nil, region: "eu-central-1", style: nil)
        #expect(place.base == "https://faces.s3.eu-central-1.amazonaws.com")
        #expect(place.path(of: "\(place.prefix)r/1") == "/prod/r/1" && place.path(of: nil) == "/")
    }

    @Test func `is named in the path elsewhere`() throws {
        let place = try S3Location("s3://faces", endpoint: "http://127.0.0.1:9000/", region: "us-east-1", style: nil)
        #expect(place.base == "http://127.0.0.1:9000" && !place.isEncrypted)
        #expect(place.path(of: "r/1") == "/faces/r/1" && place.path(of: nil) == "/faces")
    }

    @Test func `leaves out the port that the scheme has anyway`() throws {
        let place = try S3Location("s3://faces", endpoint: "https://Store:443", region: "x", style: .virtualHost)
        #expect(place.base == "https://faces.store")
    }

    @Test func `with dots in the bucket's name is named in the path, for certificates' sake`() throws {
        let place = try S3Location("s3://my.faces", endpoint: nil, region: "us-east-1", style: nil)
        #expect(place.base == "https://s3.us-east-1.amazonaws.com")
    }

    @Test(arguments: [
        ("faces", nil, "us-east-1"), ("s3://", nil, "us-east-1"), ("s3://Faces", nil, "us-east-1"),
        ("s3://a..b", nil, "us-east-1"), ("s3://faces//x", nil, "us-east-1"), ("s3://faces", "ftp://x", "us-east-1"),
        ("s3://faces", "http://x/path", "us-east-1"), ("s3://faces", nil, ""), ("s3://faces", nil, "a/b"),
    ])
    func `is refused when it is none`(text: String, endpoint: String?, region: String) {
        #expect(throws: S3LocationError.self) {
            try S3Location(text, endpoint: endpoint, region: region, style: nil)
        }
    }
}
