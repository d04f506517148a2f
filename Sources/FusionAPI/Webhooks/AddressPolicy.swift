// SPDX-License-Identifier: Apache-2.0

/// To which addresses this service may be sent by its clients.
///
/// A name is to be resolved first, every address that it has to be asked about, and the connection to be made to that
/// very address: a name may mean another one a moment later. The same holds after each redirection.
///
/// Source: the IANA special-purpose address registries (RFC 6890). Of version 6 only global unicast, 2000::/3, is
/// reachable at all, so that mapped (::ffff:0:0/96), translated (64:ff9b::/96, 64:ff9b:1::/48), unique local
/// (fc00::/7), link-local (fe80::/10) and multicast (ff00::/8) addresses are refused with the rest.
public struct AddressPolicy: Hashable, Sendable {
    /// Blocks that the operator trusts in spite of all.
    public let exceptions: [AddressBlock]

    /// A policy with these exceptions.
    public init(exceptions: [AddressBlock] = []) { self.exceptions = exceptions }

    /// Why an address is refused; `nil` when it may be connected to.
    public func refusal(of address: IPAddress) -> String? {
        if exceptions.contains(where: { $0.contains(address) }) { return nil }
        switch address {
        case .v4(let value):
            return Self.refused4.first { $0.block.contains(.v4(value)) }?.reason
        case .v6(let value):
            guard AddressBlock(.v6(0x2000 << 112), 3).contains(address) else {
                return Self.named6.first { $0.block.contains(.v6(value)) }?.reason ?? "not a global unicast address"
            }
            return Self.refused6.first { $0.block.contains(.v6(value)) }?.reason
        }
    }

    private struct Refusal {
        let block: AddressBlock
        let reason: String

        init(_ bytes: [4 of UInt8], _ length: Int, _ reason: String) {
            var value: UInt32 = 0
            for place in 0..<4 { value = value << 8 | UInt32(bytes[place]) }
            block = AddressBlock(.v4(value), length)
            self.reason = reason
        }

        /// The first groups; the others are zero.
        init(groups: [UInt16], _ length: Int, _ reason: String) {
            var value: UInt128 = 0
            for place in 0..<8 { value = value << 16 | UInt128(place < groups.count ? groups[place] : 0) }
            block = AddressBlock(.v6(value), length)
            self.reason = reason
        }
    }

    private static let refused4 = [
        Refusal([0, 0, 0, 0], 8, "this network"),
        Refusal([10, 0, 0, 0], 8, "a private address"),
        Refusal([100, 64, 0, 0], 10, "a carrier's shared address"),
        Refusal([127, 0, 0, 0], 8, "a loopback address"),
        Refusal([168, 63, 129, 16], 32, "a cloud's metadata address"),
        Refusal([169, 254, 0, 0], 16, "a link-local address"),
        Refusal([172, 16, 0, 0], 12, "a private address"),
        Refusal([192, 0, 0, 0], 24, "a protocol assignment"),
        Refusal([192, 0, 2, 0], 24, "a documentation address"),
        Refusal([192, 88, 99, 0], 24, "a 6to4 relay"),
        Refusal([192, 168, 0, 0], 16, "a private address"),
        Refusal([198, 18, 0, 0], 15, "a benchmarking address"),
        Refusal([198, 51, 100, 0], 24, "a documentation address"),
        Refusal([203, 0, 113, 0], 24, "a documentation address"),
        Refusal([224, 0, 0, 0], 4, "a multicast address"),
        Refusal([240, 0, 0, 0], 4, "a reserved address"),
    ]

    /// Blocks of 2000::/3.
    private static let refused6 = [
        Refusal(groups: [0x2001], 23, "a protocol assignment"),
        Refusal(groups: [0x2001, 0xDB8], 32, "a documentation address"),
        Refusal(groups: [0x2002], 16, "a 6to4 address"),
        Refusal(groups: [0x3FFF], 20, "a documentation address"),
    ]

    /// Blocks outside of 2000::/3 that have a better name than that.
    private static let named6 = [
        Refusal(groups: [0, 0, 0, 0, 0, 0, 0, 1], 128, "a loopback address"),
        Refusal(groups: [0, 0, 0, 0, 0, 0xFFFF], 96, "an IPv4-mapped address"),
        Refusal(groups: [0x64, 0xFF9B], 96, "a translated address"),
        Refusal(groups: [0x64, 0xFF9B, 1], 48, "a translated address"),
        Refusal(groups: [0xFC00], 7, "a private address"),
        Refusal(groups: [0xFE80], 10, "a link-local address"),
        Refusal(groups: [0xFF00], 8, "a multicast address"),
    ]
}
