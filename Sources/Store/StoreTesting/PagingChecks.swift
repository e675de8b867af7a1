import Store

extension StoreSuite {
    private static let tokens = PageTokens(key: Array(0..<32))

    static let pagingChecks: [StoreCheck] = [
        StoreCheck("pages stay right while records come and go") { store in
            try await store.write { transaction in
                for index in 10..<50 { try transaction.insert(sized("r\(index)", Int64(index / 4))) }
            }
            for order in [RecordQuery.Order.id, .field("size")] {
                let first = try await page(order, after: nil, of: store)
                try await store.write { transaction in
                    // The record that the page ended at goes, one comes before it and one after it.
                    try transaction.delete(Sample.self, Sample.key("r19"))
                    try transaction.put(sized("r100", 2))
                    try transaction.put(sized("r191", 4))
                }
                let second = try await page(order, after: first.next, of: store)
                try expectEqual(first.records.map(\.record.id), (10..<20).map { "r\($0)" })
                try expectEqual(second.records.map(\.record.id), ["r191"] + (20..<29).map { "r\($0)" })
                try await store.write { transaction in
                    for id in ["r100", "r191"] { try transaction.delete(Sample.self, Sample.key(id)) }
                    try transaction.insert(sized("r19", 4))
                }
            }
        },
        StoreCheck("a page that ends with the last record has no next one") { store in
            try await store.write { transaction in
                for index in 10..<20 { try transaction.insert(sized("r\(index)", 0)) }
            }
            let page = try await page(.id, after: nil, of: store)
            try expect(page.records.count == 10 && page.next == nil)
        },
        StoreCheck("a token continues its own query") { store in
            try await store.write { transaction in
                for index in 10..<35 { try transaction.insert(sized("r\(index)", Int64(index))) }
            }
            let query = RecordQuery(Sample.kind, in: Places.here, order: .field("size"), direction: .descending)
            var (ids, token): ([String], String?) = ([], nil)
            repeat {
                let start = token
                let page: TokenPage<Sample> = try await store.read {
                    try $0.page(of: query, limit: 10, token: start, tokens: tokens, context: "List")
                }
                ids += page.records.map(\.record.id)
                token = page.nextToken
            } while token != nil
            try expectEqual(ids, (10..<35).reversed().map { "r\($0)" })
        },
    ]

    private static func sized(_ id: String, _ size: Int64) -> Sample {
        var sample = Sample(id)
        sample.size = size
        return sample
    }

    private static func page(
        _ order: RecordQuery.Order, after position: RecordPosition?, of store: any Store
    ) async throws -> RecordPage<Sample> {
        try await store.read { try $0.query(in: Places.here, order: order, limit: 10, after: position) }
    }
}
