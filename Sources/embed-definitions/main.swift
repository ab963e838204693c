// embed-definitions OUTPUT DEFINITION…
//
// Writes a Swift file that holds each definition as a string literal under its file's name.
// String literals, because array literals of this size compile slowly.
import Foundation

let arguments = CommandLine.arguments.dropFirst()
guard let output = arguments.first else {
    fatalError("usage: embed-definitions OUTPUT DEFINITION…")
}

let delimiter = "\"\"\"##"
var source = """
    enum EmbeddedDefinitions {
        static let all: [(name: String, text: StaticString)] = [

    """
for path in arguments.dropFirst() {
    let url = URL(filePath: path)
    let text = try String(contentsOf: url, encoding: .utf8)
    guard !text.contains(delimiter), text.hasSuffix("\n") else {
        fatalError("\(path): holds \(delimiter) or has no final newline; it cannot be embedded")
    }
    let name = url.deletingPathExtension().lastPathComponent
    source += "(\"\(name)\", ##\"\"\"\n\(text)\n\(delimiter)),\n"
}
source += "    ]\n}\n"
try source.write(toFile: output, atomically: true, encoding: .utf8)
