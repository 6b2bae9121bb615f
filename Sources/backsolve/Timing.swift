/// How long a piece of work takes, as BenchmarkTools tells it: many samples, each the mean over
/// enough evaluations to be measured well.
struct Timing {
  /// Seconds per evaluation, in increasing order.
  let samples: [Double]
  /// Evaluations per sample.
  let evaluations: Int

  /// The fewest samples, which are taken however long they last.
  private static let fewest = 5
  /// The most samples.
  private static let most = 10_000
  /// The duration of a sample.
  private static let sampleSeconds = 1e-3

  /// Repeats `body` for so many seconds, after a few times that don't count.
  init(seconds: Double, _ body: () -> Void) {
    let clock = ContinuousClock()
    func time(_ count: Int) -> Double {
      let start = clock.now
      for _ in 0..<count { body() }
      return (clock.now - start) / .seconds(1)
    }
    // Until a sample is long enough: a first call may have plans to make and memory to touch.
    var evaluations = 1
    var last = time(1)
    while last < Self.sampleSeconds / 2, evaluations < 1 << 30 {
      evaluations *= 2
      last = time(evaluations)
    }
    var samples: [Double] = []
    let end = clock.now + .seconds(seconds)
    while samples.count < Self.fewest || (samples.count < Self.most && clock.now < end) {
      samples.append(time(evaluations) / Double(evaluations))
    }
    self.samples = samples.sorted()
    self.evaluations = evaluations
  }

  /// The shortest sample.
  var minimum: Double { samples[0] }

  /// The sample in the middle.
  var median: Double {
    (samples[(samples.count - 1) / 2] + samples[samples.count / 2]) / 2
  }

  /// The mean of all.
  var mean: Double { samples.reduce(0, +) / Double(samples.count) }

  /// The longest sample.
  var maximum: Double { samples[samples.count - 1] }
}
