// SPDX-License-Identifier: Apache-2.0

/// All addresses that begin with the same bits, as `10.0.0.0/8`.
public struct AddressBlock: Hashable, Sendable {
    private let base: IPAddress
    private let length: Int

    /// Reads an address and the number of bits that count; `nil` when it is malformed or other bits are set.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let base = IPAddress(parts[0]), let length = Int(parts[1]),
            String(length) == parts[1], (0...base.bitCount).contains(length)
        else { return nil }
        self.init(base, length)
        guard contains(base), base.bits & ~Self.mask(base, length) == 0 else { return nil }
    }

    init(_ base: IPAddress, _ length: Int) {
        self.base = base
        self.length = length
    }

    /// Whether an address lies in the block.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.bitCount == base.bitCount else { return false }
        let mask = Self.mask(base, length)
        return address.bits & mask == base.bits & mask
    }

    private static func mask(_ base: IPAddress, _ length: Int) -> UInt128 {
        // Shifts by the whole width give zero.
        UInt128.max << UInt128(base.bitCount - length)
    }
}

extension IPAddress {
    fileprivate var bitCount: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    fileprivate var bits: UInt128 {
        switch self {
        case .v4(let value): UInt128(value)
        case .v6(let value): value
        }
    }
}
