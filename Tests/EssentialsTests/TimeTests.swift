import Essentials
import Testing

@Suite struct TimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400_000, "2000-02-29T00:00:00Z"), (-1000, "1969-12-31T23:59:59Z"),
        (1_795_469_329_000, "2026-11-23T21:28:49Z"), (4_107_542_399_000, "2100-02-28T23:59:59Z"),
    ])
    func instantsFormatAndParse(_ milliseconds: Int, _ text: String) {
        let instant = Timestamp(milliseconds: Int64(milliseconds))
        #expect(instant.iso8601 == text)
        #expect(Timestamp(iso8601: text) == instant)
        #expect(CivilTime(basic: CivilTime(instant).basic)?.timestamp == instant)
    }

    @Test func everyDayOfFourCenturiesRoundTrips() {
        for day in stride(from: Int64(-80000), to: 80000, by: 1) {
            let instant = Timestamp(seconds: day * 86400)
            #expect(CivilTime(instant).timestamp == instant)
        }
    }

    @Test func offsetsAndFractionsAreTaken() {
        #expect(Timestamp(iso8601: "2020-01-01T00:00:00.25+01:00")?.milliseconds == 1_577_833_200_250)
        #expect(Timestamp(iso8601: "2020-01-01")?.seconds == 1_577_836_800)
    }

    @Test(arguments: ["2020-02-30", "2020-13-01", "2020-01-01T24:00:00Z", "2020-01-01T00:00:00X", "20200101", ""])
    func nonsenseIsRefused(_ text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test(arguments: [("-0001-01-01", -62_198_755_200), ("+12000", 316_516_000_000), ("far", Int64.max / 1000)])
    func yearsThatHaveNoSpellingDoNoHarm(name: String, seconds: Int64) {
        let civil = CivilTime(Timestamp(seconds: seconds))
        #expect(civil.iso8601.utf8.count == 20 && civil.basic.utf8.count == 16)
    }

    @Test func manualTimeWakesSleepersWhenTheirTimeComes() async throws {
        let time = ManualTime(Timestamp(seconds: 100))
        async let woken: Void = time.sleep(until: Timestamp(seconds: 160))
        while time.sleeperCount == 0 { await Task.yield() }
        time.advance(by: .seconds(59))
        #expect(time.sleeperCount == 1)
        time.advance(by: .seconds(1))
        try await woken
        #expect(time.sleeperCount == 0)
    }

    @Test func shiftedTimeWakesASleeperOfAYear() async throws {
        let time = ShiftedTime()
        let deadline = time.now() + .days(365)
        let sleeper = Task { try await time.sleep(until: deadline) }
        time.advance(by: .days(366))
        try await sleeper.value
        #expect(time.now() >= deadline)
    }

    @Test func cancellationEndsASleep() async {
        let time = ManualTime(Timestamp(seconds: 0))
        let sleeper = Task { try await time.sleep(until: Timestamp(seconds: 1)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
}
