internal import Logging
internal import SGSystem

/// What a run remembers of those before it, and where that is kept.
struct Memory: ~Copyable {
    /// What is remembered.
    var state: RunState
    private let file: LockedStateFile?
    /// Why nothing can be kept.
    private let failure: FileError?

    /// Recalls what was kept.
    ///
    /// Where nothing can be kept, ``save()`` tells why, and nothing else is hindered.
    ///
    /// - Throws: 75 when another run of the same configuration has not ended yet.
    init(_ file: StateFile, of configuration: String, _ log: Logger) throws(ToolFailure) {
        do throws(FileError) {
            self.file = try LockedStateFile(file)
            failure = nil
        } catch .inUse {
            throw ToolFailure(.tryAgain, "another run of '\(configuration)' has not ended yet")
        } catch {
            self.file = nil
            failure = error
        }
        let (state, problem) = file.read()
        if let problem { log.warning("\(problem)") }
        self.state = state
    }

    /// Keeps what is remembered.
    ///
    /// - Returns: Why that cannot be done; `nil` when it is.
    func save() -> FileError? {
        do throws(FileError) {
            try file?.write(state)
            return failure
        } catch {
            return error
        }
    }
}
