// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging

// Usage: kernel-bench [--sizes 112,512] [--only NAME] [--seconds 0.5] [--dump DIRECTORY]
//
// Prints one JSON object per kernel and size; with --dump writes each result's bytes instead of timing it.

/// The argument after `name`.
func option(_ name: String) -> String? {
    let arguments = CommandLine.arguments
    guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
    return arguments[place + 1]
}

/// CPU time of this process in nanoseconds.
func processTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Times `body`: each sample is a batch long enough for the clock.
func measure(seconds: Double, _ body: () -> Void) -> (best: Double, median: Double, samples: Int) {
    body()
    let once = processTime()
    body()
    let batch = max(1, 100_000 / max(1, processTime() - once))
    var samples: [Double] = []
    let end = processTime() + Int(seconds * 1e9)
    while samples.count < 7 || (processTime() < end && samples.count < 5000) {
        let start = processTime()
        for _ in 0..<batch { body() }
        samples.append(Double(processTime() - start) / Double(batch))
    }
    samples.sort()
    // Not the least of many: on virtual machines the clock now and then stands still.
    return (samples[samples.count / 20], samples[samples.count / 2], samples.count)
}

func dump(_ output: consuming Output, to path: String) throws {
    var data = Data()
    func append(_ values: [Float]) { values.withUnsafeBytes { data.append(contentsOf: $0) } }
    switch consume output {
    case .image(let image): data.append(contentsOf: image.takeBytes())
    case .plane(let plane): append(plane.takeValues())
    case .words(let plane): plane.takeValues().withUnsafeBytes { data.append(contentsOf: $0) }
    case .colors(let planes):
        append(planes.first.copy().takeValues())
        append(planes.second.copy().takeValues())
        append(planes.third.copy().takeValues())
    case .floats(let values): append(values)
    }
    try data.write(to: URL(fileURLWithPath: path))
}

let sizes = (option("--sizes") ?? "112,512,2048").split(separator: ",").compactMap { Int($0) }
let seconds = Double(option("--seconds") ?? "0.5") ?? 0.5
let chosen = cases.filter { item in option("--only").map { item.name.contains($0) } ?? true }
for size in sizes {
    let inputs = Inputs(side: size)
    for item in chosen {
        if let directory = option("--dump") {
            try dump(item.run(inputs), to: "\(directory)/\(item.name)_\(size).raw")
            continue
        }
        let time = measure(seconds: seconds) { _ = item.run(inputs) }
        let pixels = Double(size * size)
        print(
            "{\"library\": \"facefleet\", \"kernel\": \"\(item.name)\", \"size\": \(size), "
                + "\"ns_per_pixel_best\": \(time.best / pixels), \"ns_per_pixel_median\": \(time.median / pixels), "
                + "\"samples\": \(time.samples)}"
        )
    }
}
