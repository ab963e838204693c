import Foundation
import SGBytes
import SGDevices
import SGPorts
import SGRecords
import SGSystem
import SGTestSupport
import Testing

struct DeviceStreamsTests {
    private let directory: TemporaryDirectory
    private let page: Vector

    init() throws {
        directory = try TemporaryDirectory()
        page = try #require(try Vector.examples("status_page").first)
    }

    // MARK: - Tables

    @Test(arguments: ["status_page", "configuration_page"])
    func `a table is that of the vectors, byte for byte`(message: String) throws {
        var device = try device([message: .table(directory.file("data.csv"))])
        let vectors = try Vector.examples(message)
        var expected = try #require(vectors.first?.csv_header) + "\n"
        for vector in vectors {
            let incidents = try device.append(vector, at: try local("2026-01-05 12:00:00"))
            #expect(incidents == [])
            for row in vector.csv_rows ?? [] { expected += "2026-01-05 12:00:00,\(row)\n" }
        }
        #expect(try text("data.csv") == expected)
    }

    @Test func `what another tool has begun is continued`() throws {
        let header = try #require(page.csv_header)
        _ = try directory.write(Array("\(header)\r\nold\r\n".utf8), to: "data.csv")
        var device = try device(["status_page": .table(directory.file("data.csv"))])
        #expect(try device.append(page, at: try local("2026-01-05 12:00:00")) == [])
        #expect(try text("data.csv").split(separator: "\r\n").first == header[...])
        #expect(try text("data.csv").split(whereSeparator: \.isNewline).count == 3)
    }

