import Testing

@testable import AWSProtocols

@Suite struct XMLParserTests {
    private func parse(_ text: String) throws -> XMLElement { try XMLParser.parse(Array(text.utf8)) }

    @Test func elementsAttributesAndTextAreRead() throws {
        let root = try parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- before --><s3:Tagging xmlns:s3="http://s3" kind='a&amp;b'>
              <Tag><Key>a&lt;b&#x3E;&#10;</Key><Value><![CDATA[<&]]>c</Value></Tag><Empty/>
            </s3:Tagging>
            """)
        #expect(root.name == "Tagging")
        #expect(root.attributes == [.init(name: "kind", value: "a&b")])
        #expect(root.children.map(\.name) == ["Tag", "Empty"])
        #expect(root.children[0].children.map(\.text) == ["a<b>\n", "<&c"])
    }

    @Test func lineEndsBecomeLineFeeds() throws {
        #expect(try parse("<a>1\r\n2\r3</a>").text == "1\n2\n3")
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a/><b/>", "<a", "<a x></a>", "<a x=1></a>", "<a x='1' x='2'/>",
        "<a>&unknown;</a>",
        "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&lt</a>", "<a>\u{1}</a>", "<a>]]></a>", "<1/>", "<a><!-- -- --></a>",
        "<a:b:c/>", "<a x='<'/>", "<?xml version='1.0' encoding='UTF-16'?><a/>", "<a><?xml version='1.0'?></a>", "</a>",
        "<![CDATA[x]]>", "<a x='1'y='2'/>", "<a>\u{FFFE}</a>", "<a/ >", "< a/>", "<!-- -->", "<a><![CDATA[x</a>",
    ])
    func whatIsNoXMLIsRefused(_ text: String) {
        #expect(throws: XMLFault.self) { try parse(text) }
    }

    @Test func documentTypesAreRefused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a>&d;</a>"
        #expect(throws: XMLFault(reason: .documentType, offset: 0)) { try parse(bomb) }
        #expect(throws: XMLFault.self) { try parse("<a><!ENTITY b 'c'></a>") }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(XMLParser.maximumDepth)) }
        #expect(throws: XMLFault.self) { try parse(nested(XMLParser.maximumDepth + 1)) }
        #expect(throws: XMLFault.self) { try parse(String(repeating: "<a>", count: 1_000_000)) }
    }

    @Test func elementsAreCounted() {
        let many = "<a>" + String(repeating: "<b/>", count: XMLParser.maximumElements) + "</a>"
        #expect(throws: XMLFault.self) { try parse(many) }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: XMLFault(reason: .encoding, offset: 0)) {
            try XMLParser.parse([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E])
        }
    }

    /// What the writer escapes comes back as it was.
    @Test(arguments: ["a&b<c>\"'", "\r\n\t x ", "日本 \u{85}\u{2028}", "]]>"])
    func writtenTextIsReadBack(_ text: String) throws {
        var writer = XMLWriter()
        writer.element("a", text)
        #expect(try XMLParser.parse(writer.bytes).text == text)
    }
}
