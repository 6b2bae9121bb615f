import Dispatch
import Glibc
import Testing

@testable import Operations

@Suite("Metrics")
struct MetricsTests {
  @Test("a duration falls into the first bound that is not below it")
  func histogram() {
    let histogram = DurationHistogram()
    for nanoseconds in [0, 50_000, 50_001, 1_000_000, 10_000_000_000, 10_000_000_001] {
      histogram.observe(nanoseconds: nanoseconds)
    }
    let (cumulative, seconds) = histogram.snapshot
    #expect(cumulative == [2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 6])
    #expect(abs(seconds - 20.001_100_002) < 1e-9)
    #expect(DurationHistogram.bounds.count + 1 == cumulative.count)
  }

  @Test("threads count together")
  func concurrency() {
    let histogram = DurationHistogram()
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<10_000 { histogram.observe(nanoseconds: 1000) }
    }
    #expect(histogram.snapshot.cumulative.last == 80_000)
    #expect(abs(histogram.snapshot.seconds - 0.08) < 1e-9)
  }

  @Test("the text of each kind")
  func text() {
    var page = PrometheusText()
    page.counter("a_total", "One\\two\nthree.", 3)
    page.gauge("b", "B.", 0.5, labels: [("name", "x\"y\\z\n")])
    page.gauge("c", "C.", 1e300)
    #expect(
      page.text == """
        # HELP a_total One\\\\two\\nthree.
        # TYPE a_total counter
        a_total 3
        # HELP b B.
        # TYPE b gauge
        b{name="x\\"y\\\\z\\n"} 0.5
        # HELP c C.
        # TYPE c gauge
        c 1e+300

        """)
  }

  @Test("the process is described")
  func process() throws {
    var page = PrometheusText()
    ProcessMetrics.write(to: &page)
    func value(_ name: String) throws -> Double {
      let lines = page.text.split(separator: "\n")
      let line = try #require(lines.first { $0.hasPrefix(name + " ") })
      return try #require(Double(line.dropFirst(name.count + 1)))
    }
    #expect(try value("process_resident_memory_bytes") > 1e6)
    #expect(try value("process_virtual_memory_bytes") > value("process_resident_memory_bytes"))
    #expect(try value("process_open_fds") >= 3)
    #expect(try value("process_open_fds") <= value("process_max_fds"))
    #expect(try value("process_threads") >= 1)
    #expect(try value("process_cpu_seconds_total") >= 0)
    // Started after this test was written, and not in the future.
    var now = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
    let start = try value("process_start_time_seconds")
    #expect(start > 1.7e9 && start <= Double(now.tv_sec) + 1)
  }
}
