import Foundation
import SGTestSupport
import Testing

/// Two queries whose replies look alike, of a device type that is a file: each reply is what was asked
/// for, in every tool.
@Suite(.timeLimit(.minutes(2))) struct AskedMessageTests {
    private let site: Site

    init() throws {
        site = try Site(
            """
            period: 1 h
            device_path: devices
            devices:
              controller:
                device_type: two_pages
                port: loop://
                data_streams: {pv_page: pv.csv, load_page: load.csv}
              played: {device_type: two_pages_emulator, port: "loop://"}

            """)
        try site.makeFolder("devices")
        let definition = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Cases/definitions/two_pages.yaml")
        try site.write(
            String(contentsOf: definition, encoding: .utf8), to: "devices/two_pages.yaml")
        site.environment["SG_DEVICE_PATH"] = site.folder.file("devices")
    }

    /// Starts the device at the pseudo-terminal `line`, with what `arguments` say.
    private func plugIn(_ arguments: String...) throws -> RunningTool {
        let device = try RunningTool(
            "sg-emulate", ["-d", "two_pages"] + arguments + ["pty:\(site.folder.file("line"))"],
            environment: site.environment)
        _ = try device.waitForMessage("the other end")
        return device
    }

    @Test func `each page goes to its own file`() throws {
        let result = try site.shell("sg-run system.yml")
        #expect(result.status == 0 && result.errors == "", "\(result)")
        #expect(site.lines("pv.csv").first == "datetime,solar_voltage,solar_current")
        #expect(site.lines("pv.csv").last?.hasSuffix(",36.50,5.00") == true)
        #expect(site.lines("load.csv").first == "datetime,load_voltage,load_current")
        #expect(site.lines("load.csv").last?.hasSuffix(",13.20,1.25") == true)
    }

    @Test func `each reply is printed, decoded and logged as what was asked for`() throws {
        let device = try plugIn()
        for (query, voltage) in [("load_query", "13.20"), ("pv_query", "36.50")] {
            let result = try site.shell(
                "sg-send -d two_pages --wait 5 line \(query) | sg-decode | sg-csv --message "
                    + query.replacing("query", with: "page"))
            #expect(result.status == 0, "\(result)")
            #expect(result.text.contains(",\(voltage),"), "\(result)")
        }
        device.interrupt()
        _ = try device.end()
    }

    @Test func `a setting is verified at the unit that was set`() throws {
        // The unit at address 1 sends its page all the time; nobody is at address 3.
        let device = try plugIn()
        let set = "sg-send -d two_pages --yes --verify --wait 0.8 line set_level"
        let absent = try site.shell("\(set) --address 3 level=3")
        #expect(absent.status == 75, "\(absent)")
        #expect(absent.errors.contains("no 'level_page' from 'two_pages' within 0.8 s"))
        let present = try site.shell("\(set) level=5")
        #expect(present.status == 0, "\(present)")
        device.interrupt()
        _ = try device.end()
    }

    @Test func `without its request such a page is neither printed nor decoded`() throws {
        let page = "01 04 04 0e 42 01 f4 59 6f"
        let decoded = try site.shell(
            "echo \(page) | sg-decode --hex --noise -d two_pages")
        #expect(
            decoded.text == #"{"noise":"0104040e4201f4596f","reason":"ambiguous"}"# + "\n",
            "\(decoded)")
        let explained = try site.shell("echo \(page) | sg-decode --hex --explain -d two_pages")
        #expect(
            explained.text.contains("a frame of pv_page as well as of load_page"),
            "\(explained.text)")
        #expect(!explained.text.contains("baud rate"))
    }

    @Test func `check says nothing against pages that a query tells apart`() throws {
        let result = try site.shell("sg-devices check devices/two_pages.yaml")
        #expect(result.status == 0, "\(result)")
    }
}
