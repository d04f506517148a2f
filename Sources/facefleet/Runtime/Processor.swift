// SPDX-License-Identifier: Apache-2.0

import CProcessor

/// What this machine's processor can do.
enum Processor {
    /// A group of instructions, with its bit in what the processor answers.
    struct Feature: Sendable {
        let name: String
        let bit: UInt32
    }

    /// The instructions that this build uses; on a processor without them it would end with an illegal instruction.
    static var required: [Feature] {
        #if FACEFLEET_X86_64_V3
        [
            Feature(name: "AVX", bit: UInt32(FACEFLEET_CPU_AVX)),
            Feature(name: "AVX2", bit: UInt32(FACEFLEET_CPU_AVX2)),
            Feature(name: "FMA", bit: UInt32(FACEFLEET_CPU_FMA)),
            Feature(name: "BMI1", bit: UInt32(FACEFLEET_CPU_BMI1)),
            Feature(name: "BMI2", bit: UInt32(FACEFLEET_CPU_BMI2)),
            Feature(name: "F16C", bit: UInt32(FACEFLEET_CPU_F16C)),
            Feature(name: "LZCNT", bit: UInt32(FACEFLEET_CPU_LZCNT)),
            Feature(name: "MOVBE", bit: UInt32(FACEFLEET_CPU_MOVBE)),
        ]
        #else
        []
        #endif
    }

    /// The bits of what this processor offers.
    static var present: UInt32 { facefleet_cpu_features() }

    /// What is wrong with a processor that offers these features, or `nil`.
    static func problem(present: UInt32) -> Problem? {
        let missing = required.filter { present & $0.bit == 0 }.map(\.name)
        guard !missing.isEmpty else { return nil }
        return Problem(
            .internalFault,
            "this processor lacks \(missing.joined(separator: ", ")), which this build uses",
            hint: "build with FACEFLEET_BASELINE_CPU=1"
        )
    }

    /// Ends a command before the first instruction that this processor does not know.
    static func requireFeatures() throws(Problem) {
        if let problem = problem(present: present) { throw problem }
    }
}
