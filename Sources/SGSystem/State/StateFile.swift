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
        do throws(SystemError) {
            let file = try Descriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            let text = try readToEnd(file.number, limit: StateFile.longestText)
            return state(in: text)
        } catch {
            return (RunState(), error.code == ENOENT ? nil : problem(with: error))
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

    private func problem(with error: SystemError) -> String {
        let reading =
            error.code == ELOOP
            ? FileError.link(path: path) : FileError.read(path: path, error)
        return "\(reading.message); nothing is remembered"
    }
}
