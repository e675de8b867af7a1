import Essentials
import Testing

@testable import Store

@Suite struct PostingListTests {
    @Test func placesAreReadBackInTheOrderOfTime() {
        var random = SystemRandomNumberGenerator()
        for count in [0, 1, 2, 100, 3000] {
            let positions = (0..<count).map { sequence in
                JournalPosition(
                    time: Timestamp(milliseconds: Int64.random(in: -500...5_000_000_000_000, using: &random)),
                    sequence: Int64(sequence))
            }
            #expect(PostingList(unsorted: positions).positions == positions.sorted())
        }
        let ends = [Int64.min, -1, 0, .max].map {
            JournalPosition(time: Timestamp(milliseconds: $0), sequence: 1 << 40)
        }
        #expect(PostingList(unsorted: ends.reversed()).positions == ends)
    }

    @Test func mergedListsHaveThePlacesOfAll() {
        let positions = (0..<100).map {
            JournalPosition(time: Timestamp(milliseconds: Int64($0 % 7)), sequence: Int64($0))
        }
        let lists = (0..<3).map { part in
            PostingList(unsorted: positions.filter { $0.sequence % 3 == Int64(part) })
        }
        #expect(PostingList(merging: lists)?.positions == positions.sorted())
    }

    @Test func bytesThatWereCutAreNoList() {
        let list = PostingList([JournalPosition(time: Timestamp(milliseconds: 1 << 40), sequence: 1)])
        for count in 1..<list.bytes.count {
            #expect(PostingList(bytes: Array(list.bytes.prefix(count))).positions == nil)
        }
        #expect(PostingList(bytes: [UInt8](repeating: 0xFF, count: 30)).positions == nil)
    }

    /// Terms are on disk: these never change.
    @Test(arguments: [
        ("EventName", "Decrypt"), ("EventName", ""), ("", "EventName"), ("ReadOnly", "true"), ("Username", "é"),
    ])
    func termsTellFieldsAndValuesApart(_ field: String, _ value: String) {
        let term = JournalTerm(JournalTerm.Field(field), value)
        #expect(term == JournalTerm(JournalTerm.Field(field), value))
        #expect(term != JournalTerm(JournalTerm.Field(field), value + "\0"))
        #expect(term != JournalTerm(JournalTerm.Field(field + " "), value))
    }
}
