import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension SNS {
    public var operations: [Operation] {
        topicOperations + topicAttributeOperations + subscriptionOperations + publishOperations + tagOperations
    }
}
