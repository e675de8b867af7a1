import NIOCore
import ServiceKit
import Testing

@testable import YaguraServer

struct OutboundAllowanceTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080, true), ("127.0.0.1:8080", "127.0.0.1", 8081, false),
        ("127.0.0.1", "127.0.0.1", 1, true), ("127.0.0.0/8", "127.9.9.9", 80, true),
        ("10.0.0.0/9", "10.128.0.1", 80, false), ("0.0.0.0/0", "8.8.8.8", 80, true), ("0.0.0.0/0", "::1", 80, false),
        ("[::1]:80", "::1", 80, true), ("fd00::/8", "fd12::1", 80, true), ("fd00::/8", "fe00::1", 80, false),
    ]) func addressesAreCovered(entry: String, address: String, port: Int, isCovered: Bool) throws {
        let allowance = try #require(OutboundAllowance(entry[...]))
        #expect(allowance.covers(try SocketAddress(ipAddress: address, port: port)) == isCovered)
    }

    @Test func namesAreCoveredInAnyCase() throws {
        let any = try #require(OutboundAllowance("Hook.Example"))
        #expect(any.covers(name: "hook.example", port: 1) && !any.covers(name: "a.hook.example", port: 1))
        let one = try #require(OutboundAllowance("hook.example:81"))
        #expect(one.covers(name: "HOOK.example", port: 81) && !one.covers(name: "hook.example", port: 80))
    }

    @Test(arguments: ["", "a,", "10.0.0.0/33", "10.0.0/8", "a/8", "a:0", "a:b", "10.0.0.0/8:80", "a b"])
    func whatIsNoneIsRefused(text: String) { #expect(OutboundAllowance.list(text) == nil) }

    @Test(arguments: ["http://127.0.0.1:9/", "http://10.0.0.1:9/", "http://[::1]:9/", "http://169.254.169.254/latest"])
    func addressIsNotCalledUnlessAllowed(url: String) async throws {
        let client = OutboundClient()
        let host = url.contains("[") ? "::1" : String(url.dropFirst(7).prefix { $0 != ":" && $0 != "/" })
        let request = OutboundRequest(.http, method: "GET", host: host, port: 9, target: "/", timeout: .seconds(10))
        await #expect(throws: OutboundError.unreachable(reason: "the host is not a DNS name")) {
            try await client.send(request)
        }
        await client.close()
    }
}
