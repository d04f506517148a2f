// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Header fields of a part` {
    func header(_ head: String) throws(MultipartError) -> PartHeader? {
        try collect(multipartBody([(head, [])], boundary: "b"), boundary: "b").first?.header
    }

    @Test(
        arguments: [
            (#"form-data; name="a"; filename="x.jpg""#, "x.jpg"),
            (#"form-data; name=a; filename=x.jpg"#, "x.jpg"),
            (#"FORM-DATA ; NAME="a" ; FileName="x y;z.jpg""#, "x y;z.jpg"),
            (#"form-data; name="a"; filename="say \"hi\" \\ there""#, #"say "hi" \ there"#),
            (#"form-data; name="a"; filename="C:\temp\x.jpg""#, #"C:\temp\x.jpg"#),
            (#"form-data; name="a"; filename="照片.jpg""#, "照片.jpg"),
            (#"form-data; name="a"; filename="50%22.jpg""#, "50%22.jpg"),
            (#"form-data; name="a"; filename="x"; filename*=UTF-8''%e7%85%a7%E7%89%87.jpg"#, "照片.jpg"),
            (#"form-data; name="a"; filename*=utf-8'en'a%20b"#, "a b"),
            (#"form-data; name="a"; filename="x"; filename*=latin1''%e9"#, "x"),
            (#"form-data; name="a"; filename="x"; filename*=UTF-8''%e9"#, "x"),
            (#"form-data; name="a"; filename="x"; filename*=UTF-8''a%0d%0ab"#, "x"),
            (#"form-data; name="a"; filename="x";"#, "x"),
        ]
    )
    func `a file's name is read as clients write it`(field: String, filename: String) throws {
        let header = try #require(try header("content-disposition: \(field)"))
        #expect(header.name == "a")
        #expect(header.filename == filename)
    }

    @Test(
        arguments: [
            "attachment; name=\"a\"", "form-data", "form-data; name=\"\"", "form-data; name=\"a", "form-data; name",
            "form-data; name=\"a\"; name=\"b\"", "form-data; name=\"a\" x", "form-data; filename=\"a\"", "",
        ]
    )
    func `a part without one sound name is refused`(field: String) {
        #expect(throws: MultipartError.nameMissing) { try header("Content-Disposition: \(field)") }
        #expect(throws: MultipartError.nameMissing) { try header("X-Other: 1") }
    }

    @Test(
        arguments: [
            "Content-Disposition: form-data; name=\"a\"\r\n folded: 1", "Content-Disposition", ": x", "X Y: 1",
            "Content-Disposition: form-data; name=\"a\"\r\ncontent-disposition: form-data; name=\"b\"",
            "Content-Disposition: form-data; name=\"a\"\nX: 1", "X: \u{1}", "X: a\rb",
        ]
    )
    func `malformed fields are refused`(head: String) {
        #expect(throws: MultipartError.malformedHeader) { try header(head) }
    }

    @Test
    func `bytes that are not UTF-8 are refused`() {
        let body = Array("--b\r\nX: ".utf8) + [0xC3, 0x28] + Array("\r\n\r\n\r\n--b--".utf8)
        #expect(throws: MultipartError.malformedHeader) { try collect(body, boundary: "b") }
    }

    @Test
    func `only bytes as they are come in`() throws {
        #expect(throws: MultipartError.transferEncoding("base64")) {
            try header(disposition("a") + "\r\nContent-Transfer-Encoding: Base64")
        }
        #expect(try header(disposition("a") + "\r\nContent-Transfer-Encoding: binary")?.name == "a")
    }

    @Test(
        arguments: [
            ("source", FormField.source(person: 0)), ("source[0]", .source(person: 0)),
            ("source[15]", .source(person: 15)), ("source[16]", nil), ("source[01]", nil), ("source[]", nil),
            ("source[-1]", nil), ("source[1", nil), ("sources", nil), ("target", .target), ("options", .options),
            ("webhook", .webhook), ("Target", nil),
        ]
    )
    func `the name says what a part is`(name: String, field: FormField?) {
        #expect(FormField(name: name) == field)
    }
}
