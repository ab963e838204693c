/// What an emulated device of a type shows and does: a definition's section `emulation`.
struct Emulation: Sendable {
    /// What its fields hold until something changes them; `now` in a field for a date and time.
    var values: [FieldAssignment] = []
    /// The fields that follow the model of a day in the sun.
    var sun: [SunLink] = []
    /// The fields that are zero while the device is off.
    var zeros: [ZeroRule] = []
    /// What is particular about pages, by message name.
    var pages: [String: EmulatedPage] = [:]
    /// What is particular about queries and commands, by message name.
    var commands: [String: EmulatedCommand] = [:]
}

/// A field that follows the model of a day in the sun.
struct SunLink: Sendable {
    /// What a field is told.
    enum Source: Sendable {
        /// A quantity, or its opposite: now, for all values of a list alike, or for each of the days.
        case quantity(SunQuantity, isNegated: Bool, Field.Shape)
        /// A name for each stage of charging.
        case stage([ChargeStage: FieldValue])
    }

    var field: String
    var source: Source
    /// How many digits stand after the point, as in the field's first value.
    var places = 0
}

/// Fields that are zero for as long as others hold certain values.
struct ZeroRule: Sendable {
    var condition: [FieldAssignment]
    var fields: [String]
}

/// How a page is sent.
struct EmulatedPage: Sendable {
    /// How often it is sent unasked, from shortest to longest pause; `nil` for only when asked for.
    var period: ClosedRange<Duration>?
    /// The optional fields that it holds, one list after the other.
    var turns: [[String]] = []
    /// What it holds when it is asked for something that the device does not have.
    var otherwise: [FieldAssignment] = []
}

/// What a query or command does besides setting the fields that it carries.
struct EmulatedCommand: Sendable {
    /// What must hold for it to be obeyed.
    var condition: [FieldAssignment] = []
    /// What it sets.
    var effects: [FieldAssignment] = []
    /// What its reply holds.
    var reply: [FieldAssignment] = []
}
