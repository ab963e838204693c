extension Field {
    /// How many values a field holds, and what tells them apart.
    public enum Shape: Sendable, Hashable {
        /// One value.
        case single
        /// Values that stand side by side, such as the voltages of the cells of a battery.
        case list(count: Int)
        /// A value for each of the days up to the one on which the page was read, the newest first.
        case daily(count: Int)

        /// How many values there are; 1 for a single one.
        public var count: Int {
            switch self {
            case .single: 1
            case .list(let count), .daily(let count): count
            }
        }

        /// Whether each value belongs to another day.
        public var isDaily: Bool {
            if case .daily = self { true } else { false }
        }
    }
}
