import Foundation
import Glibc
import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// Streams that come over real ports, all of them at once, with pauses at random places.
@Suite struct PauseOnPortTests {
    /// What a stream comes over.
    enum Way: CaseIterable {
        case terminal, socket, fifo, standardInput
    }

    static let seeds: [UInt64] = [1, 2]

    @Test func `pauses of up to 1.5 s give the frames that the file gives, over any port`()
        async throws
    {
        let directory = try TemporaryDirectory()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for type in [
                "sungrow_charge_controller", "outback_charge_controller", "victron_vedirect",
            ] {
                for (way, seed) in Way.allCases.flatMap({ way in
                    PauseOnPortTests.seeds.map { (way, $0) }
                }) {
                    let path = directory.file("\(type).\(way).\(seed)")
                    group.addTask { try await check(type, over: way, seed: seed, path: path) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Sends pages with pauses, two of them long and within a page.
    private func check(_ type: String, over way: Way, seed: UInt64, path: String) async throws {
        var random = SplitMix64(seed)
        let pages = try pages(of: type)
        let frames = (0..<3).map { _ in pages.randomElement(using: &random) ?? [] }
        let receiver = try Receiver(type, over: way, path: path, count: frames.count)
        for (index, frame) in frames.enumerated() {
            let cut = Int.random(in: 1..<frame.count, using: &random)
            let pauses = [0...200, index < 2 ? 1000...1500 : 0...300].map {
                Duration.milliseconds(Int.random(in: $0, using: &random))
            }
            for (piece, pause) in zip([frame[..<cut], frame[cut...]], pauses) {
                try await Task.sleep(for: pause)
                try receiver.send(Array(piece))
            }
        }
        let found = try receiver.frames(frames.count)
        #expect(found == frames.map { hex($0) }, "\(type) over \(way), seed \(seed)")
    }

    private func pages(of type: String) throws -> [[UInt8]] {
        let text = try #require(Definition.embedded(type))
        let definition = Definition(text, file: "", name: nil, for: .check)
        let device = try #require(definition.device)
        return definition.examples.filter { example in
            example.fields != nil && device[example.message]?.sender == .device
                && example.frame.count > 20
        }.map(\.frame)
    }

    /// A built `sg-listen` that has its port open, and the other end of that.
    private final class Receiver {
        private let tool: RunningTool
        private let terminal: PseudoTerminal?
        private let server: LocalServer?
        private let descriptor: Int32

        init(_ type: String, over way: Way, path: String, count: Int) throws {
            terminal = way == .terminal ? try PseudoTerminal() : nil
            server = way == .socket ? try LocalServer() : nil
            let port =
                switch way {
                case .terminal: terminal?.path ?? ""
                case .socket: "socket://127.0.0.1:\(server?.port ?? 0)"
                case .fifo: path
                case .standardInput: "-"
                }
            if way == .fifo, mkfifo(path, 0o600) != 0 {
                throw TestFailure("mkfifo: errno \(errno)")
            }
            tool = try RunningTool("sg-listen", ["-v", "-d", type, "--count=\(count)", port])
            switch way {
            case .terminal: try tool.waitForMessage("is open at")
            case .socket, .fifo, .standardInput: break
            }
            descriptor =
                switch way {
                case .terminal: terminal?.controller ?? -1
                case .socket: try server?.accept() ?? -1
                case .fifo: open(path, O_WRONLY | O_CLOEXEC)
                case .standardInput: -1
                }
        }

        deinit {
            if terminal == nil, server == nil, descriptor >= 0 { close(descriptor) }
        }

        func send(_ bytes: [UInt8]) throws {
            if descriptor < 0 {
                try tool.send(bytes)
            } else if write(descriptor, bytes, bytes.count) != bytes.count {
                throw TestFailure("write: errno \(errno)")
            }
        }

        /// The frames of so many records.
        func frames(_ count: Int) throws -> [String] {
            try tool.lines(count).map { line in
                line.components(separatedBy: #""frame":""#).last?.components(separatedBy: "\"")
                    .first
                    ?? line
            }
        }
    }
}
