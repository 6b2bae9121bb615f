import Autodiff
import JSON
import Poisson

// Which measurement is to blame, and where it stands in the document.
extension ProblemDocument {
  /// Where the coordinate of a measurement stands.
  func pointer(to measurement: Measurement, axis: String) -> JSONPointer {
    places.pointer(to: .field(measurement.name)).appending(axis).appending(measurement.index)
  }

  /// The first measurement at a point of the sweep whose square is no number; nil if there is none.
  func largestMeasurement(
    at point: Int
  ) -> (name: String, index: Int, value: Double, pointer: JSONPointer)? {
    let columns = columns().dropFirst(problem.parameters.count)
    for (field, column) in zip(problem.fields, columns) where field.support != .grid {
      guard case .field(let values) = column.only(point),
        let index = values.firstIndex(where: { !($0 * $0).isFinite })
      else { continue }
      let list = places.pointer(to: .field(field.name)).appending("values")
      var isSwept = false
      if case .fields = column { isSwept = true }
      // In a grid of sweeps the place in the list is another than that in the sweep.
      let pointer = isSwept ? pointer(to: point)?.appending(index) ?? list : list.appending(index)
      return (field.name, index, values[index], pointer)
    }
    return nil
  }
}
