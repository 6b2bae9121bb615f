import Foundation
import Testing
import Workers

@Suite("Processor count")
struct ProcessorCountTests {
  @Test("at least 1, at most what the machine has, and what a pool uses by default")
  func bounds() {
    let count = processorCount()
    #expect(count >= 1)
    #expect(count <= ProcessInfo.processInfo.processorCount)
    #expect(WorkerPool().workerCount == count)
  }
}
