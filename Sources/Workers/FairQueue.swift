/// Jobs of several clients in the order of self-clocked fair queueing: as if every client with waiting
/// jobs were served at the same rate.
///
/// A job's tag is the virtual time at which it would end then: that of the client's job before it, or
/// the present if there is none, plus its cost. The smallest tag is first. So one client's thousand
/// jobs don't hold up another's one; a cheap job goes ahead of dear ones; and a dear one waits no
/// longer than for as much work of others as it is itself, since the virtual time moves on with every
/// job that starts.
struct FairQueue<Job> {
  private struct Entry {
    let tag: UInt64
    /// Among equal tags the earlier comes first.
    let number: UInt64
    let client: UInt64
    let job: Job

    static func < (left: Entry, right: Entry) -> Bool {
      left.tag == right.tag ? left.number < right.number : left.tag < right.tag
    }
  }

  /// Which jobs are meant.
  enum Kind {
    case light
    case heavy
  }

  private var light = Heap<Entry>(<)
  private var heavy = Heap<Entry>(<)
  private var time: UInt64 = 0
  private var lastTags: [UInt64: UInt64] = [:]
  private var nextNumber: UInt64 = 0

  /// How many jobs wait.
  var count: Int { light.count + heavy.count }

  /// How many light jobs wait.
  var lightCount: Int { light.count }

  /// Adds a job.
  mutating func insert(_ job: Job, _ kind: Kind, client: UInt64, cost: Int) {
    let start = max(time, lastTags[client] ?? 0)
    let entry = Entry(
      tag: start &+ UInt64(max(1, cost)), number: nextNumber, client: client, job: job)
    lastTags[client] = entry.tag
    nextNumber += 1
    switch kind {
    case .light: light.insert(entry)
    case .heavy: heavy.insert(entry)
    }
  }

  /// Which kind of job is first.
  var firstKind: Kind? {
    switch (light.first, heavy.first) {
    case (nil, nil): nil
    case (_?, nil): .light
    case (nil, _?): .heavy
    case (let light?, let heavy?): light < heavy ? .light : .heavy
    }
  }

  /// Takes out the first job of that kind.
  mutating func popFirst(_ kind: Kind) -> Job? {
    let entry: Entry?
    switch kind {
    case .light: entry = light.popFirst()
    case .heavy: entry = heavy.popFirst()
    }
    guard let entry else { return nil }
    time = max(time, entry.tag)
    // The next job of this client would begin at the present anyway.
    if lastTags[entry.client] == entry.tag { lastTags[entry.client] = nil }
    return entry.job
  }
}

/// A binary heap: the first element in constant time, adding and removing in logarithmic time.
private struct Heap<Element> {
  private var elements: [Element] = []
  private let precedes: (Element, Element) -> Bool

  init(_ precedes: @escaping (Element, Element) -> Bool) {
    self.precedes = precedes
  }

  var count: Int { elements.count }
  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, precedes(elements[child], elements[(child - 1) / 2]) {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() -> Element? {
    guard let last = elements.indices.last else { return nil }
    elements.swapAt(0, last)
    let first = elements.popLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < elements.count && precedes(elements[child], elements[least]) {
        least = child
      }
      if least == parent { return first }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}
