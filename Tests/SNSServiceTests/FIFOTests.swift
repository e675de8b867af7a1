import Essentials
import SNSModel
import Testing

@testable import SNSService

struct FIFOTests {
    @Test func sameMessageIsTakenOnceInFiveMinutes() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("orders.fifo", ["FifoTopic": "true"])
        try await sns.subscribe(topic)
        let first = try await sns.publish("one", to: topic, group: "g", id: "d")
        sns.time.advance(by: .milliseconds(299_999))
        #expect(try await sns.publish("two", to: topic, group: "g", id: "d") == first)
        sns.time.advance(by: .milliseconds(1))
        #expect(try await sns.publish("three", to: topic, group: "g", id: "d") != first)
        try await sns.deliver()
        #expect(try await sns.messages() == ["one", "three"])
    }

    @Test func sequenceNumbersGrowAndHaveTwentyDigits() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("orders.fifo", ["FifoTopic": "true"])
        var numbers: [String] = []
        for number in 1...12 {
            let answer = try await sns.publish("m", to: topic, group: "g", id: "\(number)")
            numbers.append(try #require(answer.sequenceNumber))
        }
        #expect(numbers == numbers.sorted() && Set(numbers).count == 12 && numbers.allSatisfy { $0.count == 20 })
    }

    @Test func contentTellsMessagesApartWhereTheTopicSaysSo() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic(
            "orders.fifo", ["FifoTopic": "true", "ContentBasedDeduplication": "true"])
        let first = try await sns.publish("same", to: topic, group: "g")
        #expect(try await sns.publish("same", to: topic, group: "h") == first)
        #expect(try await sns.publish("same", to: topic, group: "g", id: "own") != first)
        #expect(try await sns.publish("other", to: topic, group: "g") != first)
    }

    @Test func expiredDeduplicationsAreForgotten() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("orders.fifo", ["FifoTopic": "true"])
        for number in 1...3 { try await sns.publish("m", to: topic, group: "g", id: "\(number)") }
        sns.time.advance(by: .minutes(5))
        try await sns.runChores()
        #expect(try await sns.store.read { try $0.count(DeduplicationRecord.self, in: .everywhere) } == 0)
    }
}
