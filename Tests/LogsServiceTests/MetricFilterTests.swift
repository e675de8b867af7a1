import Essentials
import LogsModel
import ServiceKit
import Testing

@testable import LogsService

@Suite struct MetricFilterTests {
    private func put(
        _ pattern: String, value: String = "1", default defaultValue: Double? = nil,
        dimensions: [String: String]? = nil,
        named name: String = "f", in harness: LogsHarness
    ) async throws -> Refusal? {
        try await harness.refusal(
            LogsOperations.putMetricFilter,
            PutMetricFilterRequest(
                logGroupName: "app", filterName: name, filterPattern: pattern,
                metricTransformations: [
                    MetricTransformation(
                        metricName: "Errors", metricNamespace: "My \"App\"", metricValue: value,
                        defaultValue: defaultValue, dimensions: dimensions, unit: .count)
                ]))
    }

    private func text(_ harness: LogsHarness) async throws -> String {
        var text = ""
        for source in harness.logs.metricSources {
            for family in try await source.families() { text += family.prometheusText }
        }
        return text
    }

    @Test func matchingEventsAreCountedForTheOperator() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        try await harness.put([(9, "ERROR before the filter was there")])
        #expect(try await put("ERROR", in: harness) == nil)
        try await harness.put([(3, "ERROR 1"), (2, "fine"), (1, "ERROR 2")])
        try await harness.put([(0, "ERROR 3")])
        let text = try await text(harness)
        let labels =
            #"{account="123456789012",region="us-east-1",namespace="My \"App\"",metric="Errors",unit="Count"}"#
        #expect(text.contains("yagura_log_metric_sum\(labels) 3.0\n"))
        #expect(text.contains("yagura_log_metric_samples_total\(labels) 3.0\n"))
        #expect(text.contains("# TYPE yagura_log_metric_samples_total counter\n"))
    }

    @Test func valuesAndDimensionsComeFromTheEvent() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        #expect(
            try await put(
                "{ $.latency > 0 }", value: "$.latency", dimensions: ["Path": "$.path", "path": "$.path"], in: harness)
                == nil)
        try await harness.put([
            (4, #"{"latency":1.5,"path":"/a"}"#), (3, #"{"latency":2,"path":"/a"}"#),
            (2, #"{"latency":10,"path":"/\"b\\"}"#), (1, #"{"latency":99}"#),
        ])
        let text = try await text(harness)
        #expect(text.contains(#"dimension_Path="/a",dimension_path="/a"} 3.5"#))
        #expect(text.contains(#"dimension_Path="/\"b\\",dimension_path="/\"b\\"} 10.0"#))
        #expect(!text.contains("99"))
    }

    @Test func fieldsOfLinesAreValuesToo() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        #expect(try await put("[ip, status=5*, bytes]", value: "$bytes", in: harness) == nil)
        try await harness.put([(2, "10.0.0.1 500 120"), (1, "10.0.0.1 200 1"), (0, "10.0.0.1 503 x")])
        #expect(try await text(harness).contains("} 120.0\n"))
    }

    @Test func theDefaultIsTakenOnceAMinuteWithoutMatches() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        #expect(try await put("ERROR", default: 0, in: harness) == nil)
        try await harness.put([(0, "fine")])
        try await harness.put([(0, "fine")])
        #expect(try await text(harness).contains("yagura_log_metric_samples_total{") == true)
        #expect(try await samples(harness) == 1)
        harness.time.advance(by: .minutes(1))
        try await harness.put([(0, "fine")])
        #expect(try await samples(harness) == 2)
    }

    private func samples(_ harness: LogsHarness) async throws -> Double? {
        try await LogMetrics(store: harness.store).families().last?.samples.first?.value
    }

    @Test func theNumberOfSeriesOfAFilterIsBounded() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        #expect(try await put("{ $.id = * }", dimensions: ["Id": "$.id"], in: harness) == nil)
        try await harness.put((0..<1200).map { (0, "{\"id\":\"\($0)\"}") })
        let families = try await LogMetrics(store: harness.store).families()
        #expect(families.first?.samples.count == LogsQuotas.metricSeries)
    }

    @Test func aDeletedFilterCountsNoMoreAndIsForgotten() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        #expect(try await put("ERROR", in: harness) == nil)
        try await harness.put([(0, "ERROR")])
        #expect(try await harness.group()?.metricFilterCount == 1)
        try await harness.call(
            LogsOperations.deleteMetricFilter, DeleteMetricFilterRequest(logGroupName: "app", filterName: "f"))
        try await harness.put([(0, "ERROR")])
        #expect(try await text(harness) == "")
        #expect(try await harness.group()?.metricFilterCount == 0)
    }

    @Test func whatCannotCountIsRefused() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        #expect(try await put("{ bad", in: harness)?.message == "Invalid filter pattern")
        #expect(try await put("ERROR", value: "many", in: harness)?.code == "InvalidParameterException")
        #expect(
            try await put("ERROR", default: 0, dimensions: ["A": "$.a"], in: harness)?.message
                == "Invalid metric transformation: dimensions and default value are mutually exclusive properties.")
        #expect(
            try await put("ERROR", dimensions: ["A": "constant"], in: harness)?.code == "InvalidParameterException")
        for index in 0..<5 { #expect(try await put("%a%", named: "r\(index)", in: harness) == nil) }
        #expect(try await put("%a%", named: "r5", in: harness)?.code == "LimitExceededException")
        #expect(try await put("%b%", named: "r4", in: harness) == nil)
    }

    @Test func filtersAreListedByGroupPrefixAndMetric() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        for name in ["b", "a", "ab"] { #expect(try await put("ERROR", named: name, in: harness) == nil) }
        func names(_ input: DescribeMetricFiltersRequest) async throws -> [String] {
            try await harness.call(LogsOperations.describeMetricFilters, input).metricFilters?
                .compactMap(\.filterName) ?? []
        }
        #expect(try await names(DescribeMetricFiltersRequest(logGroupName: "app")) == ["a", "ab", "b"])
        #expect(
            try await names(DescribeMetricFiltersRequest(logGroupName: "app", filterNamePrefix: "a")) == ["a", "ab"])
        #expect(
            try await names(DescribeMetricFiltersRequest(metricName: "Errors", metricNamespace: "My \"App\"")).count
                == 3)
        #expect(try await names(DescribeMetricFiltersRequest(metricName: "X", metricNamespace: "Y")).isEmpty)
    }

    @Test func aPatternIsTriedOnMessages() async throws {
        let harness = try LogsHarness()
        let answer = try await harness.call(
            LogsOperations.testMetricFilter,
            TestMetricFilterRequest(
                filterPattern: "{ $.a = 1 }", logEventMessages: ["no", #"{"a":1}"#, #"{"a":2}"#]))
        #expect(answer.matches?.map(\.eventNumber) == [2])
        #expect(answer.matches?.first?.extractedValues == ["$.a": "1"])
    }
}
