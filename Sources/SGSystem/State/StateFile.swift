internal import Glibc
internal import SGPorts

/// The file that holds what is remembered of a system between its cycles.
///
/// Source: `~/.sungrow/logger_HASH`, as the predecessor program called it.
package struct StateFile: Sendable, Equatable {
    /// What the system is run for; each has a state of its own.
    package enum Kind: String, Sendable {
        case logger, emulator
    }

    /// The folder that it is in.
    package let folder: String
    /// Its path.
    package let path: String

    /// The most bytes that a state may have.
    private static let longestText = 16 << 20

    /// Names the file; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - home: The user's home folder.
    ///   - kind: What the system is run for.
    ///   - digest: The MD5 digest of the configuration file in hex.
    package init(home: String, kind: Kind, digest: String) {
        folder = home + "/.sungrow"
        path = "\(folder)/\(kind.rawValue)_\(digest)"
    }

    /// Reads the state, also while another process holds it: a state is replaced as a whole.
    ///
    /// - Returns: The state; an empty one where the file is missing, or where it cannot be read, and
    ///   then what is wrong with it.
    package func read() -> (state: RunState, problem: String?) {
        do throws(ReadingError) {
            let text = try contents(
                of: path, .regularFile, limit: StateFile.longestText, followsLinks: false)
            return state(in: text)
        } catch {
            let isMissing = error == .system(SystemError(code: ENOENT))
            return (RunState(), isMissing ? nil : problem(with: error))
        }
    }

    private func state(in text: [UInt8]) -> (state: RunState, problem: String?) {
        do throws(StateError) {
            return (try RunState(text), nil)
        } catch {
            return (
                RunState(), "'\(path)' is of no use and nothing is remembered: \(error.message)"
            )
        }
    }

    private func problem(with error: ReadingError) -> String {
        let reading =
            error == .system(SystemError(code: ELOOP))
            ? FileError.link(path: path).message : "cannot read '\(path)': \(error.message)"
        return "\(reading); nothing is remembered"
    }
}
