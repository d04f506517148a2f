// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `When webhooks are tried again` {
    @Test(arguments: 0..<20)
    func `delays grow, vary by a fifth and end`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for (place, seconds) in WebhookSchedule.delaysSeconds.enumerated() {
            let delay = WebhookSchedule.delay(afterFailedAttempts: place + 1, using: &random)
            let bounds = Duration.milliseconds(seconds * 800)...Duration.milliseconds(seconds * 1200)
            #expect(delay.map(bounds.contains) == true, "seed \(seed), attempt \(place + 1)")
        }
        #expect(WebhookSchedule.delay(afterFailedAttempts: WebhookSchedule.attemptCountMax, using: &random) == nil)
    }

    @Test
    func `delays differ from one another`() {
        var random = SeededGenerator(seed: 1)
        let delays = (0..<10).map { _ in WebhookSchedule.delay(afterFailedAttempts: 5, using: &random) }
        #expect(Set(delays).count > 5)
    }

    @Test
    func `an endpoint that is down for an hour is asked again within half an hour of its return`() {
        var random = SeededGenerator(seed: 3)
        var elapsed = Duration.zero
        var attempt = 1
        while elapsed < .seconds(3600), let delay = WebhookSchedule.delay(afterFailedAttempts: attempt, using: &random)
        {
            elapsed += delay
            attempt += 1
        }
        #expect(elapsed >= .seconds(3600))
        #expect(attempt <= WebhookSchedule.attemptCountMax)
        #expect(elapsed <= .seconds(3600 + 3600 * 6 / 5 + 1800))
    }

    @Test
    func `a receiver may ask for more time, up to a day, and not for less`() {
        var random = SeededGenerator(seed: 4)
        let asked = { (seconds: Int, random: inout SeededGenerator) in
            WebhookSchedule.delay(afterFailedAttempts: 1, retryAfterSeconds: seconds, using: &random)
        }
        #expect(asked(100, &random) == .seconds(100))
        #expect(asked(.max, &random) == .seconds(86_400))
        #expect((asked(-5, &random) ?? .zero) >= .seconds(4))
    }

    @Test
    func `2xx is delivered, 410 is the end, all else is tried again`() {
        #expect(WebhookSchedule.isDelivered(status: 204) && WebhookSchedule.isFinal(status: 200))
        #expect(!WebhookSchedule.isDelivered(status: 410) && WebhookSchedule.isFinal(status: 410))
        for status in [199, 300, 301, 400, 404, 429, 500] { #expect(!WebhookSchedule.isFinal(status: status)) }
    }
}
