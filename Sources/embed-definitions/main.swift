// embed-definitions OUTPUT DEFINITION…
//
// Writes a Swift file that holds each definition as string literals under its file's name: the
// definition, and its appendix, which only an emulator or a check reads: the sections `emulation`
// and `examples`. String literals, because array literals of this size compile slowly.
import Foundation

let arguments = CommandLine.arguments.dropFirst()
guard let output = arguments.first else {
    fatalError("usage: embed-definitions OUTPUT DEFINITION…")
}

let delimiter = "\"\"\"##"
var source = """
    enum EmbeddedDefinitions {
        static let all: [(name: String, text: StaticString, appendix: StaticString)] = [

    """
for path in arguments.dropFirst() {
    let url = URL(filePath: path)
    let text = try String(contentsOf: url, encoding: .utf8)
    guard !text.contains(delimiter), text.hasSuffix("\n") else {
        fatalError("\(path): holds \(delimiter) or has no final newline; it cannot be embedded")
    }
    let name = url.deletingPathExtension().lastPathComponent
    let appendix = text.firstRange(of: /^(emulation|examples):$/.anchorsMatchLineEndings())
    let end = appendix?.lowerBound ?? text.endIndex
    let parts = [text[..<end], text[end...]]
    let literals = parts.map { "##\"\"\"\n\($0)\n\(delimiter)" }.joined(separator: ",\n")
    source += "(\"\(name)\", \(literals)),\n"
}
source += "    ]\n}\n"
try source.write(toFile: output, atomically: true, encoding: .utf8)
