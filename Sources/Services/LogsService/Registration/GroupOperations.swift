import LogsModel
import ServiceKit

extension Logs {
    var groupOperations: [Operation] {
        [
            Operation(change: LogsOperations.createLogGroup, on: newGroup, perform: createLogGroup),
            Operation(
                change: LogsOperations.deleteLogGroup, on: group({ $0.logGroupName }, "logs:DeleteLogGroup"),
                perform: deleteLogGroup),
            Operation(
                reply: LogsOperations.describeLogGroups, on: anyGroup("logs:DescribeLogGroups"),
                perform: describeLogGroups),
            Operation(reply: LogsOperations.listLogGroups, on: anyGroup("logs:ListLogGroups"), perform: listLogGroups),
            Operation(
                change: LogsOperations.putRetentionPolicy, on: group({ $0.logGroupName }, "logs:PutRetentionPolicy"),
                perform: putRetentionPolicy),
            Operation(
                change: LogsOperations.deleteRetentionPolicy,
                on: group({ $0.logGroupName }, "logs:DeleteRetentionPolicy"), perform: deleteRetentionPolicy),
            Operation(
                change: LogsOperations.putLogGroupDeletionProtection,
                on: group({ $0.logGroupIdentifier }, "logs:PutLogGroupDeletionProtection"),
                perform: putLogGroupDeletionProtection),
            Operation(
                change: LogsOperations.associateKmsKey,
                on: group(
                    { try Self.associatedGroup($0.logGroupName, $0.resourceIdentifier) }, "logs:AssociateKmsKey"),
                perform: associateKmsKey),
            Operation(
                change: LogsOperations.disassociateKmsKey,
                on: group(
                    { try Self.associatedGroup($0.logGroupName, $0.resourceIdentifier) }, "logs:DisassociateKmsKey"),
                perform: disassociateKmsKey),
        ]
    }

    var tagOperations: [Operation] {
        [
            Operation(
                change: LogsOperations.tagResource,
                on: taggedGroup(\.resourceArn, "logs:TagResource") { LogsConditions(requestTags: $0.tags) },
                perform: tagResource),
            Operation(
                change: LogsOperations.untagResource,
                on: taggedGroup(\.resourceArn, "logs:UntagResource") { LogsConditions(tagKeys: $0.tagKeys) },
                perform: untagResource),
            Operation(
                reply: LogsOperations.listTagsForResource, on: taggedGroup(\.resourceArn, "logs:ListTagsForResource"),
                perform: listTagsForResource),
            Operation(
                change: LogsOperations.tagLogGroup,
                on: taggedGroupByName(\.logGroupName, "logs:TagLogGroup") { LogsConditions(requestTags: $0.tags) },
                perform: tagLogGroup),
            Operation(
                change: LogsOperations.untagLogGroup,
                on: taggedGroupByName(\.logGroupName, "logs:UntagLogGroup") { LogsConditions(tagKeys: $0.tags) },
                perform: untagLogGroup),
            Operation(
                reply: LogsOperations.listTagsLogGroup, on: taggedGroupByName(\.logGroupName, "logs:ListTagsLogGroup"),
                perform: listTagsLogGroup),
        ]
    }

    var resourcePolicyOperations: [Operation] {
        [
            Operation(
                change: LogsOperations.putResourcePolicy, on: anyGroup("logs:PutResourcePolicy"),
                perform: putResourcePolicy),
            Operation(
                change: LogsOperations.deleteResourcePolicy, on: anyGroup("logs:DeleteResourcePolicy"),
                perform: deleteResourcePolicy),
            Operation(
                reply: LogsOperations.describeResourcePolicies, on: anyGroup("logs:DescribeResourcePolicies"),
                perform: describeResourcePolicies),
        ]
    }
}
