// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StorageS3

@Suite struct `Documents that stores answer with` {
    private static let list = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><!-- none -->
          <Contents><Key>a/1&amp;2</Key><ETag>&quot;x&#x31;&quot;</ETag><Size>3</Size></Contents>
          <Contents><Key>a/3</Key><Owner/><Size>4</Size></Contents>
          <IsTruncated>false</IsTruncated></ListBucketResult>
        """

    @Test func `are read as they nest`() throws {
        let root = try #require(XMLElement([UInt8](Self.list.utf8)))
        #expect(root.name == "ListBucketResult" && root.text("IsTruncated") == "false")
        #expect(root.all("Contents").map { $0.text("Key") } == ["a/1&2", "a/3"])
        #expect(root.all("Contents")[0].text("ETag") == "\"x1\"")
    }

    @Test func `are nothing when they are cut anywhere`() {
        let bytes = [UInt8](Self.list.utf8)
        for count in 0..<bytes.count { #expect(XMLElement(Array(bytes[..<count])) == nil, "\(count)") }
    }

    @Test(arguments: [
        "<a><b></a></b>", "<a>&unknown;</a>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a/><b/>", "<a b=c/>",
        "<a>&#xFFFFFFF;</a>", "plain",
    ])
    func `of another kind are nothing`(text: String) { #expect(XMLElement([UInt8](text.utf8)) == nil) }

    @Test func `do not nest without end`() {
        let text = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
        #expect(XMLElement([UInt8](text.utf8)) == nil)
    }

    @Test func `say what was wrong`() {
        let text = "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>"
        let fault = S3Fault(status: 404, document: [UInt8](text.utf8))
        #expect("\(fault)" == "status 404, NoSuchKey: none")
        #expect("\(S3Fault(status: 503, document: []))" == "status 503")
    }

    @Test func `are told from HTTP's dates and others`() {
        #expect(HTTPDate.seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 1_445_412_480)
        #expect(HTTPDate.seconds(iso: "2015-10-21T07:28:00.123Z") == 1_445_412_480)
        #expect(HTTPDate.seconds(iso: "2000-02-29T00:00:00Z") == 951_782_400)
        for text in ["", "Wed, 21 Oct 2015 07:28:00", "Wed, 21 Foo 2015 07:28:00 GMT", "2015-13-21T07:28:00Z"] {
            #expect(HTTPDate.seconds(text) == nil && HTTPDate.seconds(iso: text) == nil)
        }
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `carry checksums in base64`(text: String, encoded: String) {
        #expect(Base64.text(of: [UInt8](text.utf8)) == encoded)
    }
}
