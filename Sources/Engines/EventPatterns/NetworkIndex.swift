/// Blocks of addresses, each with what follows from it: an address is looked up once for each length of a block.
struct NetworkIndex: Sendable {
    private var items: [IPNetwork: [Int32]] = [:]
    private var lengths4: Set<Int> = []
    private var lengths6: Set<Int> = []

    var isEmpty: Bool { items.isEmpty }

    mutating func add(_ network: IPNetwork, _ item: Int32) {
        items[network, default: []].append(item)
        if network.base.isVersion6 { lengths6.insert(network.length) } else { lengths4.insert(network.length) }
    }

    func forEach(holding address: IPAddress, _ body: (Int32) -> Void) {
        for length in address.isVersion6 ? lengths6 : lengths4 {
            for item in items[IPNetwork(base: address.masked(to: length), length: length)] ?? [] { body(item) }
        }
    }
}
