// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target is compiled alike: Swift 6 mode, each `unsafe` operation marked where it
/// stands, every warning an error.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Warnings of C and C++ are errors too.
let strictC: [CSetting] = [.define("_GNU_SOURCE"), .treatAllWarnings(as: .error)]

/// `Scripts/sanitize thread` has the executable tell the sanitizer of Swift's locks, as the tests do.
let watched: [Target.Dependency] =
  Context.environment["BACKSOLVE_WATCH_LOCKS"] == nil ? [] : ["CRaces"]

let package = Package(
  name: "backsolve",
  products: [
    .library(name: "Autodiff", targets: ["Autodiff"]),
    .library(name: "Expressions", targets: ["Expressions"]),
    .library(name: "Poisson", targets: ["Poisson"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // MARK: Words: for every layer's messages
    .target(name: "Spelling", swiftSettings: strict),

    // MARK: The system: calls that Swift does not import
    .target(name: "CLinux", cSettings: strictC),

    // MARK: Mathematics: no input or output
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
    .target(name: "CKernels", cSettings: strictC),
    .target(name: "Workers", dependencies: ["CLinux"], swiftSettings: strict),
    .target(
      name: "Fourier", dependencies: ["CFFTW", "Workers"], swiftSettings: strict,
      linkerSettings: [.linkedLibrary("fftw3_threads")]),
    .target(
      name: "Autodiff", dependencies: ["CKernels", "Workers"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    .target(name: "Expressions", dependencies: ["Autodiff", "Spelling"], swiftSettings: strict),
    .target(
      name: "Poisson", dependencies: ["Autodiff", "Expressions", "Fourier"], swiftSettings: strict),

    // MARK: Transport: no mathematics
    .target(name: "HTTPCore", swiftSettings: strict),
    .target(name: "HTTPTransport", dependencies: ["CLinux", "HTTPCore"], swiftSettings: strict),

    // MARK: Service: where they meet
    .target(
      name: "CSimdjson",
      cxxSettings: [.define("SIMDJSON_EXCEPTIONS", to: "0"), .treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "JSON", dependencies: ["CSimdjson", "Spelling"], swiftSettings: strict),
    .target(
      name: "Operations",
      dependencies: ["JSON", "Spelling", .product(name: "Logging", package: "swift-log")],
      swiftSettings: strict),
    .target(
      name: "BacksolveService",
      dependencies: [
        "Autodiff", "Expressions", "HTTPCore", "JSON", "Operations", "Poisson", "Spelling",
        "Workers",
      ],
      resources: [.embedInCode("Resources/openapi.yaml"), .embedInCode("Resources/openapi.json")],
      swiftSettings: strict),
    .executableTarget(
      name: "backsolve",
      dependencies: [
        "Autodiff", "BacksolveService", "CLinux", "Expressions", "Fourier", "HTTPCore",
        "HTTPTransport",
        "JSON",
        "Operations", "Poisson", "Workers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ] + watched,
      swiftSettings: strict),

    // MARK: Beside the service
    .executableTarget(
      name: "evaluations", dependencies: ["Autodiff", "Expressions", "Poisson"],
      path: "Benchmarks/Evaluations", swiftSettings: strict),
    .executableTarget(
      name: "requests", dependencies: ["BacksolveService", "HTTPCore", "Workers"],
      path: "Benchmarks/Requests", swiftSettings: strict),
    .executableTarget(
      name: "wave", dependencies: ["Autodiff"], path: "Examples/Wave", swiftSettings: strict),

    // MARK: Tests, mirroring Sources
    .target(name: "CAllocations", path: "Tests/CAllocations", cSettings: strictC),
    .target(name: "CRaces", path: "Tests/CRaces", cSettings: strictC),
    .target(name: "Randomness", path: "Tests/Randomness", swiftSettings: strict),
    .testTarget(name: "SpellingTests", dependencies: ["Spelling"], swiftSettings: strict),
    .testTarget(name: "WorkersTests", dependencies: ["CRaces", "Workers"], swiftSettings: strict),
    .testTarget(
      name: "FourierTests", dependencies: ["Fourier", "Workers"], swiftSettings: strict),
    .testTarget(
      name: "AutodiffTests",
      dependencies: ["Autodiff", "CAllocations", "CKernels", "Randomness", "Workers"],
      exclude: ["Tables"],
      swiftSettings: strict),
    .testTarget(
      name: "ExpressionsTests", dependencies: ["Autodiff", "Expressions", "Randomness"],
      exclude: ["Tables"],
      swiftSettings: strict),
    .testTarget(
      name: "PoissonTests",
      dependencies: [
        "Autodiff", "CAllocations", "Expressions", "Fourier", "Poisson", "Randomness", "Workers",
      ],
      swiftSettings: strict),
    .testTarget(name: "HTTPCoreTests", dependencies: ["HTTPCore"], swiftSettings: strict),
    .testTarget(
      name: "HTTPTransportTests", dependencies: ["HTTPCore", "HTTPTransport"],
      swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "Randomness"], swiftSettings: strict),
    .testTarget(
      name: "OperationsTests",
      dependencies: ["JSON", "Operations", .product(name: "Logging", package: "swift-log")],
      swiftSettings: strict),
    .testTarget(
      name: "BacksolveServiceTests",
      dependencies: [
        "BacksolveService", "Expressions", "HTTPCore", "JSON", "Operations", "Poisson", "Workers",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "IntegrationTests", dependencies: ["backsolve", "wave"],
      exclude: [
        "Conformance", "Faults", "check_metrics.py", "check_openapi.py", "schemathesis.toml",
      ],
      swiftSettings: strict),
  ],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)
