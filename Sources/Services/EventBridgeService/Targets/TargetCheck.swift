import AWSProtocols
import Essentials
import EventBridgeModel
import ServiceKit

/// What must hold of a target before a rule has it. Source: API reference, PutTargets and Target.
struct TargetCheck {
    let bus: BusID
    let scope: RequestScope

    /// Throws where the call as a whole is not valid. Answers the failed entry of a target that cannot be had here.
    func check(_ target: EventBridgeModel.Target) throws(AWSError) -> PutTargetsResultEntry? {
        let destination: TargetDestination
        do throws(TargetDestination.Refusal) {
            destination = try TargetDestination(arn: target.arn)
        } catch {
            guard case .unavailable(let service) = error else {
                throw .invalid("Arn", "Provided Arn is not in correct format.")
            }
            return PutTargetsResultEntry(
                targetId: target.id, errorCode: "NotImplementedException",
                errorMessage: "Targets of the service \(service) are not implemented.")
        }
        try requireOneInput(target)
        try requireJSONInput(target)
        try requireTransformer(target)
        try requirePlace(of: destination, target)
        _ = try DeadLetterTarget.checked(target.deadLetterConfig, in: scope)
        return nil
    }

    private func requireOneInput(_ target: EventBridgeModel.Target) throws(AWSError) {
        let given = [target.input != nil, target.inputPath != nil, target.inputTransformer != nil].count { $0 }
        guard given <= 1 else {
            throw .validation(
                "Only one of Input, InputPath, or InputTransformer must be provided for target \(target.id).")
        }
    }

    private func requireJSONInput(_ target: EventBridgeModel.Target) throws(AWSError) {
        if let input = target.input, (try? JSON(parsing: input)) == nil {
            throw .validation("JSON syntax error in input for target \(target.id): Input is not valid JSON.")
        }
        if let path = target.inputPath, JSONPath(path) == nil {
            throw .validation("Reference path should start with '$'. Target: \(target.id).")
        }
    }

    private func requireTransformer(_ target: EventBridgeModel.Target) throws(AWSError) {
        guard let transformer = target.inputTransformer else { return }
        let paths = transformer.inputPathsMap ?? [:]
        for (name, path) in paths where JSONPath(path) == nil {
            throw .validation("Invalid JSONPath \(path) for \(name) in InputPathsMap of target \(target.id).")
        }
        let unknown = InputTemplate(transformer.inputTemplate).variables.first {
            paths[$0] == nil && !InputTemplate.reserved.contains($0)
        }
        if let unknown {
            throw .validation(
                "Invalid InputTemplate for target \(target.id) : The template contains the placeholder <\(unknown)>, "
                    + "which is not defined in InputPathsMap.")
        }
    }

    private func requirePlace(
        of destination: TargetDestination, _ target: EventBridgeModel.Target
    ) throws(AWSError) {
        switch destination {
        case .topic(_, let region):
            try requireRegion(region, target)
        case .logGroup(_, let account, let region):
            try requireRegion(region, target)
            guard account == bus.account else {
                throw .validation("Cross-account log groups are not supported. Target: \(target.id).")
            }
            guard target.input == nil, target.inputPath == nil else {
                throw .validation("Input and InputPath are not supported for log groups. Target: \(target.id).")
            }
        case .bus(let other): try requireBus(other, target)
        case .apiDestination(_, _, let account, let region):
            try requireRegion(region, target)
            guard account == bus.account else {
                throw .validation("Cross-account API destinations are not supported. Target: \(target.id).")
            }
            guard target.roleArn != nil else {
                throw .validation("RoleArn is required for target \(target.arn).")
            }
        }
    }

    private func requireRegion(_ region: Region, _ target: EventBridgeModel.Target) throws(AWSError) {
        guard region == bus.region else {
            throw .invalid("Arn", "Target \(target.arn) must be in the Region of the rule.")
        }
    }

    private func requireBus(_ other: BusID, _ target: EventBridgeModel.Target) throws(AWSError) {
        guard other != bus else {
            throw .validation("An event bus can't be a target of its own rules: \(target.arn).")
        }
        guard other.account == bus.account && other.region == bus.region || target.roleArn != nil else {
            throw .validation("RoleArn is required for target \(target.arn).")
        }
        guard
            other.account == bus.account
                || target.input == nil && target.inputPath == nil && target.inputTransformer == nil
        else {
            throw .validation(
                "Input, InputPath and InputTransformer are not available for an event bus of a different account. "
                    + "Target: \(target.id).")
        }
    }
}
