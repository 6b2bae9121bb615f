/// What time it is, as the caller of a connection says: the connection has no clock of its own.
package struct Moment: Sendable {
  /// Milliseconds of a clock that never goes back.
  package var milliseconds: Int

  /// The date to put into responses.
  package var date: HTTPDate

  /// A moment.
  package init(milliseconds: Int, date: HTTPDate) {
    self.milliseconds = milliseconds
    self.date = date
  }
}
