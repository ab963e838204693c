import SGBytes

/// The ways in which damage on a line, or in a device, changes a page.
enum Mutation: CaseIterable {
    case flippedBit, flippedBits, swappedBytes, swappedNeighbours, swappedDigits, addedDigit
    case droppedByte, doubledByte, zeroedRun, raisedAndLowered, twiceTheHighestBit, labelBit

    /// A damaged copy of a page.
    func applied(to page: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = page
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let other = Int.random(in: 0..<bytes.count, using: &random)
        let digits = bytes.indices.filter { isDigit(bytes[$0]) }
        switch self {
        case .flippedBit:
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case .flippedBits:
            // The same bit set in one byte and cleared in the other keeps a sum.
            let bit = UInt8(1) << UInt8.random(in: 0...7, using: &random)
            let unlike = bytes.indices.filter { bytes[$0] & bit != bytes[place] & bit }
            bytes[place] ^= bit
            if let other = unlike.randomElement(using: &random) { bytes[other] ^= bit }
        case .swappedBytes:
            bytes.swapAt(place, other)
        case .swappedNeighbours:
            bytes.swapAt(place, min(place + 1, bytes.count - 1))
        case .swappedDigits:
            if let first = digits.randomElement(using: &random),
                let second = digits.filter({ abs($0 - first) < 5 }).randomElement(using: &random)
            {
                bytes.swapAt(first, second)
            }
        case .addedDigit:
            let at = digits.randomElement(using: &random) ?? place
            bytes.insert(UInt8.random(in: 0x30...0x39, using: &random), at: at)
        case .droppedByte:
            bytes.remove(at: place)
        case .doubledByte:
            bytes.insert(bytes[place], at: place)
        case .zeroedRun:
            let end = min(bytes.count, place + Int.random(in: 1...8, using: &random))
            for i in place..<end { bytes[i] = 0 }
        case .raisedAndLowered:
            bytes[place] &+= 1
            bytes[other] &-= 1
        case .twiceTheHighestBit:
            bytes[place] ^= 0x80
            bytes[other] ^= 0x80
        case .labelBit:
            // Most labels and units are letters.
            let letters = bytes.indices.filter { isLetter(bytes[$0]) }
            let at = letters.randomElement(using: &random) ?? place
            bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
        }
        return bytes
    }

    private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
