import Essentials
import SNSModel
import ServiceKit

extension SNS {
    /// Topics: made, deleted, listed.
    var topicOperations: [Operation] {
        [
            Operation(
                change: SNSOperations.createTopic, on: newTopic, perform: createTopic),
            Operation(change: SNSOperations.deleteTopic, on: topicToDelete, perform: deleteTopic),
            Operation(reply: SNSOperations.listTopics, on: everything("SNS:ListTopics"), perform: listTopics),
        ]
    }

    var topicAttributeOperations: [Operation] {
        [
            Operation(
                reply: SNSOperations.getTopicAttributes, on: topic(\.topicArn, "SNS:GetTopicAttributes"),
                perform: getTopicAttributes),
            Operation(
                change: SNSOperations.setTopicAttributes, on: topic(\.topicArn, "SNS:SetTopicAttributes"),
                perform: setTopicAttributes),
            Operation(
                change: SNSOperations.addPermission, on: topic(\.topicArn, "SNS:AddPermission"),
                perform: addPermission),
            Operation(
                change: SNSOperations.removePermission, on: topic(\.topicArn, "SNS:RemovePermission"),
                perform: removePermission),
        ]
    }

    var tagOperations: [Operation] {
        [
            Operation(
                change: SNSOperations.tagResource,
                on: tagged(\.resourceArn, "SNS:TagResource", conditions: { SNSConditions(tags: $0.tags) }),
                perform: tagResource),
            Operation(
                change: SNSOperations.untagResource,
                on: tagged(\.resourceArn, "SNS:UntagResource", conditions: { SNSConditions(tagKeys: $0.tagKeys) }),
                perform: untagResource),
            Operation(
                reply: SNSOperations.listTagsForResource, on: tagged(\.resourceArn, "SNS:ListTagsForResource"),
                perform: listTagsForResource),
        ]
    }

    /// What is published: data events to CloudTrail.
    var publishOperations: [Operation] {
        [
            Operation(
                change: SNSOperations.publish, category: .data, on: topicToPublishTo, perform: publish),
            Operation(
                change: SNSOperations.publishBatch, category: .data, on: topic(\.topicArn, "SNS:Publish"),
                perform: publishBatch),
        ]
    }
}
