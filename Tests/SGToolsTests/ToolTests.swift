import ArgumentParser
import Glibc
import SGBytes
import SGTestSupport
import SGTools
import enum SGTools.ExitStatus
import Testing

/// Prints the word that it is given.
private struct EchoTool: Tool {
    static let configuration = CommandConfiguration(
        commandName: "sg-echo", abstract: "Print a word.", version: toolkitVersion)

    @OptionGroup var common: CommonOptions
    @Argument var word: String

    mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        if word == "fail" { throw ToolFailure(.refused, "the device refused 'fail'") }
        var output = Output(console)
        output.bytes.append(utf8: String(repeating: word, count: common.verbosity + 1))
        try output.flush()
        return .done
    }
}

@Suite struct ToolTests {
    @Test func `a tool writes to its console and says how it ended`() throws {
        #expect(
            try runInProcess(EchoTool.self, ["a"]) == InProcessResult(status: .done, output: "a"))
        #expect(try runInProcess(EchoTool.self, ["-vv", "--", "a"]).output == "aaa")
    }

    @Test func `help and version are output`() throws {
        let help = try runInProcess(EchoTool.self, ["-h"])
        #expect(help.status == .done)
        #expect(help.output.contains("USAGE: sg-echo"))
        #expect(
            try runInProcess(EchoTool.self, ["--version"])
                == InProcessResult(status: .done, output: "\(toolkitVersion)\n"))
    }

    @Test func `a wrong command line is a usage error that points at the help`() throws {
        let result = try runInProcess(EchoTool.self, ["--bogus", "a"])
        #expect(result.status == .usage)
        #expect(result.output == "")
        #expect(
            result.errors
                == "sg-echo: Unknown option '--bogus'\nsg-echo: try 'sg-echo --help'\n")
    }

    @Test func `a failure is reported in the tool's name`() throws {
        #expect(
            try runInProcess(EchoTool.self, ["fail"])
                == InProcessResult(
                    status: .refused, errors: "sg-echo: the device refused 'fail'\n"))
    }

    @Test func `a message cannot command the terminal`() throws {
        let result = try withConsole("sg-echo") { console in
            console.report("found '\u{1B}[31mred\u{9B}'")
            return .done
        }
        #expect(result.errors == "sg-echo: found '\\u{1B}[31mred\\u{9B}'\n")
    }

    @Test func `a full disk is a failure to write`() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        var output = Output(descriptor: full, name: "standard output", stop: -1)
        output.bytes.append("x")
        #expect(
            throws: ToolFailure(
                .cannotWrite, "cannot write standard output: No space left on device")
        ) { try output.flush() }
    }

    @Test func `a reader that has gone is a quiet end`() throws {
        let (reader, writer) = try makePipe()
        defer { close(writer) }
        close(reader)
        signal(SIGPIPE, SIG_IGN)
        var output = Output(descriptor: writer, name: "standard output", stop: -1)
        output.bytes.append("x")
        #expect(throws: ToolFailure.outputClosed) { try output.flush() }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a reader that takes nothing does not hold a tool that is asked to stop`() throws {
        let (reader, writer) = try makePipe()
        let (stop, stopWriter) = try makePipe()
        defer { for end in [reader, writer, stop, stopWriter] { close(end) } }
        _ = fcntl(writer, F_SETFL, O_NONBLOCK)
        try write([2], to: stopWriter)
        var output = Output(descriptor: writer, name: "standard output", stop: stop)
        output.bytes.append([UInt8](repeating: 0, count: 1_000_000))
        #expect(throws: ToolFailure.stopped) { try output.flush() }
    }

    @Test func `the built tool answers`() throws {
        let result = try SGTestSupport.run("sg-listen", ["--version"])
        #expect(result.status == 0)
        #expect(result.text == "\(toolkitVersion)\n")
        #expect(try SGTestSupport.run("sg-listen", ["--bogus"]).status == 64)
    }

    @Test(.timeLimit(.minutes(1))) func `a closed stream is not taken by something else`() throws {
        let tool = pathOfTool("sg-listen")
        let input = try output(of: "sh", "-c", "'\(tool)' - <&- 2>&1; echo $?")
        #expect(input == "sg-listen: cannot read '-': Bad file descriptor\n69\n")
        let output = try output(of: "sh", "-c", "{ '\(tool)' --version >&-; } 2>&1; echo $?")
        #expect(output == "sg-listen: cannot write standard output: Bad file descriptor\n74\n")
    }
}
