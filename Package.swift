// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let tools = [
    "sg-csv", "sg-decode", "sg-devices", "sg-emulate", "sg-listen", "sg-run", "sg-send",
]

let package = Package(
    name: "sg",
    products: [
        .library(name: "SGCore", targets: ["SGCore"]),
        .executable(name: "sg", targets: ["sg"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // Values: no I/O, no C.
        .target(name: "SGDiagnostics", swiftSettings: settings),
        .target(name: "SGBytes", swiftSettings: settings),
        .target(name: "SGRecords", dependencies: ["SGBytes"], swiftSettings: settings),

        // YAML: the only importer of libyaml.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(
            name: "SGYAML", dependencies: ["CLibYAML", "SGDiagnostics"], swiftSettings: settings),

        // Devices: definitions, framing and coding; values in, values out.
        .target(
            name: "SGDevices",
            dependencies: ["SGBytes", "SGRecords", "SGYAML", "SGDiagnostics"],
            exclude: ["Definitions"],
            swiftSettings: settings,
            plugins: ["EmbedDefinitions"]),
        .executableTarget(
            name: "embed-definitions", dependencies: ["SGYAML", "SGDiagnostics"],
            swiftSettings: settings),
        .plugin(
            name: "EmbedDefinitions", capability: .buildTool(), dependencies: ["embed-definitions"]),

        // The outside world: descriptors and line settings.
        .target(name: "CSGPorts"),
        .target(
            name: "SGPorts", dependencies: ["CSGPorts", "SGBytes", "SGDiagnostics"],
            swiftSettings: settings),

        // What joins the two, and the command lines.
        .systemLibrary(name: "CLibMD", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),
        .target(
            name: "SGSystem",
            dependencies: [
                "CLibMD", "SGBytes", "SGRecords", "SGDevices", "SGPorts", "SGYAML", "SGDiagnostics",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        // What other programs import.
        .target(
            name: "SGCore",
            dependencies: [
                "SGBytes", "SGRecords", "SGDevices", "SGPorts", "SGSystem", "SGDiagnostics",
            ],
            swiftSettings: settings),
        .target(
            name: "SGTools",
            dependencies: [
                "SGBytes", "SGRecords", "SGDevices", "SGPorts", "SGSystem", "SGDiagnostics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        // All tools in one, as they are installed: it goes by the name that it is called by.
        .executableTarget(name: "sg", dependencies: ["SGTools"], swiftSettings: settings),

        .testTarget(
            name: "SGRecordsTests", dependencies: ["SGRecords", "SGBytes", "SGTestSupport"],
            swiftSettings: settings),
        .target(
            name: "SGTestSupport", dependencies: ["SGBytes"], path: "Tests/SGTestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "SGDiagnosticsTests", dependencies: ["SGDiagnostics"], swiftSettings: settings),
        .testTarget(
            name: "SGYAMLTests",
            dependencies: ["SGYAML", "SGDiagnostics", "SGBytes", "SGTestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "SGPortsTests",
            dependencies: ["SGPorts", "CSGPorts", "SGBytes", "SGTestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "SGDevicesTests",
            dependencies: ["SGDevices", "SGRecords", "SGDiagnostics", "SGBytes", "SGTestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "SGSystemTests",
            dependencies: [
                "SGSystem", "SGDevices", "SGPorts", "SGRecords", "SGDiagnostics", "SGBytes",
                "SGTestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SGCoreTests", dependencies: ["SGCore", "SGTestSupport", "sg"],
            swiftSettings: settings),
        .testTarget(
            name: "SGToolsTests",
            dependencies: [
                "SGTools", "SGPorts", "SGBytes", "SGTestSupport", "sg",
            ] + tools.map { .byName(name: $0) },
            swiftSettings: settings),
    ]
        // Each tool as an executable of its own.
        + tools.map {
            .executableTarget(name: $0, dependencies: ["SGTools"], swiftSettings: settings)
        },
    swiftLanguageModes: [.v6]
)
