import LogsModel
import ServiceKit

extension Logs {
    /// Streams and their events. AWS keeps no record of PutLogEvents; here it is among the data events, so that a trail
    /// that writes to a group does not feed itself.
    var eventOperations: [Operation] {
        [
            Operation(
                change: LogsOperations.createLogStream,
                on: groupOfStream({ $0.logGroupName }, \.logStreamName, "logs:CreateLogStream"),
                perform: createLogStream),
            Operation(
                change: LogsOperations.deleteLogStream,
                on: stream({ $0.logGroupName }, \.logStreamName, "logs:DeleteLogStream"), perform: deleteLogStream),
            Operation(
                reply: LogsOperations.describeLogStreams,
                on: identifiedGroup(\.logGroupName, or: \.logGroupIdentifier, "logs:DescribeLogStreams"),
                perform: describeLogStreams),
            Operation(
                change: LogsOperations.putLogEvents, category: .data,
                on: stream({ $0.logGroupName }, \.logStreamName, "logs:PutLogEvents"), perform: putLogEvents),
            Operation(
                reply: LogsOperations.getLogEvents,
                on: stream(
                    { try Self.one(of: $0.logGroupName, $0.logGroupIdentifier) }, \.logStreamName, "logs:GetLogEvents"),
                perform: getLogEvents),
            Operation(
                reply: LogsOperations.filterLogEvents,
                on: identifiedGroup(\.logGroupName, or: \.logGroupIdentifier, "logs:FilterLogEvents"),
                perform: filterLogEvents),
        ]
    }

    var filterOperations: [Operation] {
        [
            Operation(
                change: LogsOperations.putMetricFilter, on: group({ $0.logGroupName }, "logs:PutMetricFilter"),
                perform: putMetricFilter),
            Operation(
                change: LogsOperations.deleteMetricFilter, on: group({ $0.logGroupName }, "logs:DeleteMetricFilter"),
                perform: deleteMetricFilter),
            Operation(
                reply: LogsOperations.describeMetricFilters, on: describedFilters, perform: describeMetricFilters),
            Operation(
                reply: LogsOperations.testMetricFilter,
                on: { _, scope in Target((), check("logs:TestMetricFilter", on: "*", scope)) },
                perform: testMetricFilter),
            Operation(
                change: LogsOperations.putSubscriptionFilter, on: subscribedGroup, perform: putSubscriptionFilter),
            Operation(
                change: LogsOperations.deleteSubscriptionFilter,
                on: group({ $0.logGroupName }, "logs:DeleteSubscriptionFilter"), perform: deleteSubscriptionFilter),
            Operation(
                reply: LogsOperations.describeSubscriptionFilters,
                on: group({ $0.logGroupName }, "logs:DescribeSubscriptionFilters"),
                perform: describeSubscriptionFilters),
        ]
    }
}
