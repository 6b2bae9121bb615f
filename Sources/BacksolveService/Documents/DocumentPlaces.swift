import Autodiff
package import JSON
package import Poisson

/// What of a document stands where, for errors.
extension ProblemDocument {
  /// Whether one objective was asked for, without a name.
  var hasSingleObjective: Bool { form.places.hasSingleObjective }
  /// Where the document states what.
  var places: StatementPlaces { form.places }
  /// Whether a field differs between points of the sweep.
  var hasSweptFields: Bool { !form.sweptFields.isEmpty }

  /// The place of what makes a point of the sweep: an element of a list, or a range; nil unless
  /// exactly one parameter or field is swept.
  package func pointer(to point: Int) -> JSONPointer? {
    let swept = sweep.parameters.indices.filter { sweep.parameters[$0].sweepCount != nil }
    guard swept.count + form.sweptFields.count == 1 else { return nil }
    if let field = form.sweptFields.first { return field.appending(point) }
    guard let parameter = swept.first else { return nil }
    let pointer = places.parameters[parameter].pointer
    return if case .list = sweep.parameters[parameter] { pointer.appending(point) } else { pointer }
  }

  /// The place that is most likely to blame for a density that is no number at a point of the sweep: what
  /// makes the point, the density, or the only parameter given.
  package func pointer(toCauseAt point: Int) -> JSONPointer {
    if let pointer = pointer(to: point) { return pointer }
    if form.isOwnDensity { return pointer(to: .density) }
    let given = places.parameters.filter(\.isGiven)
    return given.count == 1 ? given[0].pointer : .root
  }

  /// Where the document states a part of its problem.
  package func pointer(to place: ProblemPlace) -> JSONPointer { places.pointer(to: place) }

  /// Where the document states what makes a point of the sweep, or else a part of the problem.
  func pointer(to point: Int, or place: ProblemPlace) -> String {
    "\(pointer(to: point) ?? pointer(to: place))"
  }
}
