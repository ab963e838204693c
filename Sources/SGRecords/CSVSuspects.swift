/// What becomes of values that are suspect.
public enum CSVSuspects: String, Sendable, CaseIterable {
    /// They stand in their cells like others.
    case keep
    /// Their cells are empty.
    case empty
    /// They stand in their cells, and a last column `suspect` has their names, with spaces between.
    case column
}
