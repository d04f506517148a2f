// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)), .enabled(if: PageDriver.isInstalled, PageDriver.skipped))
struct `Web page` {
    @Test func `a person comes from two photos to a result, and an operator through the queue`() throws {
        let service = try RunningService()
        let (results, output) = try PageDriver.drive(service)
        #expect(results.count == 14, "\(output)")
        for result in results {
            #expect(result.passed, "\(result.scenario): \(result.error ?? "")")
        }
        for name in ["page-fuse", "page-queue", "page-dark"] {
            let picture = PageDriver.screenshots.appending(path: "\(name).png")
            #expect(try Data(contentsOf: picture).count > 10_000, "\(name)")
        }
        #expect(service.stop() == 0)
    }
}
