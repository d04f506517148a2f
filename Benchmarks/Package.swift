// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-Xcc", "-march=x86-64-v3"], .when(platforms: [.linux])),
]

let runPath: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "-rpath", "-Xlinker", "\(Context.packageDirectory)/../.deps/onnxruntime/lib"])
]

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "facefleet", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .executableTarget(
            name: "kernel-bench",
            dependencies: [.product(name: "Imaging", package: "facefleet")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "queue-bench",
            dependencies: [
                .product(name: "Queues", package: "facefleet"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "load-bench",
            dependencies: [
                .product(name: "Queues", package: "facefleet"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "plumbing-bench",
            dependencies: [.product(name: "Service", package: "facefleet")],
            swiftSettings: settings,
            linkerSettings: runPath
        ),
        .executableTarget(
            name: "fusion-bench",
            dependencies: [.product(name: "FaceFusion", package: "facefleet")],
            swiftSettings: settings,
            linkerSettings: runPath
        ),
    ]
)
