// SPDX-License-Identifier: Apache-2.0

/// When an operation happens, by both clocks.
package struct Moment: Hashable, Sendable {
    package var wall: WallTime
    package var shard: ShardTime

    package init(wall: WallTime, shard: ShardTime) {
        self.wall = wall
        self.shard = shard
    }
}
