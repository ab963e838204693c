import SGYAML
import Testing

@Suite struct ListingTests {
    @Test func `a listing has a line for each node`() throws {
        let root = try parse("name: solar\ndays: [\"30\"]\n")
        #expect(
            root.listing == """
                {1 1 2
                -1 1 4 name
                -1 7 5 solar
                -2 1 4 days
                [2 7 1
                "2 8 2 30

                """)
    }

    @Test(arguments: ParseYAMLTests.documents)
    func `a node read from its listing is the same node`(_ document: ParseYAMLTests.Case) throws {
        let root = try parse(document.text)
        let copy = YAMLNode(listing: Array(root.listing.utf8).span)
        // The description holds every text, kind and place of the tree.
        #expect("\(copy)" == "\(root)")
    }
}
