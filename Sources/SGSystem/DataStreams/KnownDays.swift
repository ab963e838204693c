internal import SGRecords

/// The days up to today that a file has rows of, by how many days ago they were.
///
/// Days to come, which a clock that was wrong has left in a file, are passed over.
struct KnownDays {
    /// How many days back it is remembered which days there are; no page goes back further.
    private static let longestPage = 4096

    private let today: Int
    private var ages: Set<Int> = []
    private var youngest: Int?

    init(until today: CivilDate) {
        self.today = today.daysSince1970
    }

    /// Whether there are rows of no day at all.
    var isEmpty: Bool { youngest == nil }

    mutating func insert(_ day: CivilDate) {
        let age = today - day.daysSince1970
        guard age >= 0 else { return }
        youngest = min(youngest ?? age, age)
        if age < KnownDays.longestPage { ages.insert(age) }
    }

    /// Whether a row of the day so many days ago is to be written.
    func lacks(_ age: Int) -> Bool {
        // The youngest row was written during its day, which is over unless it is today's.
        !ages.contains(age) || (age == youngest && age > 0)
    }
}
