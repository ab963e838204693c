/// A run of bytes of a valid frame, and what it is there for.
package struct FrameRegion: Sendable {
    /// What bytes are there for.
    package enum Role: Sendable {
        /// They hold a field, alone or together with others.
        case field(ExplainedField)
        /// They hold a part of a field that stands elsewhere, such as its tenths.
        case part(String)
        /// They are the same in every frame of the message, and begin it.
        case start
        /// The device's address.
        case address
        /// They stand between fields, the same in every frame.
        case separator
        /// They are the text around the values of a page.
        case text
        /// They are the same in every frame, and end it.
        case end
        /// Nothing is documented for them but what they usually are.
        case reserved(usual: [UInt8])
        /// They prove the bytes before them, by this kind of arithmetic.
        case checksum(String)
        /// The definition says nothing about them.
        case notUnderstood
    }

    /// Where in the frame they stand; empty for a field that the frame does not carry.
    package let place: Range<Int>
    /// What they are there for.
    package let role: Role
}

/// A decoded field with what a person wants to know besides its value.
package struct ExplainedField: Sendable {
    /// Name, unit, place and value.
    package let decoded: DecodedField
    /// The bits of its bytes that it fills, counted from 0, the lowest; `nil` for all.
    package let bits: ClosedRange<Int>?
    /// Why its value is suspect; `nil` when it is not.
    package let doubt: String?
}
