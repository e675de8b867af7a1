import Testing

@testable import PolicyEngine

@Suite struct IPAddressTests {
    @Test(arguments: [
        "1.2.3.4", "0.0.0.0", "255.255.255.255", "::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8",
        "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "ABCD::EF01", "1::8", "1:2:3:4:5:6:7::",
    ])
    func addressIsRead(text: String) { #expect(IPAddress(text) != nil) }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.-4", "+1.2.3.4", ":", ":::", "1::2::3", "12345::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::", "::+1", "::1.2.3", "1.2.3.4::", "fe80::1%eth0", " ::1",
        "1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8",
    ])
    func otherTextIsNoAddress(text: String) { #expect(IPAddress(text) == nil) }

    @Test(arguments: [
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("::/0", "203.0.113.9", false), ("203.0.113.9/24", "203.0.113.200", true),
        ("203.0.113.128/25", "203.0.113.127", false), ("203.0.113.128/25", "203.0.113.128", true),
        ("2001:db8::/33", "2001:db8:8000::", false), ("2001:db8::/33", "2001:db8:7fff::", true),
        ("2001:db8::/64", "2001:db8::ffff:1", true), ("2001:db8::/65", "2001:db8:0:0:8000::", false),
        ("::1", "::1", true), ("::1/128", "::2", false), ("10.0.0.1/31", "10.0.0.0", true),
    ])
    func rangeHoldsItsAddresses(range: String, address: String, expected: Bool) throws {
        #expect(try #require(IPRange(range)).contains(try #require(IPAddress(address))) == expected)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "/8", "x", "10.0.0.0/+8"])
    func otherTextIsNoRange(text: String) { #expect(IPRange(text) == nil) }
}
