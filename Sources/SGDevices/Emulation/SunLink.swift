extension SunLink {
    /// What the field shows of a day in the sun.
    func value(in sun: SunDay) -> FieldValue {
        switch source {
        case .stage(let names):
            names[sun.stage] ?? .noData
        case .quantity(let quantity, let isNegated, .daily(let count)):
            .list(sun.days(of: quantity).prefix(count).map { number($0, isNegated) })
        case .quantity(let quantity, let isNegated, .list(let count)):
            .list(Array(repeating: current(quantity, in: sun, isNegated), count: count))
        case .quantity(let quantity, let isNegated, .single):
            current(quantity, in: sun, isNegated)
        }
    }

    private func current(
        _ quantity: SunQuantity, in sun: SunDay, _ isNegated: Bool
    ) -> FieldValue {
        sun.value(of: quantity).map { number($0, isNegated) } ?? .noData
    }

    private func number(_ value: ExactDecimal, _ isNegated: Bool) -> FieldValue {
        let number = ExactDecimal(
            mantissa: isNegated ? -value.mantissa : value.mantissa, places: value.places)
        return .number((number.rounded(to: places) ?? number).description)
    }
}
