/// One route of `outbound-connect`: `HOST=ADDR:PORT`. Several are set apart by commas.
public struct OutboundRoute: Sendable, Hashable {
    /// In lower case: the name that requests, TLS and certificates keep.
    public var host: String
    /// Where calls to that name connect, whatever port they ask for.
    public var address: ServerAddress

    static let form = "HOST=ADDR:PORT, several set apart by ','"

    /// Nil where anything is malformed, or two routes have one name.
    static func list(_ text: String) -> [OutboundRoute]? {
        var routes: [OutboundRoute] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let route = OutboundRoute(part), !routes.contains(where: { $0.host == route.host }) else {
                return nil
            }
            routes.append(route)
        }
        return routes
    }

    init(host: String, address: ServerAddress) {
        self.host = host.lowercased()
        self.address = address
    }

    private init?(_ text: Substring) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex,
            let address = ServerAddress(text[text.index(after: equals)...]), address.port != 0
        else { return nil }
        self.init(host: String(text[..<equals]), address: address)
    }
}
