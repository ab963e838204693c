package import SGDiagnostics

/// How large a document may be; everything beyond is refused, whoever wrote it.
package enum YAMLLimits {
    /// The longest text, in bytes.
    package static let textLength = 16 << 20
    /// How many lists and mappings may stand inside each other, aliases expanded.
    static let depth = 100
    /// How many values a document may have, aliases expanded.
    static let nodeCount = 1_000_000
}

/// Reads a text that holds one YAML document.
///
/// Anchors and aliases are followed; tags other than those of texts, lists and mappings, `%TAG`,
/// duplicate keys, keys that are no scalars and second documents are refused. A merge key `<<` is
/// an ordinary key.
///
/// - Parameters:
///   - text: The text in UTF-8, at most 16 MiB, with or without a byte order mark.
///   - file: The file's name for error messages.
/// - Returns: The document's root; a null node when the text holds no document.
/// - Throws: A ``Diagnostic`` with the place of the first mistake.
package func parseYAML(_ text: [UInt8], file: String) throws(Diagnostic) -> YAMLNode {
    guard text.count <= YAMLLimits.textLength else {
        let message = "\(text.count) bytes of text, expected at most \(YAMLLimits.textLength)"
        throw Diagnostic(file: file, mark: nil, message: message)
    }
    let document = text.span.extracting((startsWithByteOrderMark(text) ? 3 : 0)...)
    try refuseTagDirectives(in: document, file: file)
    var composer = YAMLComposer(events: YAMLEventReader(document, file: file), file: file)
    return try composer.document()
}

private func startsWithByteOrderMark(_ text: [UInt8]) -> Bool {
    text.starts(with: [0xEF, 0xBB, 0xBF])
}

/// Refuses `%TAG` directives: nothing here needs one, and libyaml takes quadratic time for many.
private func refuseTagDirectives(in text: Span<UInt8>, file: String) throws(Diagnostic) {
    let percent = UInt8(ascii: "%")
    for index in text.indices where text[index] == percent && isTagDirective(text, at: index) {
        let line = (0..<index).count { text[$0] == UInt8(ascii: "\n") } + 1
        throw Diagnostic(
            file: file, mark: Mark(line: line, column: 1),
            message: "directive '%TAG', expected none but '%YAML'")
    }
}

private func isTagDirective(_ text: Span<UInt8>, at index: Int) -> Bool {
    guard index + 4 <= text.count, zip("%TAG".utf8, index...).allSatisfy({ $0 == text[$1] }) else {
        return false
    }
    // The last bytes of all line breaks of libyaml: LF, CR, U+0085, U+2028 and U+2029.
    let lineBreaks: [UInt8] = [0x0A, 0x0D, 0x85, 0xA8, 0xA9]
    return index == 0 || lineBreaks.contains(text[index - 1])
}
