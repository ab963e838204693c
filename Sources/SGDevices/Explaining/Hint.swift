/// What is probably wrong with a line on which little or nothing decodes.
package enum Hint: Sendable, Equatable {
    /// Not a single byte came.
    case nothingCame
    /// Nearly all bytes are the same, 00 or FF.
    case onlyOne(byte: UInt8, percent: Int)
    /// The bytes are a text with a parity bit on top: E, O, M or S; a frame of this type is found
    /// without it, if `device` names one.
    case parityBit(parity: String, device: String?)
    /// A frame of this type is found once every bit is turned over.
    case complemented(device: String)
    /// The levels of the line are the wrong way round: what came is what a receiver makes of the
    /// start of this device type's frames.
    case inverted(device: String)
    /// The levels of the line are the wrong way round: what was sent is this text.
    case invertedText([UInt8])
    /// The receiver reads this many times faster than the sender sends.
    case readTooFast(times: Int)
    /// Text is expected and less than this share of the bytes is text.
    case notText(percent: Int)
    /// The bytes are a text that nothing known reads like, so the baud rate is right.
    case unknownText
    /// Valid frames of a device at another address.
    case otherAddress(device: String, address: UInt8, frames: Int)
    /// Valid frames of the end of the line that is not listened to.
    case otherSide(device: String, sender: Side, frames: Int)
    /// Valid frames of a device type that is not listened for.
    case otherType(device: String, frames: Int)
    /// Requests came, and no reply.
    case noAnswer
    /// Frames whose line ends were changed.
    case lineEnds(device: String, frames: Int)
    /// Frames that stop before their end.
    case cutShort(device: String, message: String, frames: Int, longest: Int, length: Int?)
    /// Frames with damage such as a flipped bit or a lost byte, or with a wrong checksum.
    case damaged(device: String, frames: Int)
    /// Nothing known fits: the settings of the line are the first suspect.
    case checkSettings
}
