/// The schemes as a catalogue: how requests name them.
extension DiscreteScheme {
  /// Every scheme; of those with one name, the first is the default.
  public static let catalogue: [DiscreteScheme] = [
    .spectral, .finiteDifference(.second), .finiteDifference(.fourth), .finiteDifference(.sixth),
    .compact4, .pinned,
  ]

  /// The name in requests.
  public var name: String {
    switch self {
    case .spectral: "spectral"
    case .finiteDifference, .compact4: "finite-difference"
    case .pinned: "pinned"
    }
  }

  /// The order in requests, for schemes that come in several.
  public var orderName: String? {
    switch self {
    case .finiteDifference(let order): "\(order.rawValue)"
    case .compact4: "compact-4"
    case .spectral, .pinned: nil
    }
  }

  /// One sentence for people.
  public var summary: String {
    switch self {
    case .spectral:
      "Fourier series or, between walls, polynomials: error below any power of the spacing on smooth data"
    case .finiteDifference(let order):
      "central differences; error proportional to the spacing to the power \(order.rawValue)"
    case .compact4:
      "differences on three points; error proportional to the spacing to the power 4"
    case .pinned:
      "second differences with the first row replaced by phi_0 = 0, as in the posts"
    }
  }
}
