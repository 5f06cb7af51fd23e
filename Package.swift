// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// Targets in reading order: a target depends only on targets above it.
let layers: [Target] = [
  module("Quantities"),
  module("Randomness"),
  module("Logic", ["Quantities"]),
  .systemLibrary(
    name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"]), .brew(["z3"])]),
  module("Z3Solving", ["Logic", "CZ3"], settings: [.strictMemorySafety()]),
  module("Properties", ["Randomness"]),
  module("Graphs", ["Quantities"]),
  module("Devices", ["Quantities", "Graphs"]),
  module("Plans", ["Quantities", "Graphs", "Devices"]),
  module("Costs", ["Quantities", "Graphs", "Devices", "Plans"]),
  module("Simulation", ["Quantities", "Graphs", "Devices", "Plans", "Costs"]),
  module("Strategies", ["Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation"]),
  module(
    "Checking",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies", "Logic",
      "Z3Solving",
    ]),
  module("Documents", [.product(name: "Yams", package: "Yams")]),
  module(
    "ONNXModels",
    ["Quantities", "Graphs", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
    exclude: ["onnx.proto"]),
  module("Formats", ["Quantities", "Graphs", "Devices", "Plans", "Documents", "ONNXModels"]),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  settings: [SwiftSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict + settings)
}

/// Examples are in Tests, laws over generated input in Specs.
let tests: [Target] = [
  .testTarget(
    name: "ONNXModelsTests",
    dependencies: ["ONNXModels", "Quantities", "Graphs"], exclude: ["Data"],
    swiftSettings: strict)
]

let package = Package(
  name: "Pitfall",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: layers + tests + [
    .testTarget(
      name: "GraphsTests", dependencies: ["Graphs", "Quantities"], swiftSettings: strict),
    .testTarget(
      name: "SplitLaws", dependencies: ["Graphs", "Quantities"],
      path: "Specs/SplitLaws", swiftSettings: strict),
  ]
)
