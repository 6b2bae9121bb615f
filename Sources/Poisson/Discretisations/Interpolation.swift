public import Autodiff

extension Discretisation {
  /// f at a point, by the scheme's interpolation, as `values` reads it at many.
  ///
  /// - Parameters:
  ///   - field: f at the grid's points.
  ///   - point: a coordinate per axis, on a length of 1 and beginning at 0.
  public func value(of field: Value, at point: [Value]) -> Value {
    guard let graph = field.graph else { preconditionFailure("a field belongs to a graph") }
    let numbers = point.compactMap(\.number)
    if numbers.count == point.count { return values(of: field, at: numbers.map { [$0] })[0] }
    return values(of: field, at: point.map { graph.lift($0, to: .field(1)) })[0]
  }

  /// f at places, by the scheme's interpolation: the trigonometric polynomial or the polynomial of spectral
  /// schemes, polynomials through as many nearby points as the scheme's order, at least 4, of others.
  ///
  /// It can be differentiated by the coordinates; for differences, whose interpolants are smooth from node to
  /// node only, by one-sided derivatives at the nodes. A place takes as many operations as f has values with
  /// spectral schemes, and some tens with others.
  ///
  /// - Parameters:
  ///   - field: f at the grid's points.
  ///   - places: per axis the coordinates of all places, on a length of 1 and beginning at 0. On periodic axes
  ///     any number is one, on others those from 0 to 1.
  public func values(of field: Value, at places: [Value]) -> Value {
    precondition(places.count == grid.dimension, "a place has a coordinate per axis")
    let reading = PlaceReading(placeBasis, count: places[0].shape.count)
    return apply(reading, [coefficients(of: field)] + places)
  }

  /// f at places that never change: the same, as a linear map.
  public func values(of field: Value, at places: [[Double]]) -> Value {
    precondition(places.count == grid.dimension, "a place has a coordinate per axis")
    return apply(FixedPlaceReading(placeBasis, at: places), coefficients(of: field))
  }

  /// The functions of which interpolants are sums.
  private var placeBasis: PlaceBasis {
    PlaceBasis(
      grid.axes.indices.map { index in
        let (axis, nodes) = (grid.axes[index], axes[index].nodes)
        if let order = scheme.order {
          return .lagrange(
            points: nodes.count, width: min(nodes.count, max(4, order)), first: nodes[0],
            spacing: nodes[1] - nodes[0], isPeriodic: axis.isPeriodic)
        }
        return axis.isPeriodic
          ? .waves(points: nodes.count, shift: nodes[0]) : .polynomials(count: nodes.count)
      })
  }

  /// What these functions are multiplied by: values at nodes, or what transforms make of them.
  private func coefficients(of field: Value) -> Value {
    guard scheme.order == nil else { return field }
    let series = known.series(.places) {
      ChebyshevSeries(
        extents: grid.extents, kinds: grid.axes.map { $0.isPeriodic ? .fourier : .chebyshev })
    }
    return series.coefficients(of: field)
  }
}
