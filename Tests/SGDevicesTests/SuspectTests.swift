import Foundation
import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// Values that cannot be what the device sent are named as suspect, whatever they were damaged by.
@Suite struct SuspectTests {
    // MARK: - Numbers in texts

    @Test(arguments: [
        "364", "365", "9999999999999999999", "99999999999999", "999999999999999999", "007", "+7",
        "-0", "-1", "3.5", "", "36\u{B5}",
    ])
    func `a number in a block is good in its range and in its shortest form only`(
        text: String
    ) throws {
        let fields = try block(["PID\t0xA053", "HSDS\t\(text)"])
        #expect(fields.last?.isSuspect == (text != "364"), "\(text)")
    }

    @Test(arguments: [
        ("V\t12810", false), ("V\t-5001", true), ("V\t999999999999999999999", true),
        ("V\t9223372036854775807", true), ("TTG\t-1", false), ("TTG\t99999", true),
        ("PID\t0x203", false), ("PID\t0xA05399", true), ("AR\t8193", false), ("AR\t16384", true),
        ("OR\t0x00000101", false), ("OR\t0x80000000", true), ("SOC\t1001", true),
        ("LOAD\tON", false), ("LOAD\tOM", true), ("CS\t8", true),
        ("SER#\tHQ18486U2B4", false), ("SER#\tHQ18486U2B ", true), ("SER#\tHQ18486U2b4", true),
        ("FW\t139", false), ("FW\tC208", false), ("FW\t13/", true), ("FWE\t0208FF", false),
        ("FWE\t0208fF", true), ("BMV\t712 Smart", false), ("BMV\t71\u{B2} Smart", true),
        ("XYZ\tnew", false), ("XYZ\tne\u{F7}", true), ("X/Z\tnew", true),
    ])
    func `a text in a block is good only as the protocol has it`(
        line: String, isSuspect: Bool
    ) throws {
        #expect(try block(["H1\t0", "I\t0", line]).last?.isSuspect == isSuspect)
    }

    @Test func `two flips of the highest bit that keep the sum show`() throws {
        let text = try String(
            contentsOf: packageFile("Tests/Cases/values/vedirect-two-bit7-flips.hex"),
            encoding: .utf8)
        let stream = try #require(bytes(hex: text))
        let message = try #require(try vedirect()["status_block"])
        let end = try #require((1..<stream.count).first { message.accepts(Array(stream[..<$0])) })
        let fields = try message.decode(Array(stream[..<end]))
        #expect(fields.filter(\.isSuspect).map(\.name) == ["battery_voltage"])
    }

    @Test func `a label with a character beyond ASCII is none`() throws {
        let message = try #require(try vedirect()["status_block"])
        #expect(!message.accepts(frame(of: ["PID\t0xA053", "\u{D6}\t12810"])))
        #expect(!message.accepts(frame(of: ["PID\t0xA053", "V 2\t12810"])))
        #expect(message.accepts(frame(of: ["PID\t0xA053", "V9\t12810"])))
    }

    @Test func `a label with a bit turned, or its characters changed about, does not pass for new`()
        throws
    {
        for label in ["W", "PVP", "1H", "H\u{60}", "LOAE", "relay"] {
            let fields = try block(["PID\t0xA053", "I\t0", "\(label)\t5"])
            #expect(fields.last?.name == label && fields.last?.isSuspect == true, "\(label)")
        }
        // The label that it could have been is there, too.
        let fields = try block(["PID\t0xA053", "V\t12810", "W\t5", "H20\t1", "H24\t7", "NEW\t1"])
        #expect(fields.filter(\.isSuspect).isEmpty)
    }

    @Test func `a long number in a configuration is suspect`() throws {
        for digits in ["58.0", "9999999999999999999.0", "58", "58.00", "580.0", "-58.0"] {
            let fields = try configuration(["float_voltage": digits])
            let field = try #require(fields.first { $0.name == "float_voltage" })
            #expect(field.isSuspect == (digits != "58.0"), "\(digits)")
        }
    }

    @Test(arguments: [
        ("timer_on_time", "235959", false), ("timer_on_time", "300000", true),
        ("timer_on_time", "186000", true), ("timer_on_time", "18000", true),
        ("user_code", "12345", true), ("user_code", "12345a", true),
        ("overcurrent_threshold", "060", false), ("overcurrent_threshold", "600", true),
        ("communication_address", "237", false), ("communication_address", "372", true),
        ("communication_address", "99999999999999999999", true),
    ])
    func `a text in a configuration is good only in its form and range`(
        name: String, text: String, isSuspect: Bool
    ) throws {
        let field = try #require(try configuration([name: text]).first { $0.name == name })
        #expect(field.isSuspect == isSuspect)
    }

