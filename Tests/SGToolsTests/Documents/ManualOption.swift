/// An option that has an item in a page.
struct ManualOption {
    /// Its name, with its dashes.
    let name: String
    /// What stands for its value; `nil` when it takes none.
    let value: String?
    /// The words of its item, without macros.
    let words: Set<String>

    /// The options of an item such as `.It Fl d Ar type , Fl -device-type Ar type`.
    static func options(item: Substring, text: ArraySlice<Substring>) -> [ManualOption] {
        let words = Set(text.flatMap { $0.split { " ,;:".contains($0) } }.map(String.init))
        return item.split(separator: " , ").map { part in
            let parts = part.split(separator: " ").drop { $0 != "Fl" }.dropFirst()
            let macros: Set = ["Ar", "Ns"]
            let values = parts.dropFirst().filter { !macros.contains(String($0)) }
            return ManualOption(
                name: "-\(parts.first ?? "")", value: values.isEmpty ? nil : values.joined(),
                words: words)
        }
    }
}
