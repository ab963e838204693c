internal import SGBytes
internal import SGDevices

extension Hint {
    /// Whether the settings of the known devices help to follow it.
    var callsForSettings: Bool { self == .nothingCame || self == .checkSettings }

    /// The hint in a sentence or two.
    var text: String {
        switch self {
        case .nothingCame:
            """
            Not a single byte came. Is the device on, and does it talk without being asked? Check \
            the cable, the wires A and B (RS-485) or TX and RX (RS-232), and the levels of RTS and \
            DTR where a device needs them:
            """
        case .onlyOne(let byte, let percent) where byte == 0:
            """
            \(percent) % of the bytes are 00: the line is held low. Wires A and B may be swapped, \
            the bias and termination resistors may be missing, the adapter or the device may be \
            without power, or the baud rate is far too high.
            """
        case .onlyOne(_, let percent):
            """
            \(percent) % of the bytes are FF: short disturbances of an idle line. The device may \
            be off or not connected, or the bias resistors may be missing.
            """
        case .parityBit(let parity, let device):
            "The highest bit of each byte is a parity bit"
                + (device.map { "; without it, \($0) frames are found" } ?? "")
                + ": read the line with --bytesize 7 --parity \(parity)."
        case .complemented(let device):
            """
            With every bit turned over, \(device) frames are found: something between the line \
            and here inverts the data.
            """
        case .inverted(let device):
            """
            These bytes are what a receiver with inverted levels makes of \(device): swap the \
            wires A and B (RS-485), or use an adapter for the right levels (TTL or RS-232).
            """
        case .invertedText(let text):
            """
            The levels of the line are inverted: read the other way, the bytes are text: \
            \(quoted(text.prefix(60))). Swap the wires A and B (RS-485), or use an adapter for the \
            right levels (TTL or RS-232).
            """
        case .readTooFast(let times):
            """
            Each bit seems to be read \(times) times: the baud rate is too high. Try \
            \(times == 2 ? "half" : "1/\(times)") of it.
            """
        case .notText(let percent):
            """
            Only \(percent) % of the bytes are text, but the device sends nothing else: a wrong \
            baud rate looks like this.
            """
        case .unknownText:
            """
            The bytes are text, so the baud rate is right, but no known message reads like this. \
            It may be another model, or one whose firmware words it differently.
            """
        case .otherAddress(let device, let address, let frames):
            """
            \(frames) valid \(plural("frame", frames)) of a \(device) at address \
            \(pairs([address])): --address 0x\(hex([address])) takes \(frames == 1 ? "it" : "them").
            """
        case .otherSide(let device, .host, let frames):
            """
            \(frames) \(plural("frame", frames)) that a host sends to a \(device). On a \
            half-duplex line these are one's own requests that the adapter echoes, or those of \
            another host.
            """
        case .otherType(let device, let frames):
            """
            \(frames) valid \(plural("frame", frames)) of a \(device), which -d does not name.
            """
        case .noAnswer:
            """
            Requests came, but no reply: the device is off, has another address, or does not hear \
            the requests (TX and RX, or A and B).
            """
        case .otherSide(let device, _, let frames):
            """
            \(frames) \(plural("frame", frames)) that a \(device) sends: --side host or --side \
            both takes them.
            """
        case .lineEnds(let device, let frames):
            """
            \(frames) \(plural("frame", frames)) of \(device) with other line ends: a terminal or \
            an editor has changed them. Read the port in raw mode.
            """
        case .cutShort(let device, let message, let frames, let longest, let length):
            """
            \(frames) \(device) \(message) \(plural("frame", frames)) cut short, after \(longest)\
            \(length.map { " of \($0)" } ?? "") bytes at most: bytes get lost in the adapter, or \
            the reader gives up too early.
            """
        case .damaged(let device, let frames):
            """
            \(frames) damaged \(plural("frame", frames)) of \(device): the settings are right, but \
            the line is disturbed. Check shield, ground, termination and length of the cable.
            """
        case .checkSettings:
            """
            Nothing known is in these bytes. The first suspect is the baud rate; these are the \
            settings of the known devices:
            """
        }
    }

    private func plural(_ word: String, _ count: Int) -> String {
        count == 1 ? word : word + "s"
    }
}
