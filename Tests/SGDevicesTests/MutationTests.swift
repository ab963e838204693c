import SGBytes
import SGDevices
import SGRecords
import Testing

/// How much damage that a page's checksum does not show is shown by the values.
@Suite struct MutationTests {
    static let count = 10_000
    static let seed: UInt64 = 20_261_127
    /// 21 June 2026, in milliseconds.
    static let midnight: Int64 = 1_782_000_000_000

    /// For each type, how many of 100 accepted mutants with a changed value may at most have a changed
    /// field without a mark, and no mark at all.
    static let bounds: [String: (unmarked: Int, unnoticed: Int)] = [
        "allegro_inverter": (21, 21), "outback_charge_controller": (91, 69),
        "outback_flexnet_dc": (98, 83), "outback_inverter": (91, 78),
        "sungrow_charge_controller": (73, 40), "sungrow_inverter": (0, 0),
        "victron_vedirect": (69, 52),
    ]

    @Test(arguments: Definition.embeddedNames)
    func `few changed values of damaged pages pass for good`(name: String) throws {
        let device = try #require(knownDevices[name])
        let pages = try pages(of: name, device)
        var random = SplitMix64(Self.seed)
        var tally = Tally()
        for _ in 0..<Self.count {
            let page = try #require(pages.randomElement(using: &random))
            let mutation = try #require(Mutation.allCases.randomElement(using: &random))
            tally.count(mutation, page, mutation.applied(to: page.frame, using: &random), device)
        }
        print("\(name), seed \(Self.seed): \(tally)")
        let bound = try #require(Self.bounds[name])
        #expect(tally.unmarked * 100 <= tally.changed * bound.unmarked, "\(tally)")
        #expect(tally.unnoticed * 100 <= tally.changed * bound.unnoticed, "\(tally)")
    }

    /// The pages that an emulated device sends in the morning and at noon, and those of the examples.
    private func pages(of name: String, _ device: DeviceType) throws -> [Page] {
        let text = try #require(Definition.embedded(name))
        let examples = Definition(text, file: name, name: name, for: .check).examples
        var frames = examples.filter { $0.fields != nil }.map(\.frame)
        let start = ContinuousClock.now
        for hour in [9, 13] as [Int64] {
            let clock = Timestamp(milliseconds: Self.midnight + hour * 3_600_000)
            var emulated = try #require(EmulatedDevice(device, clock: clock, start: start))
            emulated.follow(SunDay(seed: Self.seed, now: clock))
            for message in device.messages where message.sender == .device {
                frames += (try? [emulated.page(message)]) ?? []
            }
            for turn in 1..<15 {
                frames += try emulated.pages(dueAt: start + .seconds(10 * turn))
            }
        }
        return try frames.filter { $0.count >= 40 }.compactMap { frame in
            guard let owner = device.pages.first(where: { $0.accepts(frame) }) else { return nil }
            return Page(frame: frame, message: owner, fields: try owner.decode(frame))
        }
    }
}

/// A valid page.
private struct Page {
    let frame: [UInt8]
    let message: Message
    let fields: [DecodedField]
}

extension DeviceType {
    /// What the device sends.
    fileprivate var pages: [Message] { messages.filter { $0.sender == .device } }
}

/// What became of mutants.
private struct Tally: CustomStringConvertible {
    /// Those that are taken for a frame.
    var accepted = 0
    /// Those of them that hold another value than the page that they were made of.
    var changed = 0
    /// Those of them in which a changed field is not marked as suspect.
    var unmarked = 0
    /// Those of them in which no field at all is.
    var unnoticed = 0
    var unmarkedByMutation: [Mutation: Int] = [:]

    mutating func count(
        _ mutation: Mutation, _ page: Page, _ mutant: [UInt8], _ device: DeviceType
    ) {
        guard mutant != page.frame, let owner = device.pages.first(where: { $0.accepts(mutant) }),
            let fields = try? owner.decode(mutant)
        else { return }
        accepted += 1
        let differing = fields.filter { field in
            !page.fields.contains { $0.name == field.name && $0.value == field.value }
        }
        guard !differing.isEmpty else { return }
        changed += 1
        guard !differing.allSatisfy(\.isSuspect) else { return }
        unmarked += 1
        if !fields.contains(where: \.isSuspect) { unnoticed += 1 }
        unmarkedByMutation[mutation, default: 0] += 1
    }

    var description: String {
        let parts = unmarkedByMutation.sorted { $0.value > $1.value }.map {
            "\($0.key) \($0.value)"
        }
        return "\(accepted) accepted, \(changed) with a changed value; \(share(unmarked)) have one "
            + "without a mark, \(share(unnoticed)) no mark at all; \(parts.joined(separator: ", "))"
    }

    private func share(_ count: Int) -> String {
        let tenths = changed == 0 ? 0 : (1000 * count + changed / 2) / changed
        return "\(count) (\(tenths / 10).\(tenths % 10) %)"
    }
}
