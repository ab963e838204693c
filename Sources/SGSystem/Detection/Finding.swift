public import SGDevices

/// A device that was found on a line.
public struct Finding: Sendable {
    /// Its type.
    public let device: DeviceType
    /// Its address on a shared bus; `nil` when its messages carry none.
    public let address: UInt8?
    /// What it has sent.
    public let page: Message
    /// What it was asked; `nil` when it has sent the page by itself.
    public let query: Message?
}
