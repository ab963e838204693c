/// How one field is read and written: a row of the flat table that a definition is compiled into.
///
/// Holds numbers only, no references, so that the decoder walks the table without counting any.
struct FieldStep {
    /// What the raw number or text means.
    enum Meaning: UInt8 {
        /// A number, scaled.
        case number
        /// True or false by two raw values.
        case bool
        /// An entry of the message's choices.
        case choice
        /// Binary-coded decimal digits of a date and time.
        case datetime
        /// A text as it stands.
        case text
        /// Bytes, shown as hex digits.
        case bytes
    }

    /// How a text stands for a raw number, in formats whose fields are texts of any width.
    enum Notation: UInt8 {
        case integer, decimal, hexadecimal, text
    }

    /// The index in the message's fields.
    var field: Int
    /// Where the field's key stands in the message's record keys.
    var key = 0..<0
    /// When the field is there at all.
    var presence = Presence.always
    /// Whether the field is always there, and one number with nothing to it but a scale and a range, as
    /// most are.
    private(set) var isPlain = false
    /// Whether nothing but the field's own number tells its value, and that may be any.
    private(set) var isAlone = false
    /// The plausible raw numbers of a plain field.
    private(set) var plausible = Int64.min...Int64.max
    var meaning: Meaning
    /// Where the number stands in a frame of fixed places; offsets count from the frame's start.
    var slot: Slot
    /// How the text is read in a frame of texts.
    var notation: Notation = .text
    /// How many values follow one another.
    var count = 1
    /// Whether each of its values is another day's.
    var isDaily = false
    /// What tells its values apart.
    var shape: Field.Shape {
        if count == 1 { return .single }
        return isDaily ? .daily(count: count) : .list(count: count)
    }
    /// Whether, in a frame of variable length, it takes all bytes that are left.
    var isRest: Bool {
        switch presence {
        case .selected, .otherwise: true
        case .always, .firstPattern: meaning == .bytes
        }
    }
    /// Where the last of its values ends, from the start of the frame.
    var end: Int { slot.offset + slot.width * count }

    // What is cut out of the raw number.

    /// The lowest bit of the number's slice.
    var firstBit = 0
    /// The number of bits of the slice; 0: the whole number.
    var bitCount = 0

    // From the raw number to the value: sign, scale, offset, a part added.

    /// The value is raw × multiplier × 10^-places + offset × 10^-places.
    var multiplier: Int64 = 1
    var places = 0
    var offset: Int64 = 0
    /// Set when the value is negative although its digits are not.
    var sign: SlotBit?
    /// Another scale, when a bit of the frame is set.
    var otherScale: (bit: SlotBit, multiplier: Int64, places: Int)?
    /// A further digit after the point that stands elsewhere.
    var tenths: Slot?

    // What the value may be.

    /// The raw number that says "no data".
    var absent: Int64?
    /// The raw numbers of false and true.
    var falseValue: Int64 = 0
    var trueValue: Int64 = 1
    /// Where the field's choices stand in the message's.
    var choices = 0..<0
    /// The plausible values, both ends included.
    var minimum: ExactDecimal?
    var maximum: ExactDecimal?

    /// In texts and hexadecimal numbers: the least number of digits that is written.
    var minimumDigits = 0
    /// In decimal texts: how many digits stand after the point; `nil` for as many as there are.
    var writtenPlaces: Int?
    /// In texts: whether a number is written in the one shortest way.
    var isShortest = false
    /// In a binary-coded date and time: which part each byte holds.
    var dateParts = DateParts()

    /// Notes whether the field is plain, once all else is known.
    mutating func classify() {
        // Numbers of as many places as the values have are compared fastest.
        minimum = minimum?.rescaled(to: places) ?? minimum
        maximum = maximum?.rescaled(to: places) ?? maximum
        isAlone =
            sign == nil && otherScale == nil && tenths == nil && !presence.hasSelector
            && slot.usedBits == -1
        isPlain =
            isAlone && presence.isAlways && meaning == .number && count == 1 && bitCount == 0
            && offset == 0 && absent == nil
        guard isPlain, let minimum, let maximum else { return }
        guard minimum.places == places, maximum.places == places else {
            isPlain = false
            return
        }
        // Rounded inwards: the lowest and the highest raw numbers whose values are in the range.
        let lowest = -(-minimum.mantissa).flooredQuotient(by: multiplier)
        let highest = maximum.mantissa.flooredQuotient(by: multiplier)
        if lowest <= highest { plausible = lowest...highest } else { isPlain = false }
    }
}

/// When a field is in a frame.
enum Presence {
    case always
    /// When a slice of another slot, the selector, holds a certain number, and the field fills
    /// what is left of a frame of variable length.
    case selected(by: Slot, mask: Int64, value: Int64)
    /// When the selector called for none of the selected fields.
    case otherwise(selector: Slot)
    /// In the message's first pattern, not in its alternative.
    case firstPattern

    /// Whether the field is in every frame.
    var isAlways: Bool {
        if case .always = self { true } else { false }
    }

    /// Whether another number says that the field is there.
    var hasSelector: Bool {
        switch self {
        case .selected, .otherwise: true
        case .always, .firstPattern: false
        }
    }
}

extension Int64 {
    /// The greatest whole number that is at most the quotient by a positive number.
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
