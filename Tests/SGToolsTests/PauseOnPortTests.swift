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

    static let types = [
        "sungrow_charge_controller", "outback_charge_controller", "victron_vedirect",
    ]

    @Test func `pauses of up to 1.5 s give the frames that the file gives, over any port`() throws {
        let seed: UInt64 = 1
        var random = SplitMix64(seed)
        let directory = try TemporaryDirectory()
        var streams: [Stream] = []
        for type in PauseOnPortTests.types {
            for way in Way.allCases {
                let frames = try pages(of: type, count: 3, random: &random)
                let path = directory.file("\(type).\(way)")
                let receiver = try Receiver(type, over: way, path: path, count: frames.count)
                streams.append(Stream(frames, to: receiver, random: &random))
            }
        }
        try send(streams)
        for stream in streams {
            let found = try stream.receiver.frames(stream.frames.count)
            #expect(found == stream.frames.map { hex($0) }, "\(stream.receiver.name), seed \(seed)")
        }
    }

    /// Sends the pieces of all streams, each at its time.
    private func send(_ streams: [Stream]) throws {
        let start = ContinuousClock.now
        let pieces = streams.flatMap { stream in
            stream.pieces.map { (time: $0.time, bytes: $0.bytes, receiver: stream.receiver) }
        }
        for piece in pieces.sorted(by: { $0.time < $1.time }) {
            let left = start + piece.time - .now
            if left > .zero { usleep(UInt32(left / .microseconds(1))) }
            try piece.receiver.send(piece.bytes)
        }
    }

    /// Frames in two pieces each, with a pause before every piece; the first two frames have a long one
    /// within them.
    private struct Stream {
        let frames: [[UInt8]]
        let receiver: Receiver
        private(set) var pieces: [(time: Duration, bytes: [UInt8])] = []

        init(_ frames: [[UInt8]], to receiver: Receiver, random: inout SplitMix64) {
            self.frames = frames
            self.receiver = receiver
            var time = Duration.zero
            for (index, frame) in frames.enumerated() {
                let cut = Int.random(in: 1..<frame.count, using: &random)
                time += .milliseconds(Int.random(in: 0...200, using: &random))
                pieces.append((time, Array(frame[..<cut])))
                time += .milliseconds(
                    Int.random(in: index < 2 ? 1000...1500 : 0...300, using: &random))
                pieces.append((time, Array(frame[cut...])))
            }
        }
    }

    /// Some of the pages that are among the examples of a definition.
    private func pages(
        of type: String, count: Int, random: inout SplitMix64
    ) throws -> [[UInt8]] {
        let text = try #require(Definition.embedded(type))
        let definition = Definition(text, file: "", name: nil, for: .check)
        let device = try #require(definition.device)
        let examples = definition.examples.filter { example in
            example.fields != nil && device[example.message]?.sender == .device
                && example.frame.count > 20 && isOneFrame(example.frame, of: device)
        }
        return (0..<count).compactMap { _ in examples.randomElement(using: &random)?.frame }
    }

    /// Whether bytes are one frame by themselves, and not several that belong together.
    private func isOneFrame(_ bytes: [UInt8], of device: DeviceType) -> Bool {
        var framer = Framer([Audience(anywhere: device)], side: .host, longestPause: .zero)
        framer.append(bytes.span)
        guard case .frame(let frame) = framer.next(.ended) else { return false }
        return frame.bytes == bytes
    }

    /// A built `sg-listen` that has its port open, and the other end of that.
    private final class Receiver {
        let name: String
        private let tool: RunningTool
        private let terminal: PseudoTerminal?
        private let server: LocalServer?
        private let descriptor: Int32

        init(_ type: String, over way: Way, path: String, count: Int) throws {
            name = "\(type) over \(way)"
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
