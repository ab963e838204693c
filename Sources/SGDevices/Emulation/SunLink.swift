extension SunLink {
    /// What the field shows of a day in the sun.
    func value(in sun: SunDay) -> FieldValue {
        switch source {
        case .stage(let names):
            names[sun.stage] ?? .noData
        case .quantity(let quantity, let isNegated, let count) where count > 1:
            .list(sun.days(of: quantity).prefix(count).map { number($0, isNegated) })
        case .quantity(let quantity, let isNegated, _):
            sun.value(of: quantity).map { number($0, isNegated) } ?? .noData
        }
    }

    private func number(_ value: ExactDecimal, _ isNegated: Bool) -> FieldValue {
        let number = ExactDecimal(
            mantissa: isNegated ? -value.mantissa : value.mantissa, places: value.places)
        return .number((number.rounded(to: places) ?? number).description)
    }
}
