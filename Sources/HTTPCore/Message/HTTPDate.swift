/// The value of a Date field (RFC 9110 §5.6.7, IMF-fixdate), kept as bytes so that it is written
/// out once a second and not once a response.
package struct HTTPDate: Sendable, Equatable {
  /// Seconds since 1970-01-01 00:00:00 UTC.
  package let seconds: Int

  /// The text, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  package let bytes: [UInt8]

  /// The date of a time; times before 1970 count as 1970.
  package init(seconds: Int) {
    self.seconds = seconds
    let total = max(0, seconds)
    let (days, time) = total.quotientAndRemainder(dividingBy: 86_400)
    let (year, month, day) = Self.civil(days)
    var text: [UInt8] = []
    text.reserveCapacity(29)
    text.append(Self.weekdays[days % 7])
    text.append(", ")
    text.append(decimal: day, digits: 2)
    text.append(" ")
    text.append(Self.months[month - 1])
    text.append(" ")
    text.append(decimal: year, digits: 4)
    text.append(" ")
    text.append(decimal: time / 3_600, digits: 2)
    text.append(":")
    text.append(decimal: time / 60 % 60, digits: 2)
    text.append(":")
    text.append(decimal: time % 60, digits: 2)
    text.append(" GMT")
    bytes = text
  }

  /// The date as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The day in the Gregorian calendar, counted from 1970-01-01.
  ///
  /// Years are taken to begin in March, so that the leap day is the last of its year; 400 such
  /// years always have 146 097 days, and the months from March on follow 31-30-31-30-31 twice.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let sinceMarchZero = days + 719_468
    let (era, dayOfEra) = sinceMarchZero.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, day)
  }

  /// 1970-01-01 was a Thursday.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
