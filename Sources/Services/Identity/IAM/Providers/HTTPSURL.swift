/// A URL that can be called: `https://`, a name, perhaps a port, and the rest. RFC 3986.
struct HTTPSURL: Sendable, Hashable {
    let host: String
    let port: Int
    /// Path and query; empty where there are none.
    let target: String

    /// Nil for other schemes, user names, fragments, addresses in brackets, and control characters.
    init?(_ text: String) {
        guard let rest = text.suffix(after: "https://"), rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !rest.contains("#"), !rest.contains("@")
        else { return nil }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = authority.first, !host.isEmpty, !host.contains("["),
            let port = authority.count == 1 ? 443 : Int(authority[1]), (1...65_535).contains(port)
        else { return nil }
        self.host = String(host)
        self.port = port
        target = String(rest[end...])
    }
}
