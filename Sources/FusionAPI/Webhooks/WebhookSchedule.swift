// SPDX-License-Identifier: Apache-2.0

/// When a webhook is posted again that was not taken.
///
/// The delays grow from seconds to hours, and each is stretched or shortened at random by up to a fifth, so that a
/// receiver that comes back is not met by all of them at once. Eleven attempts within about 28 hours: an endpoint that
/// is down for an hour gets what it missed within an hour and three quarters of coming back, mostly much sooner.
public enum WebhookSchedule: Hashable, Sendable {
    /// How long to wait after each failed attempt, in seconds, before the random part.
    public static let delaysSeconds: [Int64] = [
        5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200,
    ]

    /// The most attempts, the first one included.
    public static let attemptCountMax = delaysSeconds.count + 1

    /// The greatest part by which a delay varies.
    public static let jitter = 0.2

    /// How long to wait for the next attempt; `nil` when there is none.
    ///
    /// - Parameters:
    ///   - failedAttempts: How many attempts failed so far, at least 1.
    ///   - retryAfterSeconds: What the receiver asked for; it only ever makes the delay longer, and at most by a day.
    ///   - generator: Says by how much the delay varies.
    /// - Returns: The delay, to the millisecond.
    public static func delay(
        afterFailedAttempts failedAttempts: Int,
        retryAfterSeconds: Int? = nil,
        using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        precondition(failedAttempts >= 1, "there is a delay after a failure only")
        guard failedAttempts <= delaysSeconds.count else { return nil }
        let factor = Double.random(in: 1 - jitter...1 + jitter, using: &generator)
        let milliseconds = Int64(Double(delaysSeconds[failedAttempts - 1]) * factor * 1000)
        let asked = Int64(min(max(retryAfterSeconds ?? 0, 0), 86_400)) * 1000
        return .milliseconds(max(milliseconds, asked))
    }

    /// Whether an answer counts as taken: 2xx.
    public static func isDelivered(status: Int) -> Bool { (200..<300).contains(status) }

    /// Whether an answer ends all attempts: taken, or 410, which says that nothing more is to be sent there.
    public static func isFinal(status: Int) -> Bool { isDelivered(status: status) || status == 410 }
}
