/// A device type on a line, and the addresses whose messages are framed.
public struct Audience: Sendable {
    /// The device type.
    public let type: DeviceType
    /// The addresses; every one for a type whose messages carry none.
    let addresses: AddressSet

    /// A device type at the address that its devices leave the factory with; at any where that says
    /// nothing.
    public init(_ type: DeviceType) {
        self.init(type, type.address?.standard.map { AddressSet([$0]) } ?? .all)
    }

    /// A device type at given addresses.
    ///
    /// - Parameters:
    ///   - type: The device type.
    ///   - addresses: The addresses; without effect for a type whose messages carry none.
    public init(_ type: DeviceType, at addresses: [UInt8]) {
        self.init(type, type.address == nil ? .all : AddressSet(addresses))
    }

    /// A device type at any address.
    public init(anywhere type: DeviceType) {
        self.init(type, .all)
    }

    private init(_ type: DeviceType, _ addresses: AddressSet) {
        self.type = type
        self.addresses = addresses
    }

    /// Whether bytes carry, where the message has the address, one that is not listened for.
    func isForeign(_ bytes: borrowing Span<UInt8>, _ message: Message) -> Bool {
        guard let address = message.addressPattern?.address(in: bytes) else { return false }
        return !addresses.contains(address)
    }
}
