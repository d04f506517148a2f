// SPDX-License-Identifier: Apache-2.0

/// A number that follows from a text, the same in every process and for good.
enum StableHash {
    /// FNV-1a, then MurmurHash3's last step: the former alone leaves its high bits poorly mixed for short texts.
    static func of(_ text: String, _ number: UInt64 = 0) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= number
        for factor: UInt64 in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
            hash = (hash ^ hash >> 33) &* factor
        }
        return hash ^ hash >> 33
    }
}
