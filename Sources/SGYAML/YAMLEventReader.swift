import CLibYAML
import SGDiagnostics

/// What stands at one place of a document, as libyaml's event API tells it.
enum YAMLNodeEvent {
    /// The name of an anchor, which stands for the anchor's value.
    case alias(String, Mark)
    /// A value; what belongs to a list or a mapping follows.
    case value(YAMLValueStart)
}

/// The start of a value.
struct YAMLValueStart {
    enum Kind {
        case scalar(text: String, isPlain: Bool)
        case sequence
        case mapping
    }

    let kind: Kind
    let mark: Mark
    let anchor: String?
    let tag: String?
}

/// The event parser of libyaml over a text in memory.
struct YAMLEventReader: ~Copyable {
    // SAFETY: `parser` and `text` are owned by this value alone and freed in `deinit`, the parser
    // first because it points into the text. All of `text` is initialised.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let file: String

    /// Starts at the beginning of a text, of which it keeps a copy.
    init(_ text: Span<UInt8>, file: String) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        _ = text.withUnsafeBufferPointer { copy.initialize(from: $0) }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        precondition(yaml_parser_initialize(parser) == 1, "out of memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, copy.baseAddress, copy.count)
        // All properties at the end: an optimised build of Swift 6.3 otherwise releases `file`
        // before it is set.
        self.parser = parser
        self.text = copy
        self.file = file
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// Moves behind the start of the next document and gives its place; `nil` at the end of the
    /// text.
    mutating func nextDocument() throws(Diagnostic) -> Mark? {
        while true {
            var event = try nextEvent()
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_DOCUMENT_START_EVENT: return Mark(event.start_mark)
            case YAML_STREAM_END_EVENT: return nil
            default: continue
            }
        }
    }

    /// Moves behind the next start of a value; `nil` at the end of the list, mapping or document.
    mutating func nextNode() throws(Diagnostic) -> YAMLNodeEvent? {
        var event = try nextEvent()
        defer { yaml_event_delete(&event) }
        return YAMLNodeEvent(event)
    }

    /// The next event, which the caller deletes.
    private mutating func nextEvent() throws(Diagnostic) -> yaml_event_t {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw diagnostic(parser.pointee) }
        return event
    }
}

// MARK: - Mistakes

extension YAMLEventReader {
    private func diagnostic(_ failure: yaml_parser_t) -> Diagnostic {
        guard let problem = failure.problem.map({ String(cString: $0) }) else {
            return Diagnostic(file: file, mark: nil, message: "out of memory")
        }
        if failure.error == YAML_READER_ERROR {
            return Diagnostic(file: file, mark: mark(at: failure.problem_offset), message: problem)
        }
        // libyaml notices a missing colon only in the line after it.
        let isLate = problem == "could not find expected ':'"
        let mark = Mark(isLate ? failure.context_mark : failure.problem_mark)
        return Diagnostic(
            file: file, mark: mark, message: problem + context(of: failure, seenFrom: mark),
            hint: hint(for: problem, at: failure.problem_mark))
    }

    /// What libyaml was reading and where that starts.
    private func context(of failure: yaml_parser_t, seenFrom mark: Mark) -> String {
        guard let context = failure.context else { return "" }
        let start = Mark(failure.context_mark)
        let place = start.line < mark.line ? " that starts in line \(start.line)" : ""
        return " \(String(cString: context))\(place)"
    }

    private func hint(for problem: String, at mark: yaml_mark_t) -> String? {
        if isTab(mark) { return "indent with spaces, not with tabs" }
        return switch problem {
        case "found character that cannot start any token":
            "a text that starts with this character needs quotes"
        case "mapping values are not allowed in this context":
            "a text that holds ': ' needs quotes; otherwise the indentation is wrong"
        default: nil
        }
    }

    /// The place of a byte; the reader of libyaml, which refuses bytes, tells no mark.
    private func mark(at offset: Int) -> Mark {
        let before = text.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        return Mark(line: line, column: before[lineStart...].count(where: startsCharacter) + 1)
    }

    /// Whether a tab stands at a mark, whose index counts characters.
    private func isTab(_ mark: yaml_mark_t) -> Bool {
        let starts = text.lazy.filter(startsCharacter)
        return starts.dropFirst(mark.index).first == UInt8(ascii: "\t")
    }
}

/// Whether a byte of UTF-8 is the first one of its character.
private func startsCharacter(_ byte: UInt8) -> Bool {
    byte & 0xC0 != 0x80
}

extension Mark {
    /// A place as libyaml counts it, from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }
}

extension YAMLNodeEvent {
    /// What an event starts; `nil` for an event that ends something.
    fileprivate init?(_ event: yaml_event_t) {
        let mark = Mark(event.start_mark)
        switch event.type {
        case YAML_ALIAS_EVENT:
            self = .alias(string(event.data.alias.anchor) ?? "", mark)
        case YAML_SCALAR_EVENT:
            let start = event.data.scalar
            let bytes = UnsafeBufferPointer(start: start.value, count: start.length)
            let kind = YAMLValueStart.Kind.scalar(
                text: String(decoding: bytes, as: UTF8.self),
                isPlain: start.style == YAML_PLAIN_SCALAR_STYLE)
            self = .value(kind, mark, anchor: start.anchor, tag: start.tag)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            self = .value(.sequence, mark, anchor: start.anchor, tag: start.tag)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            self = .value(.mapping, mark, anchor: start.anchor, tag: start.tag)
        default:
            return nil
        }
    }

    private static func value(
        _ kind: YAMLValueStart.Kind, _ mark: Mark, anchor: UnsafePointer<yaml_char_t>?,
        tag: UnsafePointer<yaml_char_t>?
    ) -> YAMLNodeEvent {
        .value(YAMLValueStart(kind: kind, mark: mark, anchor: string(anchor), tag: string(tag)))
    }
}

/// A copy of a C string of libyaml; `nil` for a null pointer.
private func string(_ text: UnsafePointer<yaml_char_t>?) -> String? {
    text.map { String(cString: $0) }
}
