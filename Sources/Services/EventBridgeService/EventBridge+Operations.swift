import EventBridgeModel
import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension EventBridge {
    public var operations: [Operation] {
        busOperations + ruleOperations + targetOperations + eventOperations + tagOperations + connectionOperations
            + apiDestinationOperations + archiveOperations + replayOperations
    }

    private var busOperations: [Operation] {
        [
            Operation(change: EventBridgeOperations.createEventBus, on: newBus, perform: createEventBus),
            Operation(
                change: EventBridgeOperations.updateEventBus, on: bus({ $0.name }, "events:UpdateEventBus"),
                perform: updateEventBus),
            Operation(change: EventBridgeOperations.deleteEventBus, on: busToDelete, perform: deleteEventBus),
            Operation(
                reply: EventBridgeOperations.describeEventBus, on: bus({ $0.name }, "events:DescribeEventBus"),
                perform: describeEventBus),
            Operation(
                reply: EventBridgeOperations.listEventBuses, on: nothing("events:ListEventBuses"),
                perform: listEventBuses),
            Operation(
                change: EventBridgeOperations.putPermission, on: bus({ $0.eventBusName }, "events:PutPermission"),
                perform: putPermission),
            Operation(
                change: EventBridgeOperations.removePermission,
                on: bus({ $0.eventBusName }, "events:RemovePermission"), perform: removePermission),
        ]
    }

    private var ruleOperations: [Operation] {
        [
            Operation(change: EventBridgeOperations.putRule, on: ruleToPut, perform: putRule),
            Operation(change: EventBridgeOperations.deleteRule, on: ruleToDelete, perform: deleteRule),
            Operation(
                reply: EventBridgeOperations.describeRule,
                on: rule(\.name, on: \.eventBusName, "events:DescribeRule"), perform: describeRule),
            Operation(
                change: EventBridgeOperations.enableRule, on: rule(\.name, on: \.eventBusName, "events:EnableRule"),
                perform: enableRule),
            Operation(
                change: EventBridgeOperations.disableRule, on: rule(\.name, on: \.eventBusName, "events:DisableRule"),
                perform: disableRule),
            Operation(
                reply: EventBridgeOperations.listRules, on: bus({ $0.eventBusName }, "events:ListRules"),
                perform: listRules),
            Operation(
                reply: EventBridgeOperations.listRuleNamesByTarget,
                on: bus({ $0.eventBusName }, "events:ListRuleNamesByTarget"), perform: listRuleNamesByTarget),
        ]
    }

    private var targetOperations: [Operation] {
        [
            Operation(change: EventBridgeOperations.putTargets, on: ruleToPutTargets, perform: putTargets),
            Operation(
                change: EventBridgeOperations.removeTargets,
                on: rule(\.rule, on: \.eventBusName, "events:RemoveTargets"), perform: removeTargets),
            Operation(
                reply: EventBridgeOperations.listTargetsByRule,
                on: rule(\.rule, on: \.eventBusName, "events:ListTargetsByRule"), perform: listTargetsByRule),
        ]
    }

    private var eventOperations: [Operation] {
        [
            Operation(
                change: EventBridgeOperations.putEvents, category: .data, on: busesOfEvents, perform: putEvents),
            Operation(
                reply: EventBridgeOperations.testEventPattern, on: nothing("events:TestEventPattern"),
                perform: testEventPattern),
        ]
    }

    private var tagOperations: [Operation] {
        [
            Operation(
                change: EventBridgeOperations.tagResource,
                on: tagged(
                    \.resourceARN, "events:TagResource",
                    conditions: { EventBridgeConditions(requestTags: $0.tags.map(StoredTag.init)) }),
                perform: tagResource),
            Operation(
                change: EventBridgeOperations.untagResource,
                on: tagged(
                    \.resourceARN, "events:UntagResource", conditions: { EventBridgeConditions(tagKeys: $0.tagKeys) }),
                perform: untagResource),
            Operation(
                reply: EventBridgeOperations.listTagsForResource,
                on: tagged(\.resourceARN, "events:ListTagsForResource"), perform: listTagsForResource),
        ]
    }
}
