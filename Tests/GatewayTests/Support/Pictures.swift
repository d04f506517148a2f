// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Small pictures; the gateway looks at their headers only.
enum Pictures {
    /// A PNG of this size, another one for every seed.
    static func png(width: Int = 64, height: Int = 64, seed: Int = 0) -> [UInt8] {
        PNGBuilder(width: width, height: height, bitDepth: 8, colorType: 2).file { x, y, channel in
            (x * 3 + y * 5 + channel * 7 + seed * 11) & 255
        }
    }

    /// A form with a source and a target.
    static func form(
        source: [UInt8] = png(seed: 1),
        target: [UInt8] = png(seed: 2),
        options: String? = nil
    ) -> TestClient.Form {
        var form = TestClient.Form()
        form.add("source", source, filename: "source.png")
        form.add("target", target, filename: "target.png")
        if let options { form.add("options", Array(options.utf8)) }
        return form
    }
}
