internal import Foundation

/// A shell at a terminal of its own, at which a test types.
package final class LiveShell {
    private let terminal: PseudoTerminal
    private let process = Process()

    /// Starts a shell and waits for its prompt.
    ///
    /// - Parameters:
    ///   - kind: Which shell; it must be installed.
    ///   - home: The home and working folder, in which its start-up file is put.
    ///   - completions: The folder in which each shell has a folder of completion scripts.
    ///   - environment: Variables added to the test's own.
    package init(
        _ kind: ShellKind, home: TemporaryDirectory, completions: String,
        environment: [String: String]
    ) throws {
        terminal = try PseudoTerminal()
        let settings = kind.settings(completions: "\(completions)/\(kind.rawValue)")
        let file = try home.write(Array(settings.utf8), to: ".zshrc")
        _ = try output(of: "stty", "rows", "50", "columns", "200", input: terminal.controller)
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["setsid", "--ctty", "--wait"] + kind.command(settings: file)
        process.environment = ProcessInfo.processInfo.environment
            .merging(["HOME": home.path, "ZDOTDIR": home.path, "TERM": "vt100"]) { $1 }
            .merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: home.path)
        let end = try FileHandle(forUpdating: URL(filePath: terminal.path))
        process.standardInput = end
        process.standardOutput = end
        process.standardError = end
        try process.run()
        _ = try shown(upTo: "ready>")
    }

    deinit {
        terminal.hangUp()
        process.waitUntilExit()
    }

    /// Types keys on an empty line, gives what then stands on the line, and empties it.
    package func line(typing keys: String) throws -> String {
        try terminal.send(Array("\(keys)\u{F}".utf8))
        let text = try shown(upTo: ">>>")
        return text.components(separatedBy: "<<<").last?.components(separatedBy: ">>>")[0] ?? ""
    }

    /// Reads what the shell shows until it holds a text.
    private func shown(upTo text: String) throws -> String {
        let bytes = try read(from: terminal.controller) {
            String(decoding: $0, as: UTF8.self).contains(text)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The shells that complete the command lines of the tools.
package enum ShellKind: String, Sendable, CaseIterable {
    case bash, zsh, fish

    /// Starts it with no start-up file but one.
    fileprivate func command(settings file: String) -> [String] {
        switch self {
        case .bash: ["bash", "--noprofile", "--rcfile", file, "-i"]
        // It finds the file by its name.
        case .zsh: ["zsh", "--no-globalrcs", "-i"]
        case .fish: ["fish", "--no-config", "--init-command", "source \(file)"]
        }
    }

    /// Sets the prompt and the completions, and makes Control-O show and empty the line.
    ///
    /// - Parameter folder: The folder of the shell's completion scripts.
    fileprivate func settings(completions folder: String) -> String {
        switch self {
        case .bash:
            #"""
            for script in \#(folder)/*; do source "$script"; done
            show_line() { printf '<<<%s>>>\n' "$READLINE_LINE"; READLINE_LINE=; }
            bind -x '"\C-o": show_line'
            PS1='ready> '
            """#
        case .zsh:
            #"""
            fpath=(\#(folder) $fpath)
            autoload -U compinit
            compinit -u -D
            show_line() { print -r -- "<<<$BUFFER>>>"; BUFFER= }
            zle -N show_line
            bindkey '^O' show_line
            PS1='ready> '
            """#
        case .fish:
            #"""
            set --prepend fish_complete_path \#(folder)
            function show_line; echo "<<<"(commandline)">>>"; commandline ''; end
            bind \co show_line
            function fish_prompt; echo -n 'ready> '; end
            """#
        }
    }
}
