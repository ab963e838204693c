import SGPorts
import SGTestSupport
import Testing

@Suite struct ProcessTests {
    @Test func `the home folder is that of the environment`() {
        #expect(homeFolder(["HOME": "/home/somebody"]) == "/home/somebody")
    }

    @Test(arguments: [[:], ["HOME": ""]])
    func `without one in the environment it is that of the password database`(
        environment: [String: String]
    ) throws {
        let entry = try output(of: "sh", "-c", "getent passwd $(id -u)").split(
            separator: ":", omittingEmptySubsequences: false)
        #expect(homeFolder(environment) == String(entry[5]))
    }
}
