internal import SGPorts

/// The files that a tool reads one after the other; standard input when none is named.
///
/// `-` is standard input. A file that cannot be read is reported and left out.
package struct InputFiles: ~Copyable {
    /// What a read gave.
    package enum Chunk: Equatable {
        /// So many bytes, at least one, at the start of the buffer.
        case bytes(Int)
        /// The end of one file; the next follows.
        case endOfFile
        /// Nothing came before the deadline.
        case timedOut
        /// The end of the last file, or the process is asked to stop.
        case end
    }

    /// The name of the file being read as messages give it: `stdin`, or as the user wrote it.
    package private(set) var name = "stdin"
    /// Whether standard input is being read.
    package private(set) var isStandardInput = true
    /// `.noInput` once a file could not be read.
    package private(set) var status = ExitStatus.done

    private let console: Console
    private var limits: WaitLimits
    private var waiting: ArraySlice<String>
    private var file: Descriptor?
    private var current: Int32 = -1

    /// Creates the input of a tool.
    ///
    /// - Parameters:
    ///   - names: The files in order.
    ///   - console: Where standard input, complaints and the wish to stop go.
    ///   - output: The descriptor of the tool's output: once its reader has gone, there is no use
    ///     in reading on. Negative when the output is no stream.
    package init(_ names: [String], console: Console, output: Int32 = -1) {
        self.console = console
        limits = WaitLimits(stop: console.stop, output: output)
        waiting = (names.isEmpty ? ["-"] : names)[...]
    }

    /// Waits for bytes and reads them once.
    ///
    /// - Parameters:
    ///   - buffer: Room for the bytes; not empty.
    ///   - deadline: When to give up; `nil` for never.
    /// - Throws: `ToolFailure.outputClosed` when nobody reads the output any more; 66 when a file
    ///   cannot be read on.
    package mutating func read(
        into buffer: UnsafeMutableRawBufferPointer, deadline: ContinuousClock.Instant? = nil
    ) throws(ToolFailure) -> Chunk {
        limits.deadline = deadline
        while current < 0 {
            guard let next = waiting.popFirst() else { return .end }
            open(next)
        }
        do throws(SystemError) {
            switch try waitAndRead(current, into: buffer, limits: limits) {
            case .bytes(let count): return .bytes(count)
            case .ended, .lost: return endOfFile()
            case .stopped: return .end
            case .timedOut: return .timedOut
            case .outputClosed: break
            }
        } catch {
            complain(.system(error))
            return endOfFile()
        }
        throw .outputClosed
    }

    private mutating func endOfFile() -> Chunk {
        current = -1
        file = nil
        return .endOfFile
    }

    private mutating func open(_ name: String) {
        isStandardInput = name == "-"
        if isStandardInput {
            self.name = "stdin"
            current = console.input
            return
        }
        self.name = name
        do throws(ReadingError) {
            let opened = try openToRead(name)
            current = opened.number
            file = consume opened
        } catch {
            complain(error)
        }
    }

    private mutating func complain(_ error: ReadingError) {
        let failure = ToolFailure(reading: name, error)
        if let message = failure.message { console.report(message) }
        status = failure.status
    }
}

extension ToolFailure {
    /// Why a file that the user named cannot be read.
    init(reading name: String, _ error: ReadingError) {
        if error == .stopped {
            self = .stopped
        } else {
            self.init(.noInput, "cannot read '\(name)': \(error.message)")
        }
    }
}
