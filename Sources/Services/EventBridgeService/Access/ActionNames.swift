import PolicyEngine

/// The actions of operations that look up what they act on in ways of their own.
enum ActionNames {
    static let createEventBus: ActionName = "events:CreateEventBus"
    static let deleteEventBus: ActionName = "events:DeleteEventBus"
    static let tagResource: ActionName = "events:TagResource"
    static let putRule: ActionName = "events:PutRule"
    static let deleteRule: ActionName = "events:DeleteRule"
    static let putTargets: ActionName = "events:PutTargets"
    static let putEvents: ActionName = "events:PutEvents"
    static let createArchive: ActionName = "events:CreateArchive"
    static let startReplay: ActionName = "events:StartReplay"
    static let invokeApiDestination: ActionName = "events:InvokeApiDestination"
    static let passRole: ActionName = "iam:PassRole"
}
