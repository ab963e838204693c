import SGDevices
import Testing

/// What programs read out of values.
@Suite struct FieldValueTests {
    @Test func `a number is exact, and the nearest binary number`() {
        let value = FieldValue.number("-52.10")
        #expect(value.decimal == ExactDecimal(mantissa: -5210, places: 2))
        #expect(value.double == -52.1)
    }

    @Test func `a number may have more digits than an exact one`() {
        let value = FieldValue.number("12345678901234567890")
        #expect(value.decimal == nil)
        #expect(value.double == 12_345_678_901_234_567_168)
    }

    @Test(arguments: [.noData, .bool(true), .text("52.1"), .list([.number("1")])] as [FieldValue])
    func `what is no number is none`(value: FieldValue) {
        #expect(value.decimal == nil)
        #expect(value.double == nil)
    }
}
