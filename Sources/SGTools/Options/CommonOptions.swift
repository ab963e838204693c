package import ArgumentParser

/// The options that every tool has besides `--help` and `--version`.
package struct CommonOptions: ParsableArguments {
    /// How talkative the tool is on standard error: the number of times `-v` was given.
    @Flag(name: [.customShort("v")], help: "Say more on standard error; may be repeated.")
    package var verbosity: Int

    /// Creates options to be filled by the parser.
    package init() {}
}
