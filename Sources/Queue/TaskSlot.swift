// SPDX-License-Identifier: Apache-2.0

/// A part of all tenants that a shard of the queue has whole: each tenant is in one of 1,024.
///
/// It follows from the tenant, and is the first two digits of each of its tasks' names, so that a name alone says where
/// its task is.
public struct TaskSlot: Hashable, Sendable {
    /// How many there are: two digits of base 32.
    public static let count = 1024

    /// Which one.
    ///
    /// Range: 0 to 1,023.
    public let number: Int

    /// The slot of a tenant.
    public init(of tenant: TenantID) { number = Int(StableHash.of(tenant.rawValue) % UInt64(Self.count)) }

    /// The slot of a task, which its name begins with; of one that is not named as the service names tasks, any that
    /// follows from its name.
    public init(of task: TaskID) {
        let digits = task.rawValue.utf8.prefix(2).compactMap(Self.digit)
        number =
            digits.count == 2
            ? digits[0] * 32 + digits[1] : Int(StableHash.of(task.rawValue) % UInt64(Self.count))
    }

    /// Its shard of so many, by rendezvous hashing: of another number of shards only those slots have another one that
    /// must.
    ///
    /// - Parameter count: At least 1.
    /// - Returns: 0 to `count - 1`.
    public func shard(of count: Int) -> Int {
        precondition(count > 0, "there is no shard")
        return (0..<count).max { StableHash.of("\(number) \($0)") < StableHash.of("\(number) \($1)") } ?? 0
    }

    /// The digit of base 32 that a byte stands for.
    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "v"): Int(byte - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
