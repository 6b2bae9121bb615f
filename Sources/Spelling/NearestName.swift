/// The name that `word` was most likely meant to be; nil if none resembles it.
///
/// Letters count alike in both cases. A third of the letters may differ, where a difference is a
/// letter too many, too few or wrong, or two neighbours exchanged.
package func nearestName(to word: String, among names: some Sequence<String>) -> String? {
  let letters = folded(word)
  guard letters.count <= longestName else { return nil }
  var best: (name: String, distance: Int)?
  for name in names {
    let other = folded(name)
    let allowed = max(1, max(letters.count, other.count) / 3)
    guard other.count <= longestName, abs(other.count - letters.count) <= allowed else { continue }
    let distance = editDistance(letters, other)
    if distance <= allowed, distance < other.count, distance < best?.distance ?? .max {
      best = (name, distance)
    }
  }
  return best?.name
}

/// Longer words are not compared, which bounds the work.
private let longestName = 48

private func folded(_ word: String) -> [UInt8] {
  word.utf8.prefix(longestName + 1).map { (65...90).contains($0) ? $0 | 0x20 : $0 }
}

/// The optimal string alignment distance.
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for row in first.indices {
    var current = [row + 1]
    for column in second.indices {
      let substitution = last[column] + (first[row] == second[column] ? 0 : 1)
      var distance = min(substitution, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    beforeLast = last
    last = current
  }
  return last[second.count]
}
