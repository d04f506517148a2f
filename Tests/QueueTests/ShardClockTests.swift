// SPDX-License-Identifier: Apache-2.0

import Queue
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The shard's clock` {
    @Test(arguments: [(-3_600_000, 0), (0, 0), (1, 1), (2000, 2000), (2001, 2000), (3_600_000, 2000)])
    func `advances by at most two seconds a step and never goes back`(passed: Int, advance: Int) {
        let start = WallTime(milliseconds: 1_800_000_000_000)
        var clock = ShardClock(startingAt: start)
        clock.step(to: WallTime(milliseconds: start.milliseconds + passed))
        #expect(clock.now.milliseconds == start.milliseconds + advance)
    }
}
