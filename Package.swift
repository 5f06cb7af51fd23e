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
    name: "CZ3",
    pkgConfig: "z3",
    providers: [.apt(["libz3-dev"]), .brew(["z3"])]
  ),
  module("Z3Solving", ["Logic", "CZ3"], settings: [.strictMemorySafety()]),
  module("ProcessSolving", ["Logic", "Quantities"]),
  module("Properties", ["Randomness"]),
  module("Graphs", ["Quantities"]),
  module("Devices", ["Quantities", "Graphs"]),
  module("Plans", ["Quantities", "Graphs", "Devices"]),
  module("Passes", ["Quantities", "Graphs", "Devices", "Plans"]),
  module("Costs", ["Quantities", "Graphs", "Devices", "Plans"]),
  module("Simulation", ["Quantities", "Graphs", "Devices", "Plans", "Costs"]),
  module(
    "Strategies",
    ["Quantities", "Randomness", "Graphs", "Devices", "Plans", "Costs", "Simulation"]
  ),
  module("Documents", [.product(name: "Yams", package: "Yams")]),
  module(
    "Calibration",
    ["Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Documents"]
  ),
  module(
    "Checking",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies", "Logic",
      "Documents",
    ]
  ),
  module(
    "Synthesis",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies", "Logic",
      "Checking", "Documents",
    ]
  ),
  module(
    "ONNXModels",
    ["Quantities", "Graphs", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
    exclude: ["onnx.proto"]
  ),
  module("TFLiteModels", ["Quantities", "Graphs"]),
  module("NCNNModels", ["Quantities", "Graphs"]),
  module("Formats", ["Quantities", "Graphs", "Devices", "Plans", "Documents"]),
  module("Generation", ["Quantities", "Randomness", "Properties", "Graphs", "Devices"]),
  module(
    "Hunting",
    [
      "Quantities", "Randomness", "Properties", "Graphs", "Devices", "Plans", "Costs",
      "Simulation", "Strategies", "Checking", "Generation",
    ]
  ),
  module(
    "Studies",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Passes", "Costs", "Simulation", "Strategies",
      "Calibration", "Checking", "Hunting",
    ]
  ),
  module("ExternalStrategies", ["Plans", "Strategies", "Documents", "Formats", "Hunting"]),
  module(
    "Reporting",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies", "Logic",
      "Hunting", "Checking", "Synthesis", "Documents", "Formats", "Studies",
      .product(name: "Mustache", package: "swift-mustache"),
    ]
  ),
  module(
    "RuntimeImports",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies",
      "Calibration", "Documents", "TFLiteModels", "NCNNModels",
    ]
  ),
  module(
    "Loading",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Calibration", "Documents", "Formats",
      "ONNXModels", "TFLiteModels", "NCNNModels",
    ]
  ),
  module(
    "PitfallTesting",
    [
      "Quantities", "Randomness", "Graphs", "Devices", "Plans", "Strategies", "Z3Solving",
      "Checking", "Documents", "Formats", "Hunting", "Reporting", "Loading",
    ]
  ),
  .executableTarget(
    name: "PitfallCommand",
    dependencies: [
      "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies", "Logic",
      "Z3Solving", "ProcessSolving", "Checking", "Synthesis", "Documents", "ONNXModels",
      "TFLiteModels", "NCNNModels", "Formats", "Reporting", "Randomness", "Properties", "Hunting",
      "ExternalStrategies", "Calibration", "Loading", "Generation", "Passes", "RuntimeImports",
      "Studies",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: strict
  ),
]