    // MARK: - Lines

    @Test func `one wrong bit in the fixed text of a page of lines never passes for good`() throws {
        let message = try #require(knownDevices["allegro_inverter"]?["status_page"])
        let page = Array(
            ("*0 ASP ALLEGRO V1.1 1000/24, 230V/50Hz\r\n*1 Vbatt = 24.7 Vdc\r\n"
                + "*2 Vout = 227 Vac\r\n*3 Pac = 930 W\r\n*4 Tint = 35 Cels\r\n"
                + "*5 Sby Level=99\r\n*6 Remote enabled").utf8)
        let good = try message.decode(page)
        #expect(good.filter(\.isSuspect).isEmpty)
        for place in page.indices {
            for bit in UInt8(0)..<8 {
                var mutant = page
                mutant[place] ^= 1 << bit
                let isDigits = isDigit(page[place]) && isDigit(mutant[place])
                guard !isDigits, let fields = try? message.decode(mutant) else { continue }
                let wrong = zip(fields, good).filter { $0.value != $1.value && !$0.isSuspect }
                #expect(wrong.isEmpty, "byte \(place), bit \(bit): \(wrong)")
            }
        }
    }

    @Test(arguments: [
        ("ASP ALLEGRO", "ASQ ALLEGRO", "machine_type"), ("Vdc", "Vda", "DC_voltage"),
        ("24.7", "24.75", "DC_voltage"), ("24.7", "247", "DC_voltage"),
        ("W", "kW", "AC_output_power"), ("930 W", "93  W", "AC_output_power"),
        ("Level=99", "Level=9 ", "standby_level"), ("Level=99", "Level=9\0", "standby_level"),
        ("Cels", "Cels 9", "inverter_temperature"),
        ("Level=99", "Level=999", "standby_level"), ("enabled", "enabledx", "remote_enabled"),
        ("230V", "23\t0V", "machine_type"),
    ])
    func `what is not documented on a line makes its value suspect`(
        text: String, other: String, name: String
    ) throws {
        let message = try #require(knownDevices["allegro_inverter"]?["status_page"])
        let page =
            "*0 ASP ALLEGRO V1.1 1000/24, 230V/50Hz\r\n*1 Vbatt = 24.7 Vdc\r\n"
            + "*2 Vout = 227 Vac\r\n*3 Pac = 930 W\r\n*4 Tint = 35 Cels\r\n"
            + "*5 Sby Level=99\r\n*6 Remote enabled"
        let fields = try message.decode(
            Array(page.replacingOccurrences(of: text, with: other).utf8))
        #expect(fields.filter(\.isSuspect).map(\.name) == [name])
    }

    // MARK: - Dates

