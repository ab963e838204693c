import Foundation
import SGTestSupport
import Testing

/// Where files are opened by their names.
@Suite struct OpeningTests {
    /// The sources that say how a file is opened, all of them for `Descriptor`, which never waits;
    /// but for the one that fills the places of closed standard streams with `/dev/null`.
    private static let openers: Set = [
        "SGPorts/Channels/InputStream.swift", "SGPorts/Channels/PseudoTerminal.swift",
        "SGPorts/Channels/SerialLine.swift", "SGPorts/Channels/Transcript.swift",
        "SGPorts/Process.swift", "SGPorts/Reading.swift",
        "SGPorts/Server/ListeningSockets.swift", "SGPorts/Writing.swift",
        "SGSystem/DataStreams/SynchronizeFiles.swift", "SGSystem/Files/OpenedFile.swift",
        "SGSystem/State/LockedStateFile.swift", "SGTools/Listen/Capture.swift",
    ]

    @Test func `files are opened in one place, which never waits`() throws {
        let sources = packageFile("Sources").path
        let paths = try #require(FileManager.default.enumerator(atPath: sources))
        for case let path as String in paths where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8)
            let opens = ["O_RDONLY", "O_WRONLY", "O_RDWR"].contains { text.contains($0) }
            #expect(!opens || Self.openers.contains(path), "\(path)")
            for function in ["Glibc.open(", "openat(", "fopen(", "freopen(", "creat("] {
                #expect(!text.contains(function), "\(path): \(function)")
            }
        }
    }
}