/// Examples are in Tests, laws over generated input in Specs.
let tests: [Target] = [
  .target(
    name: "SecondOpinions",
    dependencies: ["Logic", "Z3Solving", "ProcessSolving"],
    path: "Tests/SecondOpinions",
    swiftSettings: strict
  ),
  examples("Logic", ["Quantities"]),
  examples("Z3Solving", ["Logic", "Quantities", "CZ3"]),
  examples("Documents"),
  examples("Formats", ["Quantities", "Graphs", "Devices", "Plans", "Documents"]),
  examples(
    "Checking",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Simulation", "Strategies", "Documents",
      "Formats", "Z3Solving", "ProcessSolving", "Logic", "ONNXModels",
      "Synthesis", "SecondOpinions",
    ]
  ),
  examples(
    "Synthesis",
    ["Quantities", "Graphs", "Devices", "Logic", "ProcessSolving", "SecondOpinions"]
  ),
  .testTarget(name: "CommandTests", dependencies: ["Documents"], swiftSettings: strict),
  .testTarget(
    name: "ONNXModelsTests",
    dependencies: [
      "ONNXModels", "Quantities", "Graphs", "Generation", "Randomness", "Formats", "Documents",
      .product(name: "SwiftProtobuf", package: "swift-protobuf"),
    ],
    exclude: ["Data"],
    swiftSettings: strict
  ),
  .testTarget(
    name: "TFLiteModelsTests",
    dependencies: ["TFLiteModels", "ONNXModels", "Quantities", "Graphs"],
    exclude: ["Data"],
    swiftSettings: strict
  ),
  .testTarget(
    name: "NCNNModelsTests",
    dependencies: ["NCNNModels", "Quantities", "Graphs"],
    exclude: ["Data"],
    swiftSettings: strict
  ),
  .testTarget(
    name: "RuntimeImportsTests",
    dependencies: [
      "RuntimeImports", "Loading", "Quantities", "Graphs", "Devices", "Plans", "Strategies",
      "Calibration", "Documents", "Formats", "Checking", "Z3Solving",
    ],
    exclude: ["Data"],
    swiftSettings: strict
  ),
  examples("Graphs", ["Quantities"]),
  examples(
    "Strategies",
    ["Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Documents", "Formats"]
  ),
  examples(
    "Calibration",
    ["Quantities", "Graphs", "Devices", "Plans", "Documents", "Formats", "Loading"]
  ),
  examples(
    "Studies",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Strategies", "Documents", "Formats", "Loading",
    ]
  ),
  examples("Randomness"),
  examples("Properties", ["Randomness"]),
  examples("Devices", ["Graphs", "Quantities", "Formats", "Documents"]),
  examples(
    "Reporting",
    [
      "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies", "Checking",
      "Hunting", "Documents", "Formats", "Z3Solving",
    ]
  ),
  examples(
    "Hunting",
    [
      "Quantities", "Randomness", "Properties", "Graphs", "Devices", "Plans", "Strategies",
      "Checking", "Generation", "Documents", "Formats", "ExternalStrategies", "Z3Solving", "Logic",
      "PitfallCommand",
    ]
  ),
  examples("PitfallTesting", ["Graphs", "Devices", "Plans", "Quantities", "Strategies"]),
  .testTarget(name: "TidyTests", swiftSettings: strict),
  .testTarget(
    name: "FuzzTests",
    dependencies: ["FuzzTargets", "Documents"],
    swiftSettings: strict
  ),
  .testTarget(
    name: "ModelTests",
    dependencies: [
      "Quantities", "Graphs", "Devices", "Plans", "Passes", "Costs", "Simulation", "Strategies",
      "SecondOpinions", "Checking", "Documents", "ONNXModels", "Formats",
    ],
    swiftSettings: strict
  ),
  laws("SplitLaws", ["Graphs", "Quantities", "Randomness"]),
  laws("PropertiesLaws", ["Properties", "Randomness"]),
  laws("SupportLaws", ["Devices", "Graphs", "Quantities", "Logic", "Randomness"]),
  laws(
    "GenerationLaws",
    [
      "Generation", "Properties", "Randomness", "Graphs", "Devices", "Quantities", "Formats",
      "Documents",
    ]
  ),
  laws("LogicLaws", ["Logic", "Z3Solving", "Quantities", "Randomness"]),
  laws(
    "CheckingLaws",
    [
      "Randomness", "Quantities", "Logic", "Z3Solving", "Graphs", "Devices", "Plans", "Costs",
      "Simulation", "Strategies", "Checking", "ProcessSolving", "Synthesis", "SecondOpinions",
    ]
  ),
]

/// The ways in that are fuzzed; see Fuzz/README.md.
let fuzzing: [Target] = [
  .target(
    name: "FuzzTargets",
    dependencies: [
      "Randomness", "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies",
      "Logic", "Z3Solving", "Checking", "Documents", "ONNXModels", "TFLiteModels", "NCNNModels",
      "RuntimeImports", "Calibration", "Formats",
    ],
    path: "Fuzz/Targets",
    swiftSettings: strict
  )
]

/// What libFuzzer links; they have no main of their own, so only the fuzzing build has them.
let drivers: [Target] =
  Context.environment["PITFALL_FUZZ"] == nil
  ? []
  : [
    "JSON", "YAML", "Graph", "Plan", "Case", "Device", "Condition", "Backend", "Rule", "ONNX",
    "Operator", "Checker", "TFLite", "NCNN", "Imports", "Profile", "Measurements", "Shares",
    "Canary",
  ]
  .map { name in
    .executableTarget(
      name: "Fuzz" + name,
      dependencies: ["FuzzTargets"],
      path: "Fuzz/Drivers/Fuzz" + name,
      swiftSettings: strict
    )
  }

/// What benchmarks time in a process of its own; see Benchmarks/scheduling.py.
let benchmarks: [Target] =
  Context.environment["PITFALL_BENCHMARKS"] == nil
  ? []
  : [
    .executableTarget(
      name: "SchedulingClock",
      dependencies: [
        "Quantities", "Graphs", "Devices", "Plans", "Costs", "Simulation", "Strategies",
        "Documents", "Formats", "Loading",
      ],
      path: "Benchmarks/SchedulingClock",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "VerifyingClock",
      dependencies: [
        "Quantities", "Plans", "Strategies", "Checking", "Z3Solving", "Formats", "Loading",
      ],
      path: "Benchmarks/VerifyingClock",
      swiftSettings: strict
    ),
  ]

func module(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  exclude: [String] = [],
  settings: [SwiftSetting] = []
) -> Target {
  .target(
    name: name,
    dependencies: dependencies,
    exclude: exclude,
    swiftSettings: strict + settings
  )
}

func examples(_ module: String, _ others: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: module + "Tests",
    dependencies: [.byName(name: module)] + others,
    swiftSettings: strict
  )
}

func laws(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name,
    dependencies: dependencies,
    path: "Specs/" + name,
    swiftSettings: strict
  )
}

let package = Package(
  name: "Pitfall",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "pitfall", targets: ["PitfallCommand"]),
    .library(
      name: "Pitfall",
      targets: ["Graphs", "Devices", "Plans", "Strategies", "PitfallTesting"]
    ),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: layers + fuzzing + drivers + benchmarks + tests
)
