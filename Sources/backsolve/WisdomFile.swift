import ArgumentParser
import FoundationEssentials
import Fourier

/// A file of what FFTW has learnt about transforms by measuring.
struct WisdomFile {
  let path: String

  /// Lets the process's transforms follow it. A file of another version of FFTW is passed over with a
  /// warning: everything works without.
  ///
  /// - Throws: the status, if the file can't be read.
  func load(orEndWith status: ExitCode = .noInput) throws {
    let text: String
    do {
      text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    } catch {
      StandardError.print("error: the file '\(path)' can't be read")
      throw status
    }
    if !Wisdom.load(text) {
      StandardError.print("warning: '\(path)' is not wisdom of this version of FFTW; not used")
    }
  }

  /// Writes all that the process knows, at once or not at all.
  func save() throws {
    do {
      try Data(Wisdom.text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      StandardError.print("error: the file '\(path)' can't be written")
      throw ExitCode.cannotCreate
    }
  }
}

/// The option of commands that follow wisdom.
struct WisdomOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "File of measured plans for the transforms, as `backsolve plan` writes it.",
      valueName: "file"))
  var wisdom: String?

  /// Loads the file, if one is given.
  func load() throws { try wisdom.map(WisdomFile.init(path:))?.load() }
}
