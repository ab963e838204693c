import Glibc
import SGTestSupport
import Testing

/// What is no regular file, where a file is named: nothing hangs, and a signal ends what waits.
@Suite(.timeLimit(.minutes(2))) struct SpecialFileTests {
    private static let configuration = """
        period: 1 m
        devices:
          roof:
            device_type: sungrow_inverter
            port: loop://
            data_streams: {status_page: a.csv}

        """

    /// Every place where a tool reads a file that its user names, with what it may hold.
    static let places: [(tool: String, arguments: [String], text: String)] = [
        ("sg-decode", ["FILE"], "{}\n"),
        ("sg-decode", ["--hex", "FILE"], "00\n"),
        ("sg-decode", ["--raw", "FILE"], "x"),
        ("sg-decode", ["--explain", "FILE"], "{}\n"),
        ("sg-csv", ["FILE"], "{}\n"),
        ("sg-listen", ["FILE"], "x"),
        ("sg-run", ["--check", "FILE"], configuration),
        ("sg-run", ["--explain", "FILE"], configuration),
        ("sg-devices", ["check", "FILE"], "device_type: x\n"),
        ("sg-emulate", ["-d", "sungrow_inverter", "--values", "FILE", "-"], "{}\n"),
        ("sg-emulate", ["--replay", "FILE", "socket://127.0.0.1:0"], ""),
        ("sg-send", ["--dry-run", "--from", "FILE", "pty:", "configuration_setting"], "{}\n"),
    ]

    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func start(_ place: (tool: String, arguments: [String], text: String), _ file: String)
        throws -> RunningTool
    {
        let arguments = place.arguments.map { $0 == "FILE" ? file : $0 }
        return try RunningTool(
            place.tool, arguments, environment: ["HOME": folder.path, "SG_DEVICE_PATH": ""],
            in: folder.path)
    }

    private func makeFifo(_ name: String) throws -> String {
        guard mkfifo(folder.file(name), 0o600) == 0 else { throw TestFailure("mkfifo: \(errno)") }
        return folder.file(name)
    }

    /// Opens a fifo to write to it, once a tool has it open.
    private func writer(to fifo: String, of tool: RunningTool) throws -> Int32 {
        var writer: Int32 = -1
        try wait(for: "the fifo to be opened") {
            writer = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            return writer >= 0 || !tool.isRunning
        }
        return writer
    }

    @Test(arguments: places.indices)
    func `a fifo without a writer is waited for until a signal comes`(index: Int) throws {
        let place = Self.places[index]
        let fifo = try makeFifo("fifo")
        let tool = try start(place, fifo)
        let writer = try writer(to: fifo, of: tool)
        defer { close(writer) }
        #expect(writer >= 0, "\(place)")
        tool.signal(SIGTERM)
        let result = try tool.end()
        #expect(result.isSignal && result.status == SIGTERM, "\(place): \(result.errors)")
    }

    @Test(arguments: places.indices)
    func `a fifo is read to its end once its writer has come`(index: Int) throws {
        let place = Self.places[index]
        let fifo = try makeFifo("fifo")
        let tool = try start(place, fifo)
        tool.closeInput()
        let writer = try writer(to: fifo, of: tool)
        try write(Array(place.text.utf8), to: writer)
        close(writer)
        let result = try tool.end()
        #expect(!result.isSignal, "\(place)")
        unlink(fifo)
        let file = try start(place, try folder.write(Array(place.text.utf8), to: "fifo"))
        file.closeInput()
        let other = try file.end()
        #expect(result.status == other.status, "\(place): \(result.errors)")
        #expect(result.output == other.output, "\(place)")
    }

    @Test(arguments: places.indices)
    func `a directory and a socket are told`(index: Int) throws {
        let place = Self.places[index]
        let socket = try LocalSocket(at: folder.file("socket"))
        defer { withExtendedLifetime(socket) {} }
        for (path, kind) in [(folder.path, "a directory"), (folder.file("socket"), "a socket")] {
            let tool = try start(place, path)
            tool.closeInput()
            let result = try tool.end()
            #expect(!result.isSignal && result.status != 0, "\(place)")
            #expect(
                result.errors.contains("'\(path)': found \(kind), expected"), "\(result.errors)")
        }
    }

    @Test func `a standard input without an end is given up at a signal`() throws {
        let tool = try RunningTool("sg-devices", ["check", "-"])
        try tool.send("device_type: x\n")
        // It has read what was sent once there is room for as much as a pipe holds.
        tool.signal(SIGTERM)
        let result = try tool.end()
        #expect(result.isSignal && result.status == SIGTERM)
    }

    // MARK: - Folders of definitions

    /// What may stand in a folder of definitions under the name of one, and what is said about it.
    private func fillWithTraps() throws -> [String: String] {
        let socket = try LocalSocket(at: folder.file("a_socket.yaml"))
        withExtendedLifetime(socket) {}
        _ = try makeFifo("a_fifo.yaml")
        _ = mkdir(folder.file("a_directory.yaml"), 0o700)
        _ = symlink("/dev/zero", folder.file("a_device.yaml"))
        _ = symlink("a_fifo.yaml", folder.file("a_link.yaml"))
        return [
            "a_fifo": "a fifo", "a_directory": "a directory", "a_device": "a device",
            "a_link": "a fifo", "a_socket": "a socket",
        ]
    }

    @Test func `of definitions only regular files are read, and the others are named`() throws {
        let traps = try fillWithTraps()
        let result = try run(
            "sg-devices", ["list"],
            environment: ["HOME": "/nowhere", "SG_DEVICE_PATH": folder.path])
        #expect(!result.isSignal && result.status == 78)
        #expect(result.text.contains("sungrow_inverter"))
        for (name, kind) in traps {
            let complaint =
                "\(folder.file(name)).yaml: error: cannot be read: found \(kind), "
                + "expected a regular file\n"
            #expect(result.errors.contains(complaint), "\(result.errors)")
        }
    }

    @Test(
        arguments: [
            ("sg-decode", ["--hex"], "01\n"), ("sg-decode", [], "{\"frame\":\"00\"}\n"),
            (
                "sg-decode", [],
                "{\"device_type\":\"a_fifo\",\"message_type\":\"x\",\"frame\":\"00\"}\n"
            ),
            ("sg-csv", [], "{\"device_type\":\"a_fifo\",\"message_type\":\"x\",\"fields\":{}}\n"),
            ("sg-listen", ["---complete", "-d", ""], ""),
            ("sg-send", ["--hex", "00", "--dry-run", "pty:"], ""),
            ("sg-devices", ["show", "a_fifo"], ""),
            ("sg-listen", ["-d", "a_fifo", "/dev/null"], ""),
        ] as [(String, [String], String)])
    func `nothing hangs on a definition that is a fifo`(
        tool: String, arguments: [String], input: String
    ) throws {
        _ = try fillWithTraps()
        let result = try run(
            tool, arguments, input: input,
            environment: ["HOME": "/nowhere", "SG_DEVICE_PATH": folder.path])
        #expect(!result.isSignal)
    }

    // MARK: - Files that are written to

    @Test(
        arguments: [
            ("sg-listen", ["--capture", "FIFO", "/dev/null"]),
            ("sg-listen", ["--raw", "spy:///dev/null?file=FIFO"]),
            ("sg-run", ["-l", "FIFO", "--check", "/dev/null"]),
        ] as [(String, [String])])
    func `nothing hangs on a fifo that is to be written to`(tool: String, arguments: [String])
        throws
    {
        let fifo = try makeFifo("fifo")
        let arguments = arguments.map { $0.replacing("FIFO", with: fifo) }
        let result = try run(
            tool, arguments, input: "{\"a\":1}\n",
            environment: ["HOME": folder.path, "SG_DEVICE_PATH": ""])
        #expect(!result.isSignal)
    }

    @Test func `a fifo that nobody reads is waited for, but not against a signal`() throws {
        let fifo = try makeFifo("fifo")
        let tool = try RunningTool("sg-csv", ["-o", fifo])
        try tool.send("{\"a\":1}\n")
        tool.closeInput()
        tool.signal(SIGTERM)
        let result = try tool.end()
        #expect(result.isSignal || result.status == 73, "\(result)")
    }

    @Test func `a configuration that has become a fifo is not taken over`() throws {
        let path = try folder.write(Array(Self.configuration.utf8), to: "site.yml")
        let log = folder.file("log")
        let tool = try RunningTool(
            "sg-run", ["--loop", "-l", log, path], environment: ["HOME": folder.path],
            in: folder.path)
        try wait(for: "the first cycle") { access(folder.file(".sungrow"), F_OK) == 0 }
        unlink(path)
        _ = try makeFifo("site.yml")
        tool.signal(SIGHUP)
        try wait(for: "the complaint") {
            String(decoding: try folder.read("log"), as: UTF8.self)
                .contains("found a fifo, expected a regular file")
        }
        tool.signal(SIGTERM)
        #expect(try tool.end().isSignal == false)
    }
}

/// A socket that has a name in a folder.
private final class LocalSocket {
    private let descriptor: Int32

    init(at path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let size = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < size else { throw TestFailure("the path is too long") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw TestFailure("bind: \(errno)") }
    }

    deinit {
        close(descriptor)
    }
}
