import Synchronization

/// The series that are taken of a grid's fields, and the transforms along its axes, beside those of the solver: each is
/// made when it is needed first, since its tables are as long as the grid, and is one operator for the graph wherever it
/// occurs.
final class KnownSeries: Sendable {
  /// What series are for.
  enum Purpose: Hashable {
    /// Reading between the points.
    case places
    /// Something done along an axis of fields with so many points before and after it.
    case axis(Int, outer: Int, inner: Int)
  }

  private let series = Mutex<[Purpose: ChebyshevSeries]>([:])
  private let transforms = Mutex<[Purpose: SeparableBasis]>([:])

  /// The series for a purpose, made at the first time.
  func series(_ purpose: Purpose, _ make: () -> ChebyshevSeries) -> ChebyshevSeries {
    series.withLock { known in
      if let series = known[purpose] { return series }
      let series = make()
      known[purpose] = series
      return series
    }
  }

  /// The transforms for a purpose, made at the first time.
  func transforms(_ purpose: Purpose, _ make: () -> SeparableBasis) -> SeparableBasis {
    transforms.withLock { known in
      if let transforms = known[purpose] { return transforms }
      let transforms = make()
      known[purpose] = transforms
      return transforms
    }
  }
}
