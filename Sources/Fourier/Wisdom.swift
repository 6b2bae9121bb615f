import CFFTW
import Glibc

/// What FFTW has learnt by measuring which ways to compute a transform are fast on a machine (FFTW manual,
/// "Words of Wisdom").
///
/// Measuring takes from a twentieth of a second to minutes for each transform, and what wins depends on
/// timings, so it is never done for a request: it is done beforehand, kept as text, and loaded when the
/// process starts. Then the plan of a length, and with it every bit of the results, stays the same as
/// long as the text does.
public enum Wisdom {
  /// How long to look for a good plan.
  public enum Effort: Sendable {
    /// The commonly good ways are tried (FFTW_MEASURE): tenths of a second for a thousand points, a minute
    /// for a million.
    case measure
    /// A much wider range of ways is tried (FFTW_PATIENT): about ten times as long.
    case patient
  }

  /// Takes over what has been learnt. Plans that are made from now on follow it where it knows their
  /// transform; those made before stay as they are.
  ///
  /// - Parameter text: what `text` was, in a process with the same FFTW.
  /// - Returns: false if it isn't wisdom, or that of another version of FFTW; nothing has changed then.
  public static func load(_ text: String) -> Bool {
    Planner.withLock { unsafe text.withCString { unsafe fftw_import_wisdom_from_string($0) != 0 } }
  }

  /// All that has been learnt, and what was loaded.
  public static var text: String {
    Planner.withLock {
      guard let characters = unsafe fftw_export_wisdom_to_string() else { return "" }
      defer { unsafe free(characters) }
      return unsafe String(cString: characters)
    }
  }

  /// Lets plans that are made from now on be found by measuring, for the rest of the process. Whatever
  /// else the process computes in the meantime has to wait, and disturbs what is measured.
  public static func learn(_ effort: Effort) { Planner.learn(effort) }
}

extension Wisdom.Effort {
  /// FFTW's flag.
  var flag: UInt32 {
    switch self {
    case .measure: FFTW_MEASURE
    case .patient: FFTW_PATIENT
    }
  }
}