    @Test(arguments: [
        ("04 50 08 13 12 08 20", "2008-12-13 08:50:04", false),
        ("08 05 06 06 00 00 20", nil, false), ("00 00 00 00 00 00 00", nil, false),
        ("04 50 08 13 13 08 20", nil, true), ("04 50 25 13 12 08 20", nil, true),
        ("04 60 08 13 12 08 20", nil, true), ("60 50 08 13 12 08 20", nil, true),
        ("04 50 08 30 02 08 20", nil, true), ("04 50 08 00 12 08 20", nil, true),
        ("04 50 08 1a 12 08 20", nil, true), ("0a 05 06 06 00 00 20", nil, true),
        ("04 50 08 13 12 08 19", nil, true), ("04 50 08 13 12 08 32", nil, true),
        ("08 05 06 32 00 00 20", nil, true), ("08 05 24 06 00 00 20", nil, true),
    ])
    func `an impossible date is no data and suspect; that of a clock never set is no data`(
        hex: String, expected: String?, isSuspect: Bool
    ) throws {
        let field = try #require(
            try decode(
                "      - {name: a, type: bcd_datetime, order: [second, minute, hour, day, month, year, century]}",
                hex
            ).first)
        #expect(field.value == expected.map { .text($0) } ?? .noData)
        #expect(field.isSuspect == isSuspect)
    }

    // MARK: - Numbers at places

    @Test(
        arguments: [
            // The number, its sign, its scale, its tenths, and what selects it, are digits but for one.
            ("31 32 30 30 30 30 30", []), ("31 3a 30 30 30 30 30", ["a"]),
            ("31 32 3a 30 30 30 30", ["a", "s"]), ("31 32 30 3a 30 30 30", ["a", "c"]),
            ("31 32 30 30 3a 30 30", ["a"]), ("31 32 30 30 30 3a 30", ["k", "e"]),
        ] as [(String, [String])])
    func `a value is suspect when a number that it comes from is none`(
        hex: String, suspects: [String]
    ) throws {
        let fields = try decode(
            """
                  - {name: a, type: digits, width: 2, negative_if: {slot: s, bit: 0}, scale_if: {slot: c, bit: 0, scale: 2}, tenths_at: 6}
                  - {name: s, at: 4, type: digits, width: 1}
                  - {name: c, type: digits, width: 1}
                  - {name: k, at: 7, type: digits, width: 1}
                  - {at: 8, type: digits, width: 1, select: {slot: k, cases: {0: {name: d}}, otherwise: {name: e}}}
            """, hex)
        #expect(fields.filter(\.isSuspect).map(\.name) == suspects)
    }

    @Test(
        arguments: [
            ("00", []), ("03", []), ("04", ["x", "y", "z", "v"]), ("83", ["x", "y", "z", "w"]),
            ("82", ["x", "y", "z", "u"]),
        ] as [(String, [String])])
    func `a bit that is never used makes suspect all that comes from its number`(
        flags: String, suspects: [String]
    ) throws {
        let fields = try decode(
            """
                  - {id: flags, type: u8, used_bits: 0-1, bits: {0: x, 1: y}}
                  - {name: z, type: u8, negative_if: {slot: flags, bit: 1}}
                  - {name: n, type: u8}
                  - {type: u8, select: {slot: flags, bits: 0-1, cases: {0: {name: v}, 3: {name: w}}, otherwise: {name: u}}}
            """, flags)
        #expect(fields.filter(\.isSuspect).map(\.name) == suspects)
    }

    @Test(arguments: [
        (-4, true), (-3, false), (0, false), (6, false), (7, true), (-32768, true), (32767, true),
    ])
    func `the ends of a range belong to it, rounded inwards to the steps of the wire`(
        raw: Int, isSuspect: Bool
    ) throws {
        let bits = UInt16(bitPattern: Int16(raw))
        for range in ["[-0.75, 1.5]", "[-0.9, 1.7]", "[-0.751, 1.749]"] {
            let field = "      - {name: a, type: i16, scale: 0.25, range: \(range)}"
            let bytes = hex([UInt8(bits >> 8), UInt8(bits & 255)])
            #expect(try decode(field, bytes).first?.isSuspect == isSuspect, "\(range)")
        }
    }

    // MARK: - Frames

    /// The fields of a page that begins with AA 55 and holds these bytes, and zeros behind them.
    private func decode(_ fields: String, _ hex: String) throws -> [DecodedField] {
        let text = DefinitionErrorTests.definition(
            """
              page:
                from: device
                start: aa 55
                length: 12
                fields:
            \(fields)
            """)
        let definition = Definition(Array(text.utf8), file: "test.yaml", name: "test", for: .use)
        let device = try #require(definition.device, "\(definition.diagnostics)")
        let contents = try #require(bytes(hex: hex))
        let rest = [UInt8](repeating: 0, count: 10 - contents.count)
        return try #require(device.messages.first).decode([0xAA, 0x55] + contents + rest)
    }

    /// The fields of the vendor's configuration page with other texts, and a right sum.
    private func configuration(_ texts: [String: String]) throws -> [DecodedField] {
        let device = try #require(knownDevices["sungrow_charge_controller"])
        let page = try #require(device["configuration_page"])
        let text = try #require(Definition.embedded(device.name))
        let example = try #require(
            Definition(text, file: "", name: nil, for: .check).examples.first {
                $0.message == page.name
            })
        var frame = Array(example.frame[..<4])
        for field in try page.decode(example.frame) {
            frame += texts[field.name].map { Array($0.utf8) } ?? Array(example.frame[field.place])
            frame.append(0)
        }
        frame.append(UInt8(ascii: "z"))
        let sum = frame.reduce(UInt32(0)) { $0 + UInt32($1) }
        return try page.decode(
            frame + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) })
    }

    private func vedirect() throws -> DeviceType {
        try #require(knownDevices["victron_vedirect"])
    }

    private func block(_ lines: [String]) throws -> [DecodedField] {
        let message = try #require(try vedirect()["status_block"])
        return try message.decode(frame(of: lines))
    }

    /// A block of lines, each byte of which is one character, with a right sum.
    private func frame(of lines: [String]) -> [UInt8] {
        let text = lines.map { "\r\n\($0)" }.joined() + "\r\nChecksum\t"
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        return bytes + [0 &- bytes.reduce(0, &+)]
    }
}
