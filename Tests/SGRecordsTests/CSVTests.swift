import SGBytes
import SGRecords
import Testing

/// The text of what a closure writes.
private func written(_ body: (inout ByteWriter) -> Void) -> String {
    var writer = ByteWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

struct CSVCellTests {
    struct Cell: Sendable, CustomTestStringConvertible {
        let json: String
        let cell: String
        init(_ json: String, _ cell: String) {
            self.json = json
            self.cell = cell
        }
        var testDescription: String { json }
    }

    @Test(arguments: [
        Cell("52.0", "52.0"), Cell("-0.10", "-0.10"), Cell("1e400", "1e400"),
        Cell("true", "True"), Cell("false", "False"), Cell("null", ""), Cell(#""""#, ""),
        Cell(#""plain text""#, "plain text"), Cell(#"" 'x' ""#, " 'x' "), Cell(#""060""#, "060"),
        Cell(#""a,b""#, #""a,b""#), Cell(#""a;b""#, "a;b"), Cell(#""a\"b""#, #""a""b""#),
        Cell(#""a\\b""#, #"a\b"#), Cell(#""é\u20ac😀""#, "é€😀"), Cell("[1, 2]", #""[1, 2]""#),
        Cell(#"{"a":"b"}"#, #""{""a"":""b""}""#),
    ])
    func `a value becomes a cell`(vector: Cell) throws {
        #expect(try cell(vector.json) == vector.cell)
    }

    @Test(arguments: [
        Cell(#""=1+1""#, "'=1+1"), Cell(#""@SUM(A1)""#, "'@SUM(A1)"), Cell(#""+A1""#, "'+A1"),
        Cell(#""-A1""#, "'-A1"), Cell(#""-""#, "'-"),
        Cell(#""-2+3+cmd|' /C calc'!A0""#, "'-2+3+cmd|' /C calc'!A0"),
        Cell(#""=HYPERLINK(\"x\",1)""#, #""'=HYPERLINK(""x"",1)""#),
        Cell(#""\t=1""#, "' =1"), Cell(#""\r=1""#, "' =1"),
        Cell(#""-12.5""#, "-12.5"), Cell(#""+3""#, "+3"), Cell(#""-.5""#, "-.5"),
        Cell(#""-1e5""#, "-1e5"), Cell(#""-9\"8B""#, #""-9""8B""#), Cell(#""-1-2""#, "'-1-2"),
        Cell(#""1-2""#, "1-2"), Cell(#""a=b""#, "a=b"), Cell("[1, -2]", #""[1, -2]""#),
        Cell(#"{"a":-2.5}"#, #""{""a"":-2.5}""#),
        // What follows a separator, which another program may take for the end of the cell.
        Cell(#""a;=1+1;b""#, "a;'=1+1;b"), Cell(#""a|@A1""#, "a|'@A1"),
        Cell(#""a,=1+1""#, #""a,'=1+1""#), Cell(#""a; +A1""#, "a; '+A1"),
        Cell(#""a;\"=1+1""#, #""a;""'=1+1""#), Cell(#""a;-2;-A1""#, "a;-2;'-A1"),
        Cell(#""a\t=1+1""#, "a =1+1"), Cell(#""=1;=2""#, "'=1;'=2"),
        Cell(#"" =1""#, " '=1"), Cell(#""a; b=c""#, "a; b=c"),
    ])
    func `a text never becomes a formula`(vector: Cell) throws {
        #expect(try cell(vector.json) == vector.cell)
    }

    @Test(arguments: [
        Cell(#""a\nb\r\nc""#, "a b  c"), Cell(#""a\u0000\u001b[31m""#, "a  [31m"),
        Cell("\"a\u{7F}b\u{85}c\u{9B}\"", "a b c "), Cell("\"\u{A0}\u{C0}\"", "\u{A0}\u{C0}"),
        Cell(#""a\n,b""#, #""a ,b""#),
        Cell("\"a\u{202E}b\u{2066}c\u{200F}d\u{61C}e\u{2028}f\"", "a b c d e f"),
        Cell(
            "\"\u{200C}\u{200D}\u{2070}\u{61B}\u{201C}\"", "\u{200C}\u{200D}\u{2070}\u{61B}\u{201C}"
        ),
    ])
    func `a control character becomes a space`(vector: Cell) throws {
        #expect(try cell(vector.json) == vector.cell)
    }

    @Test func `what is quoted depends on the delimiter`() throws {
        let semicolon = try #require(CSVDelimiter(";"))
        let tab = try #require(CSVDelimiter("\\t"))
        #expect(tab == CSVDelimiter("\t"))
        #expect(try cell(#""a,b;c""#, semicolon) == #""a,b;c""#)
        #expect(try cell(#""a,b""#, semicolon) == "a,b")
        #expect(try cell(#""a\tb""#, tab) == "\"a b\"")
    }

    @Test(arguments: [
        "", "ab", "a", "0", " ", "\"", "'", ".", "-", "+", ":", "_", "\n", "é", "\\n",
    ])
    func `what occurs in values is no delimiter`(text: String) {
        #expect(CSVDelimiter(text) == nil)
    }

    private func cell(_ json: String, _ delimiter: CSVDelimiter = .comma) throws -> String {
        let line = Array("{\"a\":\(json)}".utf8)
        var object = JSONObject()
        try object.parse(line.span)
        let member = object.members[0]
        return written {
            $0.append(csvCell: line.span.extracting(member.value), member.kind, delimiter)
        }
    }
}

struct CSVTableTests {
    private let noon = CivilTime(Timestamp(milliseconds: 1_767_355_200_678), offset: 3600)

    @Test func `values are found by their keys wherever they stand`() throws {
        var table = CSVTable(
            ["a", "b", "c"].map { CSVColumn(name: $0) }, hasTime: true, style: CSVStyle())
        #expect(String(decoding: table.header, as: UTF8.self) == "datetime,a,b,c\n")
        #expect(
            try rows(
                &table,
                #"{"a":1,"b":2,"c":3}"#, #"{"c":3,"b":2,"a":1}"#, #"{"b":2}"#, #"{}"#,
                #"{"a":1,"x":9,"\u0063":3}"#, #"{"a":1,"b":2,"c":3}"#) == """
                    2026-01-02 13:00:00,1,2,3
                    2026-01-02 13:00:00,1,2,3
                    2026-01-02 13:00:00,,2,
                    2026-01-02 13:00:00,,,
                    2026-01-02 13:00:00,1,,3
                    2026-01-02 13:00:00,1,2,3

                    """)
    }

    @Test func `a record of several days has a row for each`() throws {
        let columns = [
            CSVColumn(name: "a", values: .days(3)), CSVColumn(name: "b", values: .days(3)),
            CSVColumn(name: "c"), CSVColumn(name: "d", values: .elements(0..<2)),
        ]
        var table = CSVTable(columns, hasTime: true, style: CSVStyle())
        #expect(
            try rows(
                &table, #"{"a": [1.0, null ,true],"b":["x,\"y",[2]],"c":7,"d":[8,9]}"#,
                #"{"a":null}"#)
                    == """
                    2026-01-02,1.0,"x,""y",7,8,9
                    2026-01-01,,[2],,,
                    2025-12-31,True,,,,
                    2026-01-02,,,,,
                    2026-01-01,,,,,
                    2025-12-31,,,,,

                    """)
    }

    @Test func `a list has a column for each of its elements`() throws {
        var style = CSVStyle()
        style.hasUnits = true
        let columns = [
            CSVColumn(name: "a", unit: "V", values: .elements(0..<3)), CSVColumn(name: "b"),
            CSVColumn(name: "a", unit: "V", values: .elements(1..<2)),
        ]
        var table = CSVTable(columns, hasTime: false, style: style)
        #expect(
            String(decoding: table.header, as: UTF8.self) == "a_1,a_2,a_3,b,a_2\nV,V,V,,V\n")
        #expect(
            try rows(
                &table, #"{"a":[1,"x,y",3],"b":4}"#, #"{"a":[1]}"#, #"{"a":[1,2,3,4]}"#,
                #"{"a":[],"b":5}"#, #"{"a":null}"#, #"{"a":7}"#) == """
                    1,"x,y",3,4,"x,y"
                    1,,,,
                    1,2,3,,2
                    ,,,5,
                    ,,,,
                    ,,,,

                    """)
    }

    // MARK: - Suspect values

    @Test(arguments: [
        ("number", ["1", "-2.50"], ["\"51.2\"", "true", "[1]", "{}"]),
        ("bool", ["true", "false"], ["1", "\"True\"", "[true]"]),
        ("text", ["\"a\"", "\"\\u0041\""], ["7", "false", "[\"a\"]"]),
        ("choice", ["\"bulk\"", "true"], ["7", "[7]"]),
    ])
    func `a value of another kind than its column's is never in it`(
        kind: String, good: [String], bad: [String]
    ) throws {
        let kinds: [String: CSVColumn.Kind] = [
            "number": .number, "bool": .bool, "text": .text, "choice": .choice,
        ]
        let kind = try #require(kinds[kind])
        for suspects in CSVSuspects.allCases {
            for values: CSVColumn.Values in [.one, .elements(0..<1), .days(1)] {
                var style = CSVStyle()
                style.suspects = suspects
                let column = CSVColumn(name: "a", kind: kind, values: values)
                var table = CSVTable([column], hasTime: false, style: style)
                let end = suspects == .column ? "," : ""
                func json(_ value: String) -> String {
                    values == .one ? "{\"a\":\(value)}" : "{\"a\":[\(value)]}"
                }
                for value in good { #expect(try rows(&table, json(value)) != "\"\"\n") }
                #expect(table.takeRefused() == [])
                for value in bad {
                    let row = try rows(&table, json(value))
                    #expect(row == (end.isEmpty ? "\"\"\n" : end + "\n"), "\(value)")
                }
                // Each field is named once.
                #expect(table.takeRefused() == ["a"])
                #expect(table.takeRefused() == [])
            }
        }
    }

    @Test(arguments: CSVSuspects.allCases)
    func `suspect values stay, go or are named`(suspects: CSVSuspects) throws {
        var style = CSVStyle()
        style.suspects = suspects
        let columns = [
            CSVColumn(name: "a", kind: .number), CSVColumn(name: "b", kind: .number),
            CSVColumn(name: "c", values: .elements(0..<2)),
        ]
        var table = CSVTable(columns, hasTime: false, style: style)
        let header = String(decoding: table.header, as: UTF8.self)
        let text = try rows(
            &table, #"{"a":1,"b":2,"c":[3,4]}"#, suspects: #"["a","c"]"#, #"{"a":5,"b":6}"#,
            suspects: "null", #"{"a":null,"b":7}"#, suspects: #"["a", 3, "b"]"#)
        switch suspects {
        case .keep:
            #expect(header + text == "a,b,c_1,c_2\n1,2,3,4\n5,6,,\n,7,,\n")
            #expect(table.takeRefused() == [])
        case .empty:
            #expect(header + text == "a,b,c_1,c_2\n,2,,\n5,6,,\n,,,\n")
            #expect(table.takeRefused() == ["a", "c", "b"])
        case .column:
            #expect(
                header + text == "a,b,c_1,c_2,suspect\n1,2,3,4,a c\n5,6,,,\n,7,,,a b\n")
            #expect(table.takeRefused() == [])
        }
    }

    @Test func `units are a second header row`() {
        var style = CSVStyle()
        style.hasUnits = true
        let columns = [CSVColumn(name: "a", unit: "V"), CSVColumn(name: "b")]
        #expect(
            String(decoding: CSVTable(columns, hasTime: true, style: style).header, as: UTF8.self)
                == "datetime,a,b\n,V,\n")
        #expect(
            String(decoding: CSVTable(columns, hasTime: false, style: style).header, as: UTF8.self)
                == "a,b\nV,\n")
    }

    @Test func `a header cannot be made a formula or a second line`() {
        let columns = [CSVColumn(name: "=a"), CSVColumn(name: "b\n\"c\"")]
        let table = CSVTable(columns, hasTime: false, style: CSVStyle())
        #expect(String(decoding: table.header, as: UTF8.self) == "'=a,\"b \"\"c\"\"\"\n")
    }

    @Test func `a row without anything is not an empty line`() throws {
        var table = CSVTable([CSVColumn(name: "a")], hasTime: false, style: CSVStyle())
        #expect(try rows(&table, #"{"a":null}"#) == "\"\"\n")
    }

    @Test func `times are written in the style asked for`() {
        let utc = CivilTime(noon.time)
        let west = CivilTime(noon.time, offset: -16_200)
        #expect(written { $0.append(plain: utc) } == "2026-01-02 12:00:00")
        #expect(written { $0.append(plain: west) } == "2026-01-02 07:30:00")
        #expect(written { $0.append(iso8601: utc) } == "2026-01-02T12:00:00.678Z")
        #expect(written { $0.append(iso8601: noon) } == "2026-01-02T13:00:00.678+01:00")
        #expect(written { $0.append(iso8601: west) } == "2026-01-02T07:30:00.678-04:30")
    }

    private func rows(
        _ table: inout CSVTable, _ first: String, suspects one: String, _ second: String,
        suspects two: String, _ third: String, suspects three: String
    ) throws -> String {
        var object = JSONObject()
        var writer = ByteWriter()
        for (fields, names) in [(first, one), (second, two), (third, three)] {
            let line = Array("{\"fields\":\(fields),\"suspect\":\(names)}".utf8)
            try object.parse(line.span)
            _ = table.append(
                object.inner[object.members[0].inner], suspects: object.members[1], in: line.span,
                time: nil, to: &writer)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func rows(_ table: inout CSVTable, _ lines: String...) throws -> String {
        var object = JSONObject()
        var writer = ByteWriter()
        for line in lines.map({ Array($0.utf8) }) {
            try object.parse(line.span)
            _ = table.append(object.members[...], in: line.span, time: noon, to: &writer)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
