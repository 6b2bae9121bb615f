import Testing

@Suite("The command line")
struct CommandLineTests {
  private func backsolve(_ arguments: String..., input: String? = nil) throws -> Finished {
    try Command.run(Command.backsolve, arguments, input: input)
  }

  @Test("options make the document that the server would get")
  func options() throws {
    let fromOptions = try backsolve(
      "gradient", "--t", "0:0.5:1", "--sigma", "0.3", "--points", "64", "--scheme",
      "finite-difference", "--order", "2", "--objective", "sum", "--wrt", "t,sigma")
    let document = """
      {"t": {"start": 0, "step": 0.5, "stop": 1}, "parameters": {"sigma": 0.3},
       "domain": {"x": {"points": 64}}, "solver": {"scheme": "finite-difference", "order": 2},
       "objective": "sum", "wrt": ["t", "sigma"]}
      """
    #expect(fromOptions.status == 0)
    #expect(fromOptions.output == (try backsolve("gradient", "-d", document)).output)
    #expect(fromOptions.output == (try backsolve("gradient", "-d", "-", input: document)).output)
  }

  @Test("an order may be a name")
  func order() throws {
    let compact = try backsolve(
      "evaluate", "--scheme", "finite-difference", "--order", "compact-4")
    #expect(compact.status == 0 && compact.output.contains(#""order":"compact-4""#))
    let third = try backsolve("evaluate", "--scheme", "finite-difference", "--order", "third")
    #expect(third.status == 65 && third.errors.contains("2, 4, 6, compact-4"))
  }

  @Test("negative numbers and lists")
  func numbers() throws {
    let list = try backsolve("evaluate", "--t", "-1,0,1")
    #expect(list.output.hasPrefix(#"{"t":[-1.0,0.0,1.0],"value":["#))
    #expect(try backsolve("evaluate", "--t", "-1").output.hasPrefix(#"{"t":-1.0,"#))
  }

  @Test("errors name the option or the place, and the exit status is not 0")
  func errors() throws {
    let word = try backsolve("gradient", "--t", "one")
    #expect(word.status != 0 && word.errors.contains("--t: 'one' is not a number; write 1.0"))
    let points = try backsolve("gradient", "--points", "many")
    #expect(points.errors.contains("--points: 'many' is not a number.\n"))
    let sigma = try backsolve("gradient", "--sigma", "0")
    #expect(sigma.status == 65 && sigma.output.isEmpty)
    #expect(sigma.errors.contains("non-finite at /parameters/sigma"))
    let both = try backsolve("gradient", "-d", "{}", "--mu", "1")
    #expect(both.status != 0 && both.errors.contains("--document can't be combined with --mu"))
    let missing = try backsolve("gradient", "-d", "@/no/such/file")
    #expect(missing.status == 66 && missing.errors.contains("can't be read"))
    #expect(try backsolve("serve", "--workers", "0").status == 64)
    #expect(try backsolve("healthcheck", "--port", "1", "--timeout", "0.5").status == 1)
    for timeout in ["nan", "inf", "0"] {
      #expect(try backsolve("healthcheck", "--timeout", timeout).errors.contains("--timeout has"))
    }
    let port = try backsolve("serve", "--port", "70000")
    #expect(port.status == 64 && port.errors == "error: --port has to be between 0 and 65535\n")
    for origin in ["*", "null", "lab.example", "https://lab.example/", "https://", "://lab", ""] {
      let refused = try backsolve("serve", "--port", "0", "--allow-origin", origin)
      #expect(refused.status == 64 && refused.errors.contains("an origin such as https://lab"))
    }
    for name in ["lab.example:8080", "http://lab.example", "a b", ""] {
      let refused = try backsolve("serve", "--port", "0", "--host-name", name)
      #expect(refused.status == 64 && refused.errors.contains("a name without a port"))
    }
    // More connections than there can be descriptors are no reason not to start.
    let address = try backsolve("serve", "--host", "nowhere", "--max-connections", "1000000000000")
    #expect(address.status == 64 && address.errors.contains("nowhere with port"))
  }

  @Test("standard input is read byte for byte, as the server reads a body")
  func notUTF8() throws {
    let answer = try Command.run(
      "bash", ["-c", #"printf '{"model": "\xff"}' | \#(Command.backsolve) evaluate -d -"#])
    #expect(answer.status == 65 && answer.errors.contains("invalid-utf8"))
  }

  @Test("help tells a newcomer what to type")
  func help() throws {
    let help = try backsolve("--help")
    #expect(help.status == 0)
    for word in [
      "serve", "evaluate", "gradient", "bench", "healthcheck", "curl localhost:8080/gradient",
    ] {
      #expect(help.output.contains(word))
    }
    for command in ["serve", "evaluate", "gradient", "bench", "healthcheck"] {
      #expect(try backsolve(command, "--help").status == 0)
    }
    #expect(try backsolve("--version").output == "0.1.0\n")
  }

  @Test("the health check asks a running server")
  func healthCheck() throws {
    let server = try RunningServer()
    #expect(try backsolve("healthcheck", "--port", "\(server.port)").status == 0)
    let missing = try backsolve("healthcheck", "--port", "\(server.port)", "--path", "/nothing")
    #expect(missing.status == 1 && missing.errors.contains("404"))
  }
}
