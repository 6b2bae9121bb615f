// swift-tools-version: 6.2
import PackageDescription

/// Other servers in Swift, for Benchmarks/server; a package of its own, so that nobody has to build
/// them who does not measure.
let package = Package(
  name: "peers",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .executableTarget(
      name: "hummingbird-peer",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "flyingfox-peer",
      dependencies: [.product(name: "FlyingFox", package: "FlyingFox")]),
  ]
)
