/// A decimal number `mantissa × 10^-places`, exact to the last digit.
public struct ExactDecimal: Sendable, Equatable {
    /// All digits with their sign.
    public var mantissa: Int64
    /// How many of the digits stand after the point; 0 or more.
    public var places: Int

    /// Creates `mantissa × 10^-places`.
    public init(mantissa: Int64, places: Int = 0) {
        self.mantissa = mantissa
        self.places = places
    }

    /// The number a text stands for; `nil` unless it is an optional sign, at most 18 digits with one
    /// to spare, and a point only between digits.
    public init?(_ text: some StringProtocol) {
        guard let numeral = Numeral(Array(text.utf8).span), let value = numeral.value else {
            return nil
        }
        self = value
    }

    /// The same number with `places` digits after the point; `nil` when digits would be lost or
    /// there is no room for them.
    func rescaled(to places: Int) -> ExactDecimal? {
        var result = self
        while result.places < places {
            let (next, overflow) = result.mantissa.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = ExactDecimal(mantissa: next, places: result.places + 1)
        }
        while result.places > places {
            guard result.mantissa % 10 == 0 else { return nil }
            result = ExactDecimal(mantissa: result.mantissa / 10, places: result.places - 1)
        }
        return result
    }

    /// The nearest number with `places` digits after the point, halves away from zero; `nil` when
    /// there is no room for them.
    func rounded(to places: Int) -> ExactDecimal? {
        guard self.places > places else { return rescaled(to: places) }
        let divisor = (0..<min(self.places - places, 18)).reduce(Int64(1)) { power, _ in power * 10
        }
        let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: divisor)
        let isUp = remainder.magnitude >= divisor.magnitude - remainder.magnitude
        return ExactDecimal(mantissa: quotient + (isUp ? mantissa.signum() : 0), places: places)
    }

    /// Whether both stand for the same number, whatever their places.
    func isSameNumber(as other: ExactDecimal) -> Bool {
        !(self < other) && !(other < self)
    }

    /// Whether one number is less than another, whatever their places.
    static func < (lhs: ExactDecimal, rhs: ExactDecimal) -> Bool {
        if lhs.places == rhs.places { return lhs.mantissa < rhs.mantissa }
        let places = max(lhs.places, rhs.places)
        guard let left = lhs.rescaled(to: places) else { return lhs.mantissa < 0 }
        guard let right = rhs.rescaled(to: places) else { return rhs.mantissa > 0 }
        return left.mantissa < right.mantissa
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// The digits as they are written in a record: `52.0` for a mantissa of 520 with one place.
    public var description: String {
        let digits = String(mantissa.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = mantissa < 0 ? "-" : ""
        guard places > 0 else { return sign + padded }
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }
}
