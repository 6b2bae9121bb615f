/// The connections of a shard by number, and their deadlines side by side, so that looking for
/// those that have passed reads one array and not ten thousand objects.
struct ConnectionTable {
  /// The number of a connection: a place, and how often the place has been given away.
  ///
  /// Events that were fetched before a connection closed cannot be taken for events of its
  /// successor.
  struct Token: Sendable, Hashable {
    let index: UInt32
    let generation: UInt32

    init(index: UInt32, generation: UInt32) {
      self.index = index
      self.generation = generation
    }

    /// The token that was made into a number.
    init(rawValue: UInt64) {
      index = UInt32(truncatingIfNeeded: rawValue)
      generation = UInt32(truncatingIfNeeded: rawValue >> 32)
    }

    /// The token as a number for epoll to keep.
    var rawValue: UInt64 { UInt64(generation) << 32 | UInt64(index) }
  }

  private var connections: [Connection?] = []
  private var generations: [UInt32] = []
  private var deadlines: [Int] = []
  private var freePlaces: [UInt32] = []

  /// How many connections there are.
  private(set) var count = 0

  /// A token for a new connection, which `insert` is to follow.
  mutating func reserve() -> Token {
    if let index = freePlaces.popLast() {
      return Token(index: index, generation: generations[Int(index)])
    }
    connections.append(nil)
    generations.append(0)
    deadlines.append(Int.max)
    return Token(index: UInt32(connections.count - 1), generation: 0)
  }

  /// Puts a connection in its place.
  mutating func insert(_ connection: Connection) {
    connections[Int(connection.token.index)] = connection
    count += 1
  }

  /// Takes a connection out; its token is void from now on.
  mutating func remove(_ token: Token) {
    let index = Int(token.index)
    connections[index] = nil
    generations[index] &+= 1
    deadlines[index] = Int.max
    freePlaces.append(token.index)
    count -= 1
  }

  /// The connection with that token, if it is still there.
  subscript(token: Token) -> Connection? {
    let index = Int(token.index)
    guard index < connections.count, generations[index] == token.generation else { return nil }
    return connections[index]
  }

  /// Notes when a connection is to be looked at.
  mutating func setDeadline(_ deadline: Int, of token: Token) {
    deadlines[Int(token.index)] = deadline
  }

  /// The connections whose deadline has passed.
  func expired(at now: Int) -> [Connection] {
    var found: [Connection] = []
    for index in deadlines.indices where deadlines[index] <= now {
      if let connection = connections[index] { found.append(connection) }
    }
    return found
  }

  /// All connections.
  var all: [Connection] { connections.compactMap { $0 } }
}
