// SPDX-License-Identifier: Apache-2.0

/// The part of a cluster's keys that a key belongs to.
///
/// Source: <https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/>, key distribution model.
enum ClusterSlot {
    /// How many there are.
    static let count = 16_384

    /// A key's slot: of what stands between its first `{` and the next `}`, where that is anything; else of the whole.
    static func of(_ key: String) -> Int {
        let bytes = Array(key.utf8)
        guard let open = bytes.firstIndex(of: UInt8(ascii: "{")),
            let close = bytes[(open + 1)...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
        else { return Int(checksum(bytes[...])) % count }
        return Int(checksum(bytes[(open + 1)..<close])) % count
    }

    /// CRC-16/XMODEM: polynomial 0x1021, nothing reflected, begins with 0.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
        }
        return crc
    }
}
