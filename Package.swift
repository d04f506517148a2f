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

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")

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
        .library(name: "Queues", targets: ["Queue", "QueueRedis", "QueueSQLite", "RESP"]),
        .library(name: "Service", targets: ["FusionAPI", "Gateway", "Queue", "QueueSQLite", "Storage", "Worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
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
        .target(name: "Inference", dependencies: ["COnnxRuntime"], swiftSettings: bytes, linkerSettings: runPath),
        .target(name: "ModelStore", dependencies: ["Imaging", "Inference"], swiftSettings: language),
        .target(name: "FaceFusion", dependencies: ["Imaging", "Inference"], swiftSettings: bytes),
        .target(name: "FusionAPI", dependencies: ["Imaging", crypto], swiftSettings: bytes),
        .target(name: "Queue", swiftSettings: language),
        .target(name: "CStorage", cSettings: [.unsafeFlags(["-O2"])]),
        .target(name: "Storage", dependencies: ["CStorage", crypto], swiftSettings: bytes),
        .target(
            name: "QueueSQLite",
            dependencies: [
                "Queue", "CStorage", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: language
        ),
        .target(
            name: "RESP",
            dependencies: [
                .product(name: "DequeModule", package: "swift-collections"), nioCore, nioPosix, nioSSL,
            ],
            swiftSettings: language
        ),
        .target(name: "CQueueScripts", exclude: ["scripts"]),
        .target(
            name: "QueueRedis",
            dependencies: [
                "CQueueScripts", "Queue", "RESP", crypto, nioCore,
            ],
            swiftSettings: language
        ),
        .target(
            name: "StorageS3",
            dependencies: [
                "Storage", crypto, httpClient, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: language
        ),
        .target(name: "Provenance", dependencies: ["Imaging"], swiftSettings: bytes),
        .target(name: "Observability", dependencies: [logging], swiftSettings: language),
        .target(
            name: "Worker",
            dependencies: [
                "FaceFusion", "FusionAPI", "ImageCodecs", "Imaging", "Inference", "Provenance", "Queue", "Storage",
                logging, lifecycle,
            ],
            swiftSettings: language
        ),
        .target(name: "CExampleFaces"),
        .target(name: "CWebUI", exclude: ["web"]),
        .target(
            name: "Gateway",
            dependencies: [
                "CWebUI", "FusionAPI", "Imaging", "Queue", "Storage", httpClient,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"), logging, nioCore, nioHTTP1,
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), nioPosix, lifecycle,
            ],
            swiftSettings: bytes
        ),
        .executableTarget(
            name: "facefleet",
            dependencies: [
                "CExampleFaces", "CProcessor", "FaceFusion", "FusionAPI", "Gateway", "ImageCodecs", "Imaging",
                "Inference", "ModelStore", "Observability", "Provenance", "Queue", "QueueRedis", "QueueSQLite",
                "RESP", "Storage", "StorageS3", "Worker",
                .product(name: "ArgumentParser", package: "swift-argument-parser"), httpClient,
                .product(name: "Configuration", package: "swift-configuration"), logging, nioCore, nioHTTP1, nioPosix,
                nioSSL, lifecycle, .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: program
        ),
        .target(name: "TestSupport", dependencies: ["Imaging"], path: "Tests/TestSupport", swiftSettings: tests),
        .testTarget(name: "ImagingTests", dependencies: ["Imaging", "TestSupport"], swiftSettings: tests),
        .target(name: "RedisSupport", dependencies: ["RESP"], path: "Tests/RedisSupport", swiftSettings: tests),
        .target(name: "QueueReference", dependencies: ["Queue"], path: "Tests/QueueReference", swiftSettings: tests),
        .testTarget(
            name: "QueueTests",
            dependencies: ["Queue", "QueueReference", "TestSupport"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "QueueConformanceTests",
            dependencies: [
                "Queue", "QueueRedis", "QueueReference", "QueueSQLite", "RESP", "RedisSupport", "TestSupport",
                nioPosix,
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "QueueRedisTests",
            dependencies: [
                "Queue", "QueueRedis", "QueueReference", "RESP", "RedisSupport", "TestSupport", nioPosix,
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "QueueSQLiteTests",
            dependencies: [
                "Queue", "QueueReference", "QueueSQLite", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: tests
        ),
        .target(name: "StorageFaults", path: "Tests/StorageFaults"),
        .executableTarget(
            name: "StorageHarness",
            dependencies: ["Storage", "StorageFaults", "TestSupport"],
            path: "Tests/StorageHarness",
            swiftSettings: tests
        ),
        .target(name: "S3Support", path: "Tests/S3Support", swiftSettings: tests),
        .testTarget(
            name: "StorageS3Tests",
            dependencies: ["S3Support", "Storage", "StorageS3", "TestSupport", nioHTTP1],
            swiftSettings: tests
        ),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "TestSupport"], swiftSettings: tests),
        .testTarget(
            name: "WorkerTests",
            dependencies: [
                "FaceFusion", "FusionAPI", "ImageCodecs", "Imaging", "Inference", "ModelStore", "Provenance", "Queue",
                "QueueReference", "Storage", "TestSupport", "Worker", logging, lifecycle,
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "ImageCodecsTests",
            dependencies: ["ImageCodecs", "Imaging", "TestSupport"],
            exclude: ["Canvases/Fixtures", "Canvases/make-fixtures.py"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "FacefleetTests",
            dependencies: ["facefleet", "FaceFusion", "Imaging", "Inference", "Queue", "QueueRedis", "RESP"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "facefleet", "FaceFusion", "ImageCodecs", "Imaging", "Provenance", "RedisSupport", "S3Support",
                "Storage", "TestSupport",
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "FaceFusionTests",
            dependencies: ["FaceFusion", "ImageCodecs", "Imaging", "Inference", "TestSupport"],
            resources: [.copy("Fixtures")],
            swiftSettings: tests
        ),
        .testTarget(
            name: "FusionAPITests",
            dependencies: ["FusionAPI", "Imaging", "TestSupport"],
            swiftSettings: tests
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "FusionAPI", "Gateway", "Imaging", "Queue", "QueueRedis", "QueueReference", "QueueSQLite", "RESP",
                "RedisSupport", "Storage", "TestSupport",
                httpClient,
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Hummingbird", package: "hummingbird"),
                logging, nioCore, nioHTTP1, nioPosix, lifecycle,
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "RESPTests",
            dependencies: [
                "RESP", "RedisSupport", nioCore, nioPosix, nioSSL,
            ],
            swiftSettings: tests
        ),
        .testTarget(
            name: "ObservabilityTests",
            dependencies: ["Observability", "TestSupport", logging],
            swiftSettings: tests
        ),
        .testTarget(
            name: "ProvenanceTests",
            dependencies: ["Provenance", "ImageCodecs", "Imaging", "TestSupport"],
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
