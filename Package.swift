// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Where `scripts/bootstrap` puts what is not a Debian package: ONNX Runtime and the converted models.
let dependencies = "\(Context.packageDirectory)/.deps"

let language: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// The instruction set of the 64-bit x86 build: AVX2 and FMA, in every server processor since 2015.
///
/// `FACEFLEET_BASELINE_CPU=1` builds for any 64-bit x86 processor instead; the kernels are then about half as fast.
#if arch(x86_64)
let instructionSet: [String] = Context.environment["FACEFLEET_BASELINE_CPU"] == nil ? ["-march=x86-64-v3"] : []
#else
let instructionSet: [String] = []
#endif

let processor: [SwiftSetting] =
    instructionSet.isEmpty ? [] : [.unsafeFlags(instructionSet.flatMap { ["-Xcc", $0] })]

/// For targets that touch pixels or foreign memory.
let bytes: [SwiftSetting] = language + processor + [.strictMemorySafety(), .enableExperimentalFeature("Lifetimes")]

/// The program itself runs on any processor, so that it can say what the rest of it needs.
let program: [SwiftSetting] = language + (processor.isEmpty ? [] : [.define("FACEFLEET_X86_64_V3")])

let tests: [SwiftSetting] = language + processor

/// ONNX Runtime is found beside the binary or where `scripts/bootstrap` put it, without `LD_LIBRARY_PATH`.
///
/// It stands at the target that opens the library and so reaches every executable that contains it, tests included.
let runPath: [LinkerSetting] = [
    .unsafeFlags([
        "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN", "-Xlinker", "-rpath", "-Xlinker",
        "\(dependencies)/onnxruntime/lib",
    ])
]

let package = Package(
    name: "facefleet",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "facefleet", targets: ["facefleet"]),
        .library(name: "Imaging", targets: ["Imaging"]),
        .library(name: "FaceFusion", targets: ["FaceFusion", "Imaging", "ImageCodecs", "Inference", "ModelStore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "COnnxRuntime", pkgConfig: "libonnxruntime"),
        .target(
            name: "CImageCodecs",
            cSettings: [.unsafeFlags(["-O2"] + instructionSet)],
            linkerSettings: ["jpeg", "png", "webp", "webpmux", "webpdemux", "heif", "lcms2", "deflate", "z"].map {
                .linkedLibrary($0)
            }
        ),
        .target(name: "CProcessor", cSettings: [.unsafeFlags(["-O2"])]),
        .target(name: "Imaging", swiftSettings: bytes),
        .target(name: "ImageCodecs", dependencies: ["Imaging", "CImageCodecs"], swiftSettings: bytes),
        .target(
            name: "Inference",
            dependencies: ["COnnxRuntime"],
            swiftSettings: bytes,
            linkerSettings: runPath
        ),
        .target(name: "ModelStore", dependencies: ["Imaging", "Inference"], swiftSettings: language),
        .target(name: "FaceFusion", dependencies: ["Imaging", "Inference"], swiftSettings: bytes),
        .executableTarget(
            name: "facefleet",
            dependencies: [
                "FaceFusion", "Imaging", "ImageCodecs", "Inference", "ModelStore", "CProcessor",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: program
        ),
        .target(name: "TestSupport", dependencies: ["Imaging"], path: "Tests/TestSupport", swiftSettings: tests),
        .testTarget(name: "ImagingTests", dependencies: ["Imaging", "TestSupport"], swiftSettings: tests),
        .testTarget(
            name: "ImageCodecsTests",
            dependencies: ["ImageCodecs", "Imaging", "TestSupport"],
            exclude: ["Canvases/Fixtures", "Canvases/make-fixtures.py"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "FacefleetTests",
            dependencies: ["facefleet", "FaceFusion", "Imaging", "Inference"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["facefleet", "FaceFusion", "ImageCodecs", "Imaging"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "FaceFusionTests",
            dependencies: ["FaceFusion", "ImageCodecs", "Imaging", "Inference", "TestSupport"],
            resources: [.copy("Fixtures")],
            swiftSettings: tests
        ),
        .testTarget(name: "InferenceTests", dependencies: ["Inference"], swiftSettings: tests),
        .testTarget(
            name: "ModelStoreTests",
            dependencies: ["Imaging", "ModelStore", "Inference"],
            swiftSettings: tests
        ),
    ]
)
