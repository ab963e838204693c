internal import SGDevices
internal import SGRecords

/// Explains streams of bytes, one after the other.
struct StreamExplainer: BytesConsumer, ~Copyable {
    private let new: LineExplainer
    private var line: LineExplainer
    private var page: TextPage

    init(_ selection: DeviceSelection, side: Side, console: Console) {
        new = LineExplainer(selection, side: side)
        line = new
        page = TextPage(console)
    }

    var isFull: Bool { page.isFull }

    mutating func flush() throws(ToolFailure) {
        try page.flush()
    }

    mutating func take(_ bytes: Span<UInt8>) {
        line.take(bytes, from: RecordOrigin(), on: &page)
    }

    mutating func finish() {
        line.end(from: RecordOrigin(), on: &page)
        line.summary("", on: &page)
        line = new
    }
}
