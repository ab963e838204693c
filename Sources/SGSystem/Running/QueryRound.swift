/// Queries that are made side by side, but for those of one line, which are made in order.
struct QueryRound {
    private var queues: [Int: ArraySlice<Action>]
    private var current: [Int: Action] = [:]

    /// Prepares queries.
    ///
    /// - Parameters:
    ///   - actions: The queries.
    ///   - line: Gives the place of the line that one is made on.
    init(_ actions: some Sequence<Action>, line: (Action) -> Int) {
        queues = Dictionary(grouping: actions, by: line).mapValues { $0[...] }
    }

    /// The lines on which queries are left, in the order of the configuration.
    var lines: [Int] {
        Set(queues.filter { !$0.value.isEmpty }.keys).union(current.keys).sorted()
    }

    /// The query that is being made on a line.
    func current(on line: Int) -> Action? { current[line] }

    /// Ends the query of a line.
    mutating func finish(on line: Int) {
        current[line] = nil
    }

    /// Turns to the next query of a line; `nil` when none is left.
    mutating func next(on line: Int) -> Action? {
        current[line] = queues[line]?.popFirst()
        return current[line]
    }

    /// Leaves out all queries of a line, because it has failed.
    mutating func abandon(_ line: Int) {
        current[line] = nil
        queues[line] = nil
    }
}
