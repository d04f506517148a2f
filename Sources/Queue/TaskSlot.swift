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
    public init(of tenant: TenantID) { number = Int(Self.mixed(tenant.rawValue) % UInt64(Self.count)) }

    /// The slot of a task, which its name begins with; of one that is not named as the service names tasks, any that
    /// follows from its name.
    public init(of task: TaskID) {
        let digits = task.rawValue.utf8.prefix(2).compactMap(Self.digit)
        number =
            digits.count == 2
            ? digits[0] * 32 + digits[1] : Int(Self.mixed(task.rawValue) % UInt64(Self.count))
    }

    /// Its shard of so many, by rendezvous hashing: of another number of shards only those slots have another one that
    /// must.
    ///
    /// - Parameter count: At least 1.
    /// - Returns: 0 to `count - 1`.
    public func shard(of count: Int) -> Int {
        precondition(count > 0, "there is no shard")
        return (0..<count).max { Self.mixed("\(number) \($0)") < Self.mixed("\(number) \($1)") } ?? 0
    }

    /// FNV-1a, and MurmurHash3's last step, which spreads it over all bits: the same everywhere and for good.
    private static func mixed(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for factor: UInt64 in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
            hash = (hash ^ hash >> 33) &* factor
        }
        return hash ^ hash >> 33
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
