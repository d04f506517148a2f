// SPDX-License-Identifier: Apache-2.0

extension TaskReport {
    /// The report as the queue keeps it, numbers as exact as clients see them.
    public var recorded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.array("faces", faces) { $0.write(to: &$1) }
        if let detected { writer.array("detected", detected) { $0.write(to: &$1) } }
        writer.array("timings", timings) { $0.write(to: &$1) }
        writer.array("models", models) { $0.write(to: &$1) }
        if let result {
            writer.key("result")
            result.write(to: &writer)
        }
        if let error {
            writer.key("error")
            error.write(to: &writer)
        }
        if let metadata {
            writer.key("metadata")
            metadata.write(to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    /// A report that a worker wrote.
    ///
    /// - Throws: `internal` when the bytes are not what ``recorded`` wrote.
    public init(recorded bytes: [UInt8]) throws(Problem) {
        let reader = try RecordReader(bytes, "report")
        faces = try reader.list("faces") { value throws(Problem) in
            try TaskView.Face(try RecordReader(value, "face"))
        }
        if reader.optional("detected") != nil {
            detected = try reader.list("detected") { value throws(Problem) in
                try DetectedFace(try RecordReader(value, "found face"))
            }
        }
        timings = try reader.list("timings") { value throws(Problem) in
            try TaskView.Timing(try RecordReader(value, "timing"))
        }
        models = try reader.list("models") { value throws(Problem) in
            try TaskView.Model(try RecordReader(value, "model"))
        }
        result = try reader.optional("result").map { value throws(Problem) in
            try Result(try RecordReader(value, "result"))
        }
        error = try reader.optional("error").map { value throws(Problem) in
            guard let problem = Problem(value) else {
                throw Problem(.internalFault, "the recorded report cannot be read: its error is of no known kind")
            }
            return problem
        }
        metadata = reader.optional("metadata")
    }
}

extension TaskReport.DetectedFace {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("face")
        face.write(to: &writer)
        writer.array("landmarks", landmarks) { point, writer in
            writer.beginArray()
            for number in point { writer.value(number, decimals: 2) }
            writer.endArray()
        }
        writer.endObject()
    }

    fileprivate init(_ reader: RecordReader) throws(Problem) {
        self.init(
            face: try TaskView.Face(try RecordReader(try reader.value("face"), "face")),
            landmarks: try reader.list("landmarks") { point throws(Problem) in
                try reader.nested(point) { number throws(Problem) in try reader.number(number) }
            }
        )
    }
}

extension TaskReport.Result {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("content_type", contentType)
        writer.key("image")
        image.json.write(to: &writer)
        writer.member("expires_at_ms", Int(expiresAtMilliseconds))
        writer.endObject()
    }

    fileprivate init(_ reader: RecordReader) throws(Problem) {
        self.init(
            contentType: try reader.text("content_type"),
            image: try StoredImage(recorded: try reader.value("image")),
            expiresAtMilliseconds: Int64(try reader.integer("expires_at_ms"))
        )
    }
}

extension TaskView.Timing {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("stage", stage)
        writer.member("ms", milliseconds, decimals: 3)
        writer.endObject()
    }

    fileprivate init(_ reader: RecordReader) throws(Problem) {
        self.init(stage: try reader.text("stage"), milliseconds: try reader.number("ms"))
    }
}

extension TaskView.Model {
    fileprivate init(_ reader: RecordReader) throws(Problem) {
        self.init(
            name: try reader.text("name"),
            version: try reader.text("version"),
            digest: try reader.text("digest")
        )
    }
}

extension TaskView.Face {
    fileprivate init(_ reader: RecordReader) throws(Problem) {
        let box = try reader.list("box") { number throws(Problem) in try reader.number(number) }
        guard box.count == 4 else {
            throw Problem(.internalFault, "the recorded face cannot be read: its box has \(box.count) numbers")
        }
        self.init(
            index: try reader.integer("index"),
            box: box,
            score: try reader.number("score"),
            fused: try reader.flag("fused")
        )
    }
}
