// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since all that it contains is built for the fuzzer. See Scripts/fuzz.
let package = Package(
  name: "backsolve-fuzzing",
  dependencies: [.package(name: "backsolve", path: "..")],
  targets: [
    .target(name: "CLibFuzzer", path: "CLibFuzzer"),
    .executableTarget(
      name: "ExpressionsFuzzer",
      dependencies: [
        "CLibFuzzer",
        .product(name: "Expressions", package: "backsolve"),
        .product(name: "Autodiff", package: "backsolve"),
      ],
      path: "ExpressionsFuzzer", swiftSettings: [.swiftLanguageMode(.v6), .strictMemorySafety()]),
  ]
)
