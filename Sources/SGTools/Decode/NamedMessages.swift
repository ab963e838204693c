internal import SGDevices

/// The messages that records have named so far, so that each is looked up once.
struct NamedMessages {
    private var entries: [Entry] = []
    /// Which of them the record before named.
    private var latest = 0
    /// How many are remembered; more than all messages of a few systems.
    private static let most = 1024

    // A class, because a look at one then counts one reference and not one for each array.
    private final class Entry {
        let type: [UInt8]
        let name: [UInt8]
        let message: Message?

        init(type: [UInt8], name: [UInt8], message: Message?) {
            self.type = type
            self.name = name
            self.message = message
        }

        func isNamed(_ type: Span<UInt8>, _ name: Span<UInt8>) -> Bool {
            equal(name, self.name) && equal(type, self.type)
        }

        private func equal(_ text: Span<UInt8>, _ known: [UInt8]) -> Bool {
            guard text.count == known.count else { return false }
            for i in text.indices where text[i] != known[i] { return false }
            return true
        }
    }

    /// The message of names that came before, an inner `nil` for names of none; `nil` for new names.
    mutating func message(_ type: Span<UInt8>, _ name: Span<UInt8>) -> Message?? {
        if latest < entries.count, entries[latest].isNamed(type, name) {
            return entries[latest].message
        }
        for index in entries.indices where entries[index].isNamed(type, name) {
            latest = index
            return entries[index].message
        }
        return nil
    }

    /// Remembers what names stand for.
    mutating func remember(_ type: Span<UInt8>, _ name: Span<UInt8>, _ message: Message?) {
        guard entries.count < NamedMessages.most else { return }
        latest = entries.count
        entries.append(
            Entry(
                type: type.indices.map { type[$0] }, name: name.indices.map { name[$0] },
                message: message))
    }
}
