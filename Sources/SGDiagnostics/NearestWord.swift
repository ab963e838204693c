/// Returns the known word that a misspelt one most likely meant.
///
/// - Parameters:
///   - word: The word as it was written.
///   - known: The words that would have been right.
/// - Returns: The known word with the smallest edit distance (insertions, deletions,
///   replacements and swaps of neighbours each count one), unless even that differs in more than a
///   third of its letters. `nil`, too, for a word so long that nobody has mistyped a name.
package func nearestWord(to word: String, among known: some Sequence<String>) -> String? {
    let letters = Array(word.prefix(longestWord + 1).lowercased())
    guard letters.count <= longestWord else { return nil }
    let limit = max(1, word.count / 3)
    var best: (word: String, distance: Int)?
    for candidate in known where candidate.utf8.count <= 4 * (word.utf8.count + limit) {
        guard abs(candidate.count - word.count) <= limit else { continue }
        let distance = editDistance(letters, Array(candidate.lowercased()))
        if distance <= limit, distance < best?.distance ?? Int.max {
            best = (candidate, distance)
        }
    }
    return best?.word
}

/// How many letters a word may have for which others are sought.
private let longestWord = 64

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var distance = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                distance = min(distance, beforeLast[j - 1] + 1)
            }
            row.append(distance)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
