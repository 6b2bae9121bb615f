/// What an application says to the head of a request whose content is still to come.
package struct HeadVerdict: Sendable {
  /// Whether the content matters to the answer.
  package let wantsContent: Bool

  /// What has been found out, which comes back with the whole request (`HTTPRequest.note`), so that nothing
  /// need be judged twice.
  package let note: (any AnyObject & Sendable)?

  /// A verdict.
  package init(wantsContent: Bool, note: (any AnyObject & Sendable)? = nil) {
    self.wantsContent = wantsContent
    self.note = note
  }
}

/// Judges a request by its head, which comes as a request without content, before a byte of the content
/// is kept and before the client is told to send it (RFC 9110 §10.1.1).
///
/// It is called while input is taken, once for each request that has content, and must not block.
package typealias HeadJudge = @Sendable (_ head: HTTPRequest) -> HeadVerdict
