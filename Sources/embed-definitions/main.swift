// embed-definitions OUTPUT DEFINITION…
//
// Writes a Swift file that holds each definition under its file's name: its text, the listing of what
// is needed to talk to a device, and the listing of the section `emulation`. As string literals,
// because array literals of this size compile slowly.
import Foundation
import SGDiagnostics
import SGYAML

let arguments = CommandLine.arguments.dropFirst()
guard let output = arguments.first else {
    fatalError("usage: embed-definitions OUTPUT DEFINITION…")
}

func literal(_ text: String, of path: String) -> String {
    let (delimiter, escape) = ("\"\"\"##", "\\##")
    guard !text.contains(delimiter), !text.contains(escape) else {
        fatalError("\(path): holds \(delimiter) or \(escape); it cannot be embedded")
    }
    // The compiler takes a carriage return for a newline, and no other control character as it is.
    let scalars = text.unicodeScalars.map { scalar in
        scalar.value < 0x20 && scalar != "\n"
            ? "\(escape)u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return "##\"\"\"\n\(scalars.joined())\n\(delimiter)"
}

func listing(of root: YAMLNode, where isWanted: (String) -> Bool) -> String {
    let entries = root.entries?.filter { isWanted($0.key.text ?? "") } ?? []
    return YAMLNode(content: .mapping(entries), mark: root.mark).listing
}

do {
    var source = """
        enum EmbeddedDefinitions {
            static let all:
                [(name: String, text: StaticString, use: StaticString, emulation: StaticString)] = [

        """
    for path in arguments.dropFirst() {
        let url = URL(filePath: path)
        let text = try String(contentsOf: url, encoding: .utf8)
        let root = try parseYAML(Array(text.utf8), file: path)
        let parts = [
            text, listing(of: root) { !["emulation", "examples"].contains($0) },
            listing(of: root) { $0 == "emulation" },
        ]
        let literals = parts.map { literal($0, of: path) }.joined(separator: ",\n")
        source += "(\"\(url.deletingPathExtension().lastPathComponent)\", \(literals)),\n"
    }
    source += "    ]\n}\n"
    try source.write(toFile: output, atomically: true, encoding: .utf8)
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
