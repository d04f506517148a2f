// SPDX-License-Identifier: Apache-2.0

/// The final records of each tenant, oldest first.
struct FinalRecordOrder: Sendable {
    private var orders: [TenantPrefix: [FinalRecordCursor]] = [:]

    mutating func insert(_ id: ObjectID, createdAt: Int64) {
        let item = FinalRecordCursor(createdAtMilliseconds: createdAt, id: id)
        var order = orders.removeValue(forKey: id.tenant) ?? []
        order.insert(item, at: Self.index(of: item, in: order))
        orders[id.tenant] = order
    }

    mutating func remove(_ id: ObjectID, createdAt: Int64) {
        let item = FinalRecordCursor(createdAtMilliseconds: createdAt, id: id)
        guard var order = orders.removeValue(forKey: id.tenant) else { return }
        let index = Self.index(of: item, in: order)
        if index < order.count, order[index] == item { order.remove(at: index) }
        orders[id.tenant] = order.isEmpty ? nil : order
    }

    /// The items before a cursor, newest first.
    func page(of tenant: TenantPrefix, before cursor: FinalRecordCursor?, limit: Int) -> [FinalRecordCursor] {
        guard let order = orders[tenant] else { return [] }
        let end = cursor.map { Self.index(of: $0, in: order) } ?? order.count
        return order[max(0, end - limit)..<end].reversed()
    }

    /// Where an item is or belongs.
    private static func index(of item: FinalRecordCursor, in order: [FinalRecordCursor]) -> Int {
        var lower = 0
        var upper = order.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if order[middle] < item { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }
}

extension FinalRecordCursor {
    static func < (first: Self, second: Self) -> Bool {
        if first.createdAtMilliseconds != second.createdAtMilliseconds {
            return first.createdAtMilliseconds < second.createdAtMilliseconds
        }
        return first.id < second.id
    }
}
