import Foundation
import Glibc
import SGTestSupport
import Testing

/// What goes wrong with one device, port or file costs the others nothing, is told with a status of
/// its own, and is over with its cause.
@Suite(.timeLimit(.minutes(2))) struct RunFaultTests {
    /// A charge controller with a fault, and an inverter without.
    private static func configuration(
        port: String = "loop://", stream: String = "status.csv"
    ) -> String {
        """
        period: 1 h
        devices:
          controller:
            device_type: sungrow_charge_controller
            port: \(port)
            data_streams: {status_page: \(stream)}
          inverter:
            device_type: sungrow_inverter
            port: loop://
            data_streams: {status_page: inverter.csv}
          \(port == "loop://" ? "played: {device_type: sungrow_charge_controller_emulator, port: 'loop://'}" : "")
          played_inverter: {device_type: sungrow_inverter_emulator, port: "loop://"}
        actions:
          - {action: query, device: controller, message_type: status_query, timeout: 0.3, retries: 0}
          - {action: query, device: inverter, message_type: status_query}

        """
    }

    /// Runs with the fault, then without it.
    ///
    /// - Parameters:
    ///   - site: Where.
    ///   - stream: The file of the controller.
    ///   - status: The status with the fault.
    ///   - message: What is told.
    ///   - command: Runs the configuration.
    ///   - mend: Takes the fault away.
    private func check(
        _ site: Site, stream: String = "status.csv", status: Int32, _ message: String,
        command: String = "sg-run system.yml", mend: () throws -> Void
    ) throws {
        let faulty = try site.shell(command)
        #expect(faulty.status == status && !faulty.isSignal)
        #expect(faulty.errors.contains(message), "\(faulty.errors)")
        #expect(site.lines("inverter.csv").count == 2)
        try mend()
        let mended = try site.shell(command)
        #expect(mended.status == 0 && mended.errors == "")
        #expect(site.lines("inverter.csv").count == 3)
        #expect(site.lines(stream).count == 2)
    }

    /// Puts a charge controller at `line`.
    private func plugIn(_ site: Site) throws -> RunningTool {
        let line = "pty:\(site.folder.file("line"))"
        let device = try RunningTool("sg-emulate", ["-d", "sungrow_charge_controller", line])
        try device.waitForMessage("the other end of")
        return device
    }

    // MARK: - The configuration

    @Test func `a missing configuration is status 66`() throws {
        let result = try Site().run("system.yml")
        #expect(result.status == 66)
        #expect(
            result.errors == "sg-run: cannot read 'system.yml': No such file or directory\n")
    }

    @Test func `all mistakes of a configuration are told with their places, status 78`() throws {
        let site = try Site(
            """
            period: 1 d
            devices:
              inverter:
                device_type: sungrow_invertor
                port: lop://
            actions:
              - {action: send, device: invrter, message_type: status_query}
            """)
        let result = try site.run("system.yml")
        #expect(result.status == 78)
        for place in ["1:9", "4:18", "5:11", "7:28"] {
            #expect(result.errors.contains("system.yml:\(place): error: "), "\(place)")
        }
        #expect(!site.has(".sungrow"))
    }

    // MARK: - Devices and ports

    @Test func `a missing port is status 69`() throws {
        let site = try Site(Self.configuration(port: "line"))
        var device: RunningTool?
        try check(
            site, status: 69, "ERROR cannot open 'line': No such file or directory",
            mend: { device = try plugIn(site) })
        #expect(device?.isRunning == true)
    }

    @Test func `a port that goes while it is used is status 69`() throws {
        let site = try Site(Self.configuration(port: "line"))
        let terminal = try PseudoTerminal()
        try FileManager.default.createSymbolicLink(
            atPath: site.folder.file("line"), withDestinationPath: terminal.path)
        let run = try site.start("system.yml")
        _ = try terminal.receive(4)
        terminal.hangUp()
        let result = try run.end()
        #expect(result.status == 69)
        #expect(result.errors.contains("ERROR 'line' is gone"))
        #expect(site.lines("inverter.csv").count == 2)
        try FileManager.default.removeItem(atPath: site.folder.file("line"))
        let device = try plugIn(site)
        try #expect(site.run("system.yml").status == 0)
        #expect(site.lines("status.csv").count == 2 && device.isRunning)
    }

    @Test func `a silent device is status 75`() throws {
        let site = try Site(Self.configuration(port: "line"))
        let terminal = try PseudoTerminal()
        let line = site.folder.file("line")
        try FileManager.default.createSymbolicLink(
            atPath: line, withDestinationPath: terminal.path)
        var device: RunningTool?
        try check(
            site, status: 75, "ERROR controller: no answer to 'status_query' within 0.3 s",
            mend: {
                try FileManager.default.removeItem(atPath: line)
                device = try plugIn(site)
            })
        #expect(device?.isRunning == true)
    }

    @Test func `an answer that is damaged is status 76`() throws {
        let terminal = try PseudoTerminal()
        let site = try Site(Self.configuration(port: terminal.path))
        let run = try site.start("system.yml")
        _ = try terminal.receive(4)
        var page = try PageVector.frame("sungrow_charge_controller status_page")
        page[20] ^= 1
        try terminal.send(page)
        let result = try run.end()
        #expect(result.status == 76)
        #expect(
            result.errors.contains("ERROR controller: the answer to 'status_query' is damaged"))
        #expect(site.lines("inverter.csv").count == 2 && !site.has("status.csv"))
    }

    @Test func `bytes that belong to no frame are told with -vv`() throws {
        let terminal = try PseudoTerminal()
        let site = try Site(Self.configuration(port: terminal.path))
        let run = try site.start("-vv", "system.yml")
        _ = try terminal.receive(4)
        try terminal.send([0, 0] + PageVector.frame("sungrow_charge_controller status_page"))
        let result = try run.end()
        #expect(result.status == 0)
        #expect(result.errors.contains("noise of 2 bytes at '\(terminal.path)'"))
    }

    @Test func `an emulator without any port is status 69`() throws {
        let site = try Site(
            """
            period: 1 s
            devices:
              controller: {device_type: sungrow_charge_controller, port: nowhere/line}
            """)
        let result = try site.run("-e", "system.yml")
        #expect(result.status == 69)
        #expect(result.errors.contains("ERROR cannot open 'nowhere/line'"))
    }

    // MARK: - Files

    @Test func `a file in a missing folder is status 73`() throws {
        let site = try Site(Self.configuration(stream: "data/status.csv"))
        try check(
            site, stream: "data/status.csv", status: 73,
            "ERROR cannot open 'data/status.csv': No such file or directory",
            mend: { try site.makeFolder("data") })
    }

    @Test func `a folder in the place of a file is status 73`() throws {
        let site = try Site(Self.configuration())
        try site.makeFolder("status.csv")
        try check(
            site, status: 73, "ERROR cannot open 'status.csv': Is a directory",
            mend: { try FileManager.default.removeItem(atPath: site.folder.file("status.csv")) })
    }

    @Test func `a planted link in the place of a file is status 73`() throws {
        let site = try Site(Self.configuration())
        try site.write("precious", to: "other")
        chmod(site.folder.path, 0o777)
        try FileManager.default.createSymbolicLink(
            atPath: site.folder.file("status.csv"), withDestinationPath: site.folder.file("other"))
        try check(
            site, status: 73, "ERROR cannot open 'status.csv': found a symbolic link",
            mend: { try FileManager.default.removeItem(atPath: site.folder.file("status.csv")) })
        #expect(site.text("other") == "precious")
    }

    /// What takes from root the right to write where nobody may.
    private static let plainly = geteuid() == 0 ? "setpriv --bounding-set=-all " : ""

    @Test func `a read-only folder is status 73`() throws {
        let site = try Site(Self.configuration(stream: "data/status.csv"))
        try site.makeFolder("data")
        chmod(site.folder.file("data"), 0o555)
        try check(
            site, stream: "data/status.csv", status: 73,
            "ERROR cannot open 'data/status.csv': Permission denied",
            command: Self.plainly + "sg-run system.yml",
            mend: { chmod(site.folder.file("data"), 0o755) })
    }

    @Test func `a read-only home is told once and is status 73; nothing but the state is lost`()
        throws
    {
        let site = try Site(Self.configuration())
        try site.makeFolder("home")
        chmod(site.folder.file("home"), 0o555)
        let command = Self.plainly + "env HOME=$PWD/home sg-run system.yml"
        for count in 2...3 {
            let faulty = try site.shell(command)
            #expect(faulty.status == 73)
            let lines = faulty.errors.split(separator: "\n")
            #expect(lines.count { $0.contains("/home/.sungrow': Permission denied") } == 1)
            #expect(site.lines("status.csv").count == count)
        }
        chmod(site.folder.file("home"), 0o755)
        try #expect(site.shell(command).status == 0)
        #expect(site.lines("status.csv").count == 4)
    }

    @Test func `a log that cannot be written is status 73, and standard error has its lines`()
        throws
    {
        let site = try Site(Self.configuration())
        let command = "sg-run -l logs/errors.log system.yml"
        let faulty = try site.shell(command)
        #expect(faulty.status == 73)
        #expect(
            faulty.errors.hasSuffix(
                " sg-run ERROR cannot open 'logs/errors.log': No such file or directory\n"))
        #expect(site.lines("status.csv").count == 2)
        try site.makeFolder("logs")
        try #expect(site.shell(command).status == 0)
        #expect(site.has("logs/errors.log"))
        try FileManager.default.removeItem(atPath: site.folder.file("logs"))
        try site.write(Self.configuration(port: "line"), to: "system.yml")
        let result = try site.shell(command)
        #expect(result.status == 69)
        let lines = result.errors.split(separator: "\n").map { $0.dropFirst(20) }
        #expect(lines.count { $0.hasPrefix("sg-run ERROR cannot open 'logs/errors.log'") } == 1)
        #expect(lines.contains { $0.hasPrefix("sg-run ERROR cannot open 'line'") })
    }

    @Test func `the log may be a device`() throws {
        let result = try Site(Self.configuration(port: "line")).run("-l", "/dev/null", "system.yml")
        #expect(result.status == 69 && result.errors == "")
    }

    @Test func `a file that may grow no more is status 74, and nothing of the line stays`() throws {
        let site = try Site(Self.configuration())
        // 512 bytes: the inverter's header is longer.
        let result = try site.shell("ulimit -f 1; exec sg-run system.yml")
        #expect(result.status == 74 && !result.isSignal)
        #expect(result.errors.contains("ERROR cannot write 'inverter.csv': File too large"))
        #expect(site.text("inverter.csv") == "")
        #expect(site.lines("status.csv").count == 2)
        try #expect(site.run("system.yml").status == 0)
        #expect(site.lines("inverter.csv").count == 2)
    }

    @Test func `without standard streams the data arrive all the same`() throws {
        let site = try Site(Self.configuration(port: "line"))
        try #expect(site.shell("exec sg-run system.yml <&- >&- 2>&-").status == 69)
        #expect(site.lines("inverter.csv").count == 2)
    }

    // MARK: - Two runs at once

    @Test(arguments: [SIGTERM, SIGKILL])
    func `of two runs at once the second says so, status 75`(signal: Int32) throws {
        let site = try Site(Self.configuration() + "  - {action: sleep, seconds: 30}\n")
        let first = try site.start("system.yml")
        try wait(for: "the first run") { site.lines("inverter.csv").count == 2 }
        let second = try site.run("system.yml")
        #expect(second.status == 75)
        #expect(second.errors == "sg-run: another run of 'system.yml' has not ended yet\n")
        #expect(site.lines("inverter.csv").count == 2)
        // What another configuration does is no concern of it.
        try site.write(Self.configuration(), to: "other.yml")
        try #expect(site.run("other.yml").status == 0)
        first.signal(signal)
        try #expect(first.end().isSignal)
        let third = try site.start("system.yml")
        try wait(for: "the third run") { site.lines("inverter.csv").count == 4 }
        third.signal(SIGTERM)
        #expect(try third.end().errors == "")
    }
}
