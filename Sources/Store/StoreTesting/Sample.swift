import Essentials
import Store

/// A record with indexed fields of every sort.
struct Sample: StoredRecord, Hashable {
    static let kind: RecordKind = "test.sample"

    var account: AccountID?
    var region: Region?
    var id: String
    /// One value, a text.
    var name: String?
    /// One value, an integer.
    var size: Int64?
    /// Several values, of both types.
    var tags: [Tag] = []
    var uniqueInRegion: String?
    var uniqueInAccount: String?
    var uniqueEverywhere: String?

    enum Tag: Hashable, Codable {
        case text(String)
        case number(Int64)

        var value: IndexValue {
            switch self {
            case .text(let text): .string(text)
            case .number(let number): .integer(number)
            }
        }
    }

    init(_ id: String, account: AccountID? = .standard, region: Region? = .standard) {
        self.id = id
        self.account = account
        self.region = region
    }

    var key: RecordKey { RecordKey(account: account, region: region, id: id) }

    var indexes: [IndexEntry] {
        var entries = tags.map { IndexEntry("tag", $0.value) }
        if let name { entries.append(IndexEntry("name", name)) }
        if let size { entries.append(IndexEntry("size", size)) }
        if let uniqueInRegion { entries.append(IndexEntry("local", uniqueInRegion, unique: .region)) }
        if let uniqueInAccount { entries.append(IndexEntry("owned", uniqueInAccount, unique: .account)) }
        if let uniqueEverywhere { entries.append(IndexEntry("global", uniqueEverywhere, unique: .everywhere)) }
        return entries
    }

    static func key(_ id: String) -> RecordKey { Sample(id).key }
}

/// A record of another kind under the same keys.
struct OtherSample: StoredRecord, Hashable {
    static let kind: RecordKind = "test.other"
    var id: String
    var key: RecordKey { Sample.key(id) }
    var indexes: [IndexEntry] { [IndexEntry("name", id)] }
}

enum Places {
    static let accounts: [AccountID?] = [nil, AccountID("111111111111"), AccountID("222222222222")]
    static let regions: [Region?] = [nil, Region("eu-central-1"), Region("us-east-1")]
    static let here = RecordScope.region(.standard, .standard)
}

/// A small generator (SplitMix64) whose numbers follow from its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
