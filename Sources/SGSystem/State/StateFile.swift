internal import Glibc
internal import SGPorts

/// The file that holds what is remembered of a system between its cycles.
///
/// Source: `~/.sungrow/logger_HASH`, as the predecessor program called it, and the file's folder.
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
    ///   - configuration: The path of the configuration file: files of the same bytes in two folders
    ///     are two systems, and one file is one system, whatever path or symbolic link leads to it.
    package init(home: String, kind: Kind, digest: String, of configuration: String) {
        folder = home + "/.sungrow"
        let place = md5(Array(StateFile.folder(of: configuration).utf8)).prefix(8)
        path = "\(folder)/\(kind.rawValue)_\(digest)-\(place)"
    }

    /// The folder that a file is in, from the root and without symbolic links; empty for what is in
    /// none, such as a pipe.
    private static func folder(of file: String) -> String {
        guard let path = realPath(file), let end = path.lastIndex(of: "/") else { return "" }
        return String(path[..<end])
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
