/// What a test waited for did not come, or the system refused something.
package struct TestFailure: Error, CustomStringConvertible {
    /// What happened.
    package let description: String

    /// Creates a failure.
    package init(_ description: String) {
        self.description = description
    }
}
