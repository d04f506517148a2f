// SPDX-License-Identifier: Apache-2.0

import Queue

/// What a process hears of its queue: one for all of its shards.
struct QueueHints: Sendable {
    let events = TaskEventHub()
    let doorbell = Doorbell()
    let erasures = ErasureHub()
}
