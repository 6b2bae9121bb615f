import Testing

@testable import Workers

@Suite("Fair queue")
struct FairQueueTests {
  /// Takes everything out, in order.
  private static func drain(_ queue: inout FairQueue<String>) -> [String] {
    var jobs: [String] = []
    while let kind = queue.firstKind, let job = queue.popFirst(kind) { jobs.append(job) }
    return jobs
  }

  @Test("one client's jobs keep their order, whatever they cost")
  func order() {
    var queue = FairQueue<String>()
    queue.insert("a", .heavy, client: 1, cost: 1_000)
    queue.insert("b", .light, client: 1, cost: 1)
    queue.insert("c", .heavy, client: 1, cost: 500)
    #expect(queue.count == 3)
    #expect(Self.drain(&queue) == ["a", "b", "c"])
    #expect(queue.count == 0)
  }

  @Test("clients take turns, however many jobs one has")
  func turns() {
    var queue = FairQueue<String>()
    for index in 0..<5 { queue.insert("a\(index)", .light, client: 1, cost: 10) }
    for index in 0..<2 { queue.insert("b\(index)", .light, client: 2, cost: 10) }
    #expect(Self.drain(&queue) == ["a0", "b0", "a1", "b1", "a2", "a3", "a4"])
  }

  @Test("a cheap job goes ahead of dear ones; a dear one waits for as much as it is itself")
  func costs() {
    var queue = FairQueue<String>()
    queue.insert("dear", .heavy, client: 0, cost: 100)
    for client in 1...30 {
      queue.insert("cheap", .light, client: UInt64(client), cost: 10)
    }
    // One after the other, new cheap jobs keep coming.
    var before = 0
    while let kind = queue.firstKind, let job = queue.popFirst(kind), job != "dear" {
      before += 1
      queue.insert("cheap", .light, client: UInt64(100 + before), cost: 10)
    }
    // Thirty with a tag of 10 are there already; then the time goes on by 10 with each generation.
    #expect(before >= 30 && before <= 330)
  }

  @Test("a client that comes back begins at the present, without credit or debt")
  func noCredit() {
    var queue = FairQueue<String>()
    queue.insert("a0", .light, client: 1, cost: 100)
    #expect(Self.drain(&queue) == ["a0"])
    queue.insert("a1", .light, client: 1, cost: 10)
    queue.insert("b0", .light, client: 2, cost: 10)
    queue.insert("a2", .light, client: 1, cost: 10)
    #expect(Self.drain(&queue) == ["a1", "b0", "a2"])
  }

  @Test("one kind can be taken out of turn")
  func kinds() {
    var queue = FairQueue<String>()
    queue.insert("heavy", .heavy, client: 1, cost: 1)
    queue.insert("light", .light, client: 2, cost: 100)
    #expect(queue.firstKind == .heavy)
    #expect(queue.lightCount == 1)
    #expect(queue.popFirst(.light) == "light")
    #expect(queue.popFirst(.light) == nil)
    #expect(queue.popFirst(.heavy) == "heavy")
    #expect(queue.firstKind == nil)
  }

  @Test("random jobs come out by their tags (seeded)", arguments: [1, 2, 3])
  func random(_ seed: UInt64) {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var queue = FairQueue<String>()
    var served: [Int: [Int]] = [:]
    for number in 0..<500 {
      let client = next(7)
      queue.insert(
        "\(client) \(number)", next(2) == 0 ? .light : .heavy, client: UInt64(client),
        cost: 1 + next(50))
    }
    for job in Self.drain(&queue) {
      let words = job.split(separator: " ").compactMap { Int($0) }
      served[words[0], default: []].append(words[1])
    }
    #expect(served.values.map(\.count).reduce(0, +) == 500, "seed \(seed)")
    for numbers in served.values { #expect(numbers == numbers.sorted(), "seed \(seed)") }
  }
}
