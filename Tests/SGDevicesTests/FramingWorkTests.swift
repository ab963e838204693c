import Glibc
import SGBytes
import SGDevices
import Testing

/// How long framing takes when a frame never comes to its end and bytes come one at a time.
@Suite(.serialized) struct FramingWorkTests {
    /// What begins like a frame, and what can go on for ever.
    static let streams: [(device: String, start: String, rest: String)] = [
        ("victron_vedirect", "\r\nPID\t0xA053", ":A0002000148\n"),
        ("victron_vedirect", "\r\nPID\t0xA053\r\nV\t1", ":A0002000148\n"),
        ("victron_vedirect", "", "\r\nV\t1:A0002000148\n"),
        ("victron_vedirect", "\r\nPID\t0x", ":7"),
        ("allegro_inverter", "*0 ", "ALLEGRO "),
        ("allegro_inverter", "*0 A\r\n*1 Vbatt", " "),
        ("allegro_inverter", "*0 A\r\n*1 Vbatt =", "1"),
        ("allegro_inverter", "*0 A\r\n", "\r\n"),
        ("allegro_inverter", "*0 A", "\0"),
        ("outback_charge_controller", "\n", "A,0"),
        ("sungrow_charge_controller", "", "\u{1}\u{3}"),
    ]

    @Test(arguments: streams.indices)
    func `four times the bytes take some four times as long`(index: Int) throws {
        let (name, start, rest) = FramingWorkTests.streams[index]
        let device = try #require(knownDevices[name])
        let bytes = { (count: Int) in
            Array((start + String(repeating: rest, count: count / rest.utf8.count)).utf8)
        }
        let once = min(time(bytes(6000), device), time(bytes(6000), device))
        let fourTimes = time(bytes(24_000), device)
        // Four times the bytes take 16 times as long where each byte costs a look at all before it.
        #expect(fourTimes < max(once * 9, .milliseconds(100)), "\(once), then \(fourTimes)")
    }

    /// The processor time that bytes take, one at a time.
    private func time(_ bytes: [UInt8], _ device: DeviceType) -> Duration {
        let start = processorTime()
        var framer = Framer([Audience(device)], side: .host)
        for byte in bytes {
            framer.append([byte].span)
            while framer.next(.open(silentFor: .zero)) != nil {}
        }
        while framer.next(.ended) != nil {}
        return processorTime() - start
    }
}

/// How long this thread has run.
private func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
