/// A text between the quotation marks that messages give it; of a long one, only its beginning.
package func quoted(_ text: some StringProtocol) -> String {
    let longest = 60
    return text.count <= longest ? "'\(text)'" : "'\(text.prefix(longest))…'"
}
