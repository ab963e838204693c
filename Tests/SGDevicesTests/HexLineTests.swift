import SGBytes
import SGDevices
import SGDiagnostics
import SGTestSupport
import Testing

/// Hex lines, whose fields stand at fixed places in a frame of variable length.
@Suite struct HexLineTests {
    /// A definition in which every kind of field needs bytes that a line may lack.
    static let definition = """
        device_type: test
        manufacturer: nobody
        model: none
        category: meter
        messages:
          line:
            from: device
            format: hex_line
            start: ":"
            command: 2
            fields:
              - {at: 1, name: register, type: u8, absent_in_older: true}
              - {at: 2, id: signs, type: u8, bits: {0: is_charging}}
              - {at: 3, name: column, type: i8, count: 2, tenths_at: 5}
              - at: 6
                type: bytes
                negative_if: {slot: signs, bit: 7}
                select:
                  slot: register
                  cases:
                    1: {name: voltage, type: u32, scale: 0.001}
                    2: {name: serial_number, type: bytes}
                  otherwise: {name: value}

        """

    @Test(arguments: 0...70)
    func `a line of any length is decoded or refused`(count: Int) throws {
        let line = try line
        for register in UInt8(0)...3 {
            let data = [register] + [UInt8](repeating: 0x81, count: count)
            let fields = try? line.decode(frame(command: 2, data))
            #expect((fields != nil) == (4...63).contains(count))
            let expected =
                register == 1 && count == 8 ? "voltage" : register == 2 ? "serial_number" : "value"
            #expect(fields.map { $0.last?.name == expected } ?? true)
        }
    }

    @Test func `a selected value takes the length that it needs`() throws {
        let line = try line
        let fields = try line.decode(frame(command: 2, [1, 0x80, 0, 0, 0x30, 0, 0, 0x30, 0x39]))
        #expect(fields.last?.value == .number("-12.345"))
        let again = try line.encode(fields.map { ($0.name, $0.value) })
        #expect(again == frame(command: 2, [1, 0x80, 0, 0, 0x30, 0, 0, 0x30, 0x39]))
        let longer = try line.encode([("serial_number", .text("0102030405"))], over: again)
        #expect(longer == frame(command: 2, [2, 0x80, 0, 0, 0x30, 1, 2, 3, 4, 5]))
    }

    private var line: Message {
        get throws {
            let definition = Definition(
                Array(HexLineTests.definition.utf8), file: "test.yaml", name: "test")
            return try #require(
                definition.device?.messages.first, "\(definition.diagnostics.map(\.description))")
        }
    }

    private func frame(command: UInt8, _ data: [UInt8]) -> [UInt8] {
        let check = 0x55 &- command &- data.reduce(0, &+)
        return Array(":\(command)\(hex(data + [check]).uppercased())\n".utf8)
    }
}
