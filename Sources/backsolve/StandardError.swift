import Glibc

/// Lines for people who watch the process.
enum StandardError {
  static func print(_ line: String) {
    // One call per line, so that lines of several threads don't mix.
    let bytes = Array((line + "\n").utf8)
    _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
  }
}