    @Test func `a torn line and another header are put aside and told`() throws {
        let path = directory.file("data.csv")
        _ = try directory.write(Array("datetime,other\n1,2\n3".utf8), to: "data.csv")
        var device = try device(["status_page": .table(path)])
        let time = Timestamp(milliseconds: 1_767_323_045_678)
        let incidents = try device.append(page, at: time)
        #expect(
            incidents == [
                .finding(.tornLine(path: path, movedTo: path + ".torn")),
                .finding(.otherHeader(path: path, movedTo: path + ".20260102T030405Z")),
            ])
        #expect(
            incidents.map(\.message) == [
                "the torn last line of '\(path)' is now in '\(path).torn'",
                "'\(path)' had another header and is now '\(path).20260102T030405Z'",
            ])
        #expect(try text("data.csv.torn") == "3\n")
        #expect(try text("data.csv").split(separator: "\n").count == 2)
    }

    // MARK: - Records

    @Test func `a record has all keys in their order`() throws {
        var device = try device(["status_page": .records(directory.file("data.jsonl"))])
        #expect(try device.append(page, at: Timestamp(milliseconds: 1_767_323_045_678)) == [])
        let text = try text("data.jsonl")
        let start = """
            {"time":"2026-01-02T03:04:05.678Z","port":"/dev/ttyUSB0","device":"roof",\
            "device_type":"sungrow_charge_controller","message_type":"status_page",\
            "frame":"\(page.hex)","fields":{
            """
        #expect(text.hasPrefix(start))
        var object = JSONObject()
        try object.parse(Array(text.utf8).span)
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `a torn record is set aside`() throws {
        let path = directory.file("data.jsonl")
        _ = try directory.write(Array("{}\n{\"time\":".utf8), to: "data.jsonl")
        var device = try device(["status_page": .records(path)])
        let incidents = try device.append(page, at: try local("2026-01-05 12:00:00"))
        #expect(incidents == [.finding(.tornLine(path: path, movedTo: path + ".torn"))])
        #expect(try text("data.jsonl").hasPrefix("{}\n{\"time\":\"2026"))
        #expect(try text("data.jsonl.torn") == "{\"time\":\n")
    }

    @Test func `standard output gets records`() throws {
        let pipe = try makePipe()
        var device = try device(
            ["status_page": .standardOutput, "history_page": .records(directory.file("h.jsonl"))],
            standardOutput: pipe.writer)
        let time = try local("2026-01-05 12:00:00")
        #expect(try device.append(page, at: time) == [])
        close(pipe.writer)
        let line = String(decoding: try read(from: pipe.reader), as: UTF8.self)
        #expect(line.contains("\"frame\":\"\(page.hex)\",\"fields\":{"))
        close(pipe.reader)
    }

    // MARK: - Choice

    @Test func `a message without a stream is not kept, and makes no file`() throws {
        var device = try device(["history_page": .table(directory.file("history.csv"))])
        #expect(try device.append(page, at: try local("2026-01-05 12:00:00")) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func `a message read with another copy of the definition is the same`() throws {
        var device = try device(["status_page": .table(directory.file("data.csv"))])
        let copy = try DeviceCatalog(environment: [:]).device(named: "sungrow_charge_controller")
        _ = try device.append(page, at: try local("2026-01-05 12:00:00"), from: copy)
        #expect(try text("data.csv").split(separator: "\n").count == 2)
    }

    @Test func `an event goes once to each stream of records and to no table`() throws {
        let pipe = try makePipe()
        let path = directory.file("all.jsonl")
        var device = try device(
            [
                "status_page": .records(path), "history_page": .records(path),
                "configuration_page": .standardOutput, "status_query": .table(directory.file("t")),
            ], standardOutput: pipe.writer)
        let time = Timestamp(milliseconds: 1_767_323_045_678)
        #expect(device.append(event: "no_reply", at: time) == [])
        close(pipe.writer)
        let line = """
            {"time":"2026-01-02T03:04:05.678Z","port":"/dev/ttyUSB0","device":"roof",\
            "event":"no_reply"}

            """
        #expect(try text("all.jsonl") == line)
        #expect(String(decoding: try read(from: pipe.reader), as: UTF8.self) == line)
        #expect(!FileManager.default.fileExists(atPath: directory.file("t")))
        close(pipe.reader)
    }

    // MARK: - What a table does not get

    @Test func `suspect values and unknown labels of a table are told once, with their names`()
        throws
    {
        let type = try #require(
            try DeviceCatalog(environment: [:]).device(named: "victron_vedirect"))
        let path = directory.file("data.csv")
        var device = try LoggedDevice(
            ["status_block": .table(path)], in: directory, type: type, suspects: .empty)
        let block = try #require(type["status_block"])
        func frame(_ lines: String) -> [UInt8] {
            let text = Array("\r\nPID\t0xA060\r\n\(lines)\r\nChecksum\t".utf8)
            return text + [0 &- text.reduce(0, &+)]
        }
        let time = try local("2026-01-05 12:00:00")
        let strange = frame("V\t5x\r\nXYZ\t1\r\nABC\t2\r\nVPV\t70010")
        let incidents: [DataIncident] = [
            .suspects(path: path, ["battery_voltage"]), .unknown(path: path, ["XYZ", "ABC"]),
        ]
        #expect(try device.append(strange, of: block, at: time) == incidents)
        #expect(try device.append(strange, of: block, at: time) == [])
        #expect(
            try device.append(frame("VPV\tx\r\nNEW\t1"), of: block, at: time) == [
                .suspects(path: path, ["solar_voltage"]), .unknown(path: path, ["NEW"]),
            ])
        #expect(
            incidents.map(\.message) == [
                "suspect values are left out of '\(path)': battery_voltage",
                "'\(path)' has no column for XYZ, ABC",
            ])
        let rows = try text("data.csv").split(separator: "\n")
        #expect(rows.count == 4)
        #expect(rows[1].contains(",70.010,") && !rows[1].contains("5x"))
    }

    // MARK: - Trouble

    @Test func `one stream's trouble costs the others nothing`() throws {
        let history = try #require(try Vector.examples("history_page").first)
        var device = try device([
            "status_page": .records("/nowhere/status.jsonl"),
            "history_page": .records(directory.file("history.jsonl")),
        ])
        let time = try local("2026-01-05 12:00:00")
        #expect(try device.append(page, at: time) == [])
        #expect(try device.append(history, at: time) == [])
        #expect(device.append(event: "offline", at: time) == [])
        #expect(try text("history.jsonl").split(separator: "\n").count == 2)
        #expect(
            device.files.finish(at: time).map(\.message) == [
                "cannot open '/nowhere/status.jsonl': No such file or directory; 2 lines are lost"
            ])
        #expect(device.synchronize() == [])
    }

    @Test func `a reader of standard output that has gone is told`() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = try makePipe()
        close(pipe.reader)
        var device = try device(["status_page": .standardOutput], standardOutput: pipe.writer)
        let incidents = try device.append(page, at: try local("2026-01-05 12:00:00"))
        #expect(incidents == [.failure(.write(path: "-", .brokenPipe))])
        close(pipe.writer)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a reader of standard output that takes nothing holds nothing up`() throws {
        let pipe = try makePipe()
        var device = try device(["status_page": .standardOutput], standardOutput: pipe.writer)
        let time = try local("2026-01-05 12:00:00")
        var (count, incidents) = (0, [DataIncident]())
        while incidents.isEmpty {
            incidents = try device.append(page, at: time)
            count += 1
        }
        #expect(incidents == [.failure(.notTaken(path: "-"))])
        // Nothing is lost but what was told to be.
        var bytes = try read(from: pipe.reader) { _ in
            device.standardOutput.proceed()
            return !device.standardOutput.isWaiting
        }
        close(pipe.writer)
        bytes += try read(from: pipe.reader)
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == count - 1)
        close(pipe.reader)
    }

    @Test func `a reader of standard output that takes nothing does not keep a process alive`()
        throws
    {
        let (pipe, stop) = (try makePipe(), try makePipe())
        #expect(fcntl(pipe.writer, F_SETFL, O_NONBLOCK) == 0)
        while Foundation.write(pipe.writer, "full", 4) > 0 {}
        try write([0], to: stop.writer)
        var device = try device(
            ["status_page": .standardOutput], standardOutput: pipe.writer, stop: stop.reader)
        #expect(try device.append(page, at: try local("2026-01-05 12:00:00")) == [])
        #expect(throws: FileError.notTaken(path: "-")) { try device.standardOutput.finish() }
        for end in [pipe.reader, pipe.writer, stop.reader, stop.writer] { close(end) }
    }

    @Test func `a file that was moved away before it is on the disk is no trouble`() throws {
        var device = try device(["status_page": .table(directory.file("data.csv"))])
        let time = try local("2026-01-05 12:00:00")
        _ = try device.append(page, at: time)
        try FileManager.default.moveItem(
            atPath: directory.file("data.csv"), toPath: directory.file("old.csv"))
        #expect(device.synchronize() == [])
        _ = try device.append(page, at: time)
        #expect(try text("data.csv") == text("old.csv"))
    }

    /// More files than are written to the disk at once.
    @Test func `each file that does not get to the disk is told, and no other`() throws {
        let time = try local("2026-01-05 12:00:00")
        chmod(directory.path, 0o755)
        var devices: [DeviceStreams] = []
        for index in 0..<100 {
            let path = directory.file("\(index).csv")
            var device = try device(["status_page": .table(path)])
            #expect(try device.append(page, at: time) == [])
            if index % 7 == 3 {
                // What is on no disk cannot be waited for.
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.createSymbolicLink(
                    atPath: path, withDestinationPath: "/proc/self/status")
            }
            devices.append(device.streams)
        }
        let failed = DeviceStreams.synchronize(&devices).map(\.message)
        let expected = (0..<100).filter { $0 % 7 == 3 }.map { directory.file("\($0).csv") }.sorted()
        #expect(
            failed == expected.map { "cannot write '\($0)': Invalid argument" })
        #expect(DeviceStreams.synchronize(&devices) == [])
    }

    private func device(
        _ streams: [String: DataStream.Destination], standardOutput: Int32 = -1, stop: Int32 = -1
    ) throws -> LoggedDevice {
        try LoggedDevice(streams, in: directory, standardOutput: standardOutput, stop: stop)
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try directory.read(name), as: UTF8.self)
    }
}
